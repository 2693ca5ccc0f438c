"""From what kith thinks about somebody to a suggestion: the evidence of each reason, the last contact, the draft."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kith.clock import iso, unix
from kith.config.settings import Settings
from kith.deliver.render import Renderer
from kith.digest import Digest, Draft, Suggestion
from kith.jobs.people import evidence_row
from kith.model import Reason
from kith.store import Store
from kith.suggest import drafting, outlook
from kith.suggest.ranking import Assessment
from kith.suggest.reasons import cadence
from kith.suggest.rhythm import DAY

if TYPE_CHECKING:
    from kith.jobs.rewording import Rewording


@dataclass(frozen=True, slots=True)
class Suggester:
    """`zone` is the user's; `own_name` signs the drafts; `rewording` may put them in other words."""

    settings: Settings
    store: Store
    renderer: Renderer
    zone: ZoneInfo
    own_name: str
    rewording: "Rewording | None" = None

    def suggestions(self, chosen: Sequence[Assessment], now: datetime) -> tuple[Suggestion, ...]:
        """One for each that was chosen, numbered from 1, as of `now` (aware, UTC)."""
        return tuple(self._suggestion(number, one, now) for number, one in enumerate(chosen, start=1))

    def _suggestion(self, number: int, one: Assessment, now: datetime) -> Suggestion:
        person = one.person
        evidence = self.store.people.evidence(person.addresses, newest=1, until=unix(now) + DAY)
        last = evidence[0] if evidence else None
        # Who was asked for by name gets a letter that is true after any silence, also of a day.
        kinds = one.firing or (Reason(cadence.KIND, True, ""),)
        draft = drafting.plan(person, kinds, last, now, self.zone, self.own_name)
        subject, body = self.renderer.draft(draft)
        last_contact = drafting.last_contact(person, last, unix(now), self.zone)
        channel, model = person.channel or "mail", ""
        reasons = tuple(self._proven(reason, person.addresses) for reason in one.firing)
        reasons = reasons or (outlook.asked_for(one, self.zone),)
        ready = Draft(person.addresses[0], subject, body)
        if self.rewording:
            ready, model = self.rewording.reworded(ready, reasons[0].kind, channel)
        return Suggestion(
            number=number,
            person=person,
            reasons=reasons,
            facts=tuple(filter(None, (last_contact, outlook.held_back(one) if one.firing else ""))),
            channel=channel,
            draft=ready,
            reworded=model,
        )

    def _proven(self, reason: Reason, addresses: tuple[str, ...]) -> Reason:
        return replace(reason, evidence=tuple(self.store.people.evidence(addresses, at=reason.touches)))


def digest_row(digest: Digest, subject: str) -> dict[str, object]:
    """`kith digest --dry-run --json`: a stable contract (docs/design.md)."""
    return {
        "as_of": iso(digest.as_of),
        "subject": subject if digest.suggestions else "",
        "suggestions": [_row(one) for one in digest.suggestions],
        "not_shown": digest.not_shown,
    }


def _row(one: Suggestion) -> dict[str, object]:
    return {
        "number": one.number,
        "person": one.person.name,
        "addresses": list(one.person.addresses),
        "reasons": [
            {
                "kind": reason.kind,
                "text": reason.text,
                "evidence": [evidence_row(evidence) for evidence in reason.evidence],
            }
            for reason in one.reasons
        ],
        "channel": one.channel,
        "draft": {
            "to": one.draft.to,
            "subject": one.draft.subject,
            "body": one.draft.body,
            "in_reply_to": one.draft.in_reply_to or None,
        },
    }
