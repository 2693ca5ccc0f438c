"""From what kith thinks about somebody to a suggestion: the evidence of each reason, the last contact, the draft."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from kith.clock import iso, unix
from kith.config.settings import Settings
from kith.deliver.render import Renderer
from kith.digest import Digest, Draft, Suggestion
from kith.jobs.context import UNKNOWN, Context
from kith.jobs.people import evidence_row
from kith.journal import clean
from kith.mail.threads import again, is_id
from kith.model import Evidence, Reason
from kith.store import Store
from kith.suggest import drafting
from kith.suggest.ranking import Assessment
from kith.suggest.reasons import no_answer, owed_reply
from kith.suggest.rhythm import DAY

ANSWERING = frozenset({owed_reply.KIND, no_answer.KIND})  # their letters answer a message
LONGEST_SUBJECT = 200  # characters


@dataclass(frozen=True, slots=True)
class Suggester:
    """`zone` is the user's; `own_name` signs the drafts; `contexts`: by Message-ID, what could be read of messages."""

    settings: Settings
    store: Store
    renderer: Renderer
    zone: ZoneInfo
    own_name: str
    contexts: Mapping[str, Context] = field(default_factory=dict)

    def suggestions(self, chosen: Sequence[Assessment], now: datetime) -> tuple[Suggestion, ...]:
        """One for each that was chosen, numbered from 1, as of `now` (aware, UTC)."""
        return tuple(self._suggestion(number, one, now) for number, one in enumerate(chosen, start=1))

    def _suggestion(self, number: int, one: Assessment, now: datetime) -> Suggestion:
        person = one.person
        last = next(iter(last_exchanges(self.store, [one], now)), None)
        draft = drafting.plan(person, one.firing, last, now, self.zone, self.own_name)
        subject, body = self.renderer.draft(draft)
        context = self.contexts.get(last.message_id, UNKNOWN) if last else UNKNOWN
        return Suggestion(
            number=number,
            person=person,
            reasons=tuple(self._proven(reason, person.addresses) for reason in one.firing),
            facts=(drafting.last_contact(person, last, unix(now), self.zone),),
            channel=person.channel or "mail",
            draft=_threaded(Draft(person.addresses[0], subject, body), one.firing, last, context),
        )

    def _proven(self, reason: Reason, addresses: tuple[str, ...]) -> Reason:
        return replace(reason, evidence=tuple(self.store.people.evidence(addresses, at=reason.touches)))


def last_exchanges(store: Store, people: Sequence[Assessment], now: datetime) -> list[Evidence]:
    """Where the newest message with each of these people lies, as of `now`; nothing for those who have none."""
    return [
        evidence
        for one in people
        for evidence in store.people.evidence(one.person.addresses, newest=1, until=unix(now) + DAY)
    ]


def _threaded(draft: Draft, reasons: Sequence[Reason], last: Evidence | None, context: Context) -> Draft:
    """The draft as an answer to the newest message, where its kind is one; else, or where that message has no
    Message-ID of any use, the beginning of a new thread."""
    kind = next((reason.kind for reason in reasons if reason.kind in drafting.KINDS), "")
    if kind not in ANSWERING or last is None or not is_id(last.message_id):
        return draft
    old = context.subject or last.subject or ""
    return replace(
        draft,
        subject=again(clean(old, LONGEST_SUBJECT)) if old.strip() else draft.subject,
        in_reply_to=last.message_id,
        references=context.references,
    )


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
