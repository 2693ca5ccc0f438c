"""From what kith thinks about somebody to a suggestion: the evidence of each reason, the last contact, the draft."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kith.clock import iso, unix
from kith.config.settings import Settings
from kith.deliver.render import Renderer
from kith.digest import Digest, Draft, Suggestion, Voice
from kith.jobs import word
from kith.jobs.composing.asking import Asked
from kith.jobs.composing.context import UNKNOWN, Context
from kith.jobs.composing.newest_messages import last_exchanges
from kith.jobs.composing.voice import voice_of
from kith.jobs.transition.gone import NOTHING_GONE, Gone
from kith.jobs.why import evidence_row
from kith.journal import clean
from kith.mail.threads import again, is_id
from kith.model import Direction, Evidence, Person, Reason
from kith.people.address import Me
from kith.store import Store
from kith.suggest import drafting, outlook
from kith.suggest.asking import FACT, moment
from kith.suggest.assessing import Assessment
from kith.suggest.channels import MAIL, WRITTEN, Way, way_to
from kith.suggest.drafting import DraftPlan
from kith.suggest.reasons import (
    cadence,
    dormant,
    fading,
    holiday,
    moved,
    my_transition,
    no_answer,
    owed_reply,
)
from kith.suggest.talking import points

if TYPE_CHECKING:
    from kith.jobs.composing.rewording import Rewording

ANSWERING = frozenset({owed_reply.KIND, no_answer.KIND})  # their letters answer a message
SECOND = frozenset(
    {cadence.KIND, fading.KIND, dormant.KIND}
)  # where a note after an unanswered one asks nothing
LONGEST_SUBJECT = 200  # characters


@dataclass(frozen=True, slots=True)
class Suggester:
    """`zone` is the user's; `own_name` signs the drafts; `rewording` may put them in other words; `contexts`: by
    Message-ID, what could be read of messages; `gone`: addresses of the user's that no draft comes from. `asked`: who
    was asked how they like to be reached, None to ask nobody."""

    settings: Settings
    store: Store
    renderer: Renderer
    zone: ZoneInfo
    own_name: str
    rewording: "Rewording | None" = None
    contexts: Mapping[str, Context] = field(default_factory=dict)
    gone: Gone = NOTHING_GONE
    asked: Asked | None = None

    def suggestions(self, chosen: Sequence[Assessment], now: datetime) -> tuple[Suggestion, ...]:
        """One for each that was chosen, numbered from 1, as of `now` (aware, UTC). No two have the same letter, as long
        as there are others of its kind."""
        found: list[Suggestion] = []
        taken: set[tuple[str, int]] = set()
        for number, one in enumerate(chosen, start=1):
            mail = next(iter(last_exchanges(self.store, [one], unix(now))), None)
            last = self._told_of(one.person, unix(now)) or mail
            # Without a way they are somebody who was asked for by name.
            way = way_to(one.person, lost=one.case.bounce is not None) or Way(MAIL, one.person.addresses[0])
            letter = self._letter(one, last, self._context(mail), now)
            letter = drafting.another(letter if way.channel == MAIL else drafting.short(letter), taken)
            taken.add(drafting.variant(letter))
            found.append(self._suggestion(number, one, way, last, letter, unix(now)))
        return tuple(found)

    def _told_of(self, person: Person, now: int) -> Evidence | None:
        """The newest touch, where it is one the user told of."""
        if person.last_touch is None or person.last_touch[1] is not Direction.LOGGED:
            return None
        return next(iter(word.evidence(word.told(self.store, now), person.addresses)), None)

    def _letter(self, one: Assessment, last: Evidence | None, context: Context, now: datetime) -> DraftPlan:
        """Who was asked for by name gets a letter that is true after any silence, also of a day."""
        kinds = one.firing or (Reason(cadence.KIND, True, ""),)
        second = kinds[0].kind in SECOND and one.case.unanswered
        voice = self._voice(one.person, context)
        wishing, wish = one.case.wishing, ""
        if kinds[0].kind == holiday.KIND and wishing and (near := holiday.coming(one.case)):
            wish, last = near.kind, last and replace(last, subject=wishing.subject)
        letter = drafting.plan(
            one.person,
            kinds,
            last,
            now,
            self.zone,
            self.own_name,
            voice,
            second,
            holiday=wish,
            move=one.case.move,
        )
        return letter.moved_on(len(one.case.told_now))  # not the same words as last time

    def _suggestion(
        self, number: int, one: Assessment, way: Way, last: Evidence | None, letter: DraftPlan, now: int
    ) -> Suggestion:
        person = one.person
        instead = way.why if way.channel != person.channel else ""  # what they prefer shows by itself
        if way.why and not way.to:
            instead = moved.only_told(one.case) or way.why
        held_back = outlook.held_back(one) if one.firing else ""
        gone = "" if any(reason.kind == moved.KIND for reason in one.firing) else moved.known(one.case)
        facts = (drafting.last_contact(person, last, now, self.zone), instead, gone, held_back)
        reasons = tuple(self._proven(reason, person.addresses, now) for reason in one.firing)
        reasons = reasons or (outlook.asked_for(one, self.zone),)
        draft, model, asks = self._draft(letter, way), "", self._asks(one, reasons[0].kind, way)
        if asks and reasons[0].kind != my_transition.KIND:  # a goodbye asks by itself
            asking = self._draft(letter.asking(), way)
            draft, asks = asking, asks if asking != draft else ""  # a template of the user's may not
        if way.channel == MAIL and reasons[0].kind in ANSWERING:
            draft = self._threaded(draft, one, last)
        if self.rewording:
            draft, model = self.rewording.reworded(draft, reasons[0].kind, way.channel)
        return Suggestion(
            number=number,
            person=person,
            reasons=reasons,
            facts=tuple(filter(None, (*facts, FACT if asks else ""))),
            channel=way.channel,
            draft=draft,
            points=() if way.channel in WRITTEN else points(one, last, now, self.zone),
            reworded=model,
            asks=asks,
        )

    def _asks(self, one: Assessment, kind: str, way: Way) -> str:
        """The good moment that it is for asking how they like to be reached; "" where nothing is asked."""
        if self.asked is None or way.channel != MAIL or not one.firing:
            return ""
        return moment(one.case, kind, self.asked.at(one.person))

    def _context(self, last: Evidence | None) -> Context:
        return self.contexts.get(last.message_id, UNKNOWN) if last else UNKNOWN

    def _voice(self, person: Person, context: Context) -> Voice:
        """How the user writes to them; where that does not show it, in the language of the newest message."""
        if not self.settings.drafts.learn_style:
            return Voice(language=context.language or "en", formal=context.formal)
        return voice_of(self.store, person, context.language, context.formal)

    def _draft(self, letter: DraftPlan, way: Way) -> Draft:
        """What the channel can send: a letter, a short message, or nothing to write at all."""
        if way.channel == MAIL:
            return Draft(way.to, *self.renderer.draft(letter))
        body = self.renderer.message(letter) if way.channel in WRITTEN else ""
        return Draft(way.to, "", body)

    def _threaded(self, draft: Draft, one: Assessment, last: Evidence | None) -> Draft:
        """The draft as an answer to the newest message: to where that came from or was meant to be answered, from the
        address it went to, but never to one that mail came back from. Where it has no Message-ID of any use, the
        beginning of a new thread."""
        if last is None or not is_id(last.message_id):
            return draft
        context, me = self._context(last), Me(self.settings.my_addresses)
        theirs, person = last.direction is Direction.RECEIVED, one.person
        dead = {
            signal.address
            for signal in one.case.signals
            if signal.sure and signal.kind in ("bounced", "gone")
        }
        to = context.reply_to if theirs and context.reply_to in person.addresses else last.address
        own = context.to if theirs else (context.sender,)
        old = context.subject or last.subject or ""
        return replace(
            draft,
            to=draft.to if to in dead else to,
            subject=again(clean(old, LONGEST_SUBJECT)) if old.strip() else draft.subject,
            in_reply_to=last.message_id,
            references=context.references,
            sender=next((spec for spec in own if spec in me and spec not in self.gone), ""),
        )

    def _proven(self, reason: Reason, addresses: tuple[str, ...], now: int) -> Reason:
        told = (
            one for one in word.evidence(word.told(self.store, now), addresses) if one.at in reason.touches
        )
        return replace(reason, evidence=(*self.store.people.evidence(addresses, at=reason.touches), *told))


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
