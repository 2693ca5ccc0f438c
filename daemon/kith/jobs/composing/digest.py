"""Composing the digest and claiming its appointment. Nothing leaves the machine here: see `kith.jobs.delivering`.

Same store, same settings, same instant: the same bytes, Message-ID included; but where a language model rewords drafts,
the same Message-ID alone.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kith.clock import instant, unix
from kith.config.settings import Settings
from kith.deliver.render import Rendered, Renderer
from kith.digest import Digest
from kith.jobs.composing import appointments
from kith.jobs.composing.answerable import answerable, message_id
from kith.jobs.composing.appointments import APPOINTMENT
from kith.jobs.composing.asking import Asked, answers, proposals
from kith.jobs.composing.context import Context, Reader
from kith.jobs.composing.digest_json import kept, parted
from kith.jobs.composing.newest_messages import Heard, heard
from kith.jobs.composing.since_last import newest_heard, noted, passes_over
from kith.jobs.composing.suggesting import Suggester
from kith.jobs.delivering.drafting import for_folder
from kith.jobs.people import assessed, find, own_name
from kith.jobs.transition.gone import Gone, told
from kith.jobs.transition.telling import since_last_time
from kith.journal import Journal, clean
from kith.mail import carried
from kith.mail.calendar import event
from kith.mail.compose import compose
from kith.model import Evidence
from kith.people.address import domain_of
from kith.store import Store
from kith.store.ledger import Letter
from kith.store.signals import Told
from kith.suggest import wording
from kith.suggest.assessing import Assessment
from kith.suggest.ranking import Plan, plan
from kith.suggest.room import minutes_of, room_for

if TYPE_CHECKING:
    from kith.jobs.composing.rewording import Rewording

LATE = timedelta(hours=1)
STALE = timedelta(hours=2)  # a letter that waits longer is written anew before it leaves


@dataclass(frozen=True, slots=True)
class Composed:
    """A finished digest: what it says, how it reads, the letter that carries it; and what signatures said meanwhile."""

    digest: Digest
    rendered: Rendered
    letter: Letter
    positions: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class Digester:
    """Writes digests out of the store. `zone` is the user's; `rewordings` gives each digest its own, where wanted;
    `reader` reads what the newest messages say, where set."""

    settings: Settings
    store: Store
    renderer: Renderer
    zone: ZoneInfo
    journal: Journal
    rewordings: "Callable[[], Rewording] | None" = None
    reader: Reader | None = None

    @property
    def recipient(self) -> str:
        return self.settings.recipient

    def compose(
        self,
        now: datetime,
        slot: datetime | None = None,
        instead_of: Letter | None = None,
        only: str | None = None,
    ) -> Composed:
        """The digest as of `now` (aware, UTC).

        `slot` is the appointment it answers, None when asked for by hand; `instead_of` a letter that has not left,
        whose place it takes. `only`: of this one person, by name or address, due or not; NobodyFound where none or
        several fit.
        """
        at, besides = unix(now), instead_of.number if instead_of else None
        heard_of = newest_heard(self.store, at)
        assessments = assessed(self.store, self.settings, at, besides, everything=only is not None)
        chosen = self._chosen(assessments, at, only)
        said, waiting = Heard(assessments, {}), list[Evidence]()
        if self.reader:
            waiting = answers(self.store, (one.person for one in assessments), at, besides)
            said = heard(self.reader, self.store, assessments, chosen, at, waiting)
            assessments, chosen = said.assessments, self._chosen(said.assessments, at, only)
        gone = Gone(self.store.transitions.all(at), at)
        looks = self.store.cursors.health(list(self.settings.accounts))
        health, left = told(gone, self.settings, self.recipient, looks)
        proposed, liked = proposals(self.store, assessments, waiting, said.contexts, at, besides)
        suggester = self._suggester(said.contexts, gone, Asked(self.store, besides))
        suggestions = suggester.suggestions(chosen.chosen, now)
        reworded = suggester.rewording.troubles() if suggester.rewording else ()
        digest = Digest(
            as_of=at,
            slot=None if slot is None else unix(slot),
            late=slot is not None and now - slot > LATE,
            suggestions=suggestions,
            not_shown=chosen.not_shown,
            since_last_time=(
                *self._since_last_time(assessments),
                *since_last_time(self.store, assessments, at, besides),
                *liked,
                *noted(self.store, assessments, at, self.zone, besides, self.settings.groups),
            ),
            health=health,
            messages_read=max(0, self.store.cursors.messages_read() - self.store.ledger.messages_read_then()),
            suspended=(*left, *self.store.trouble.left_out(), *said.troubles, *reworded),
            told=chosen.told,
            dormant=chosen.dormant,
            first=self._is_first(instead_of),
            heard=heard_of,
            proposed=proposed,
        )
        return replace(self.worded(digest, instead_of), positions=said.positions)

    def _chosen(self, assessments: Sequence[Assessment], at: int, only: str | None) -> Plan:
        if only is None:
            room = room_for(self.settings.digest.max_people, self.settings.digest.minutes)
            return plan(assessments, room, at)
        wanted = find([one.person for one in assessments], only).addresses
        return Plan(tuple(one for one in assessments if one.person.addresses == wanted), 0)

    def reworded(self, letter: Letter, change: Callable[[Digest], Digest]) -> bytes:
        """The content of a letter that has not left, with `change` made to what it says; nothing is judged anew."""
        digest, faults = parted(letter.said)
        changed = change(digest)
        again = self.worded(changed, letter)
        if missing := tuple(fault for fault in faults if fault not in again.rendered.faults):  # of the drafts
            again = self.worded(replace(changed, suspended=(*changed.suspended, *missing)), letter)
        return again.letter.content

    def worded(self, digest: Digest, instead_of: Letter | None) -> Composed:
        """A digest in words: a new letter, or one in the place of a letter that has been written."""
        plain, secret = self.settings.digest.subject == "plain", self.store.ledger.secret()
        name = instead_of.message_id if instead_of else message_id(digest, domain_of(self.recipient), secret)
        digest = answerable(digest, name, self.recipient, secret)
        rendered = self.renderer.digest(digest, self.zone, plain_subject=plain)
        content = compose(
            own_address=self.recipient,
            own_name=own_name(self.store, self.settings),
            to=self.recipient,
            subject=rendered.subject,
            text=rendered.text,
            html=rendered.html,
            message_id=name,
            as_of=digest.as_of,
            kind=carried.written(digest.slot, digest.as_of, _rows(digest), name, secret),
            calendar=self._event(digest, name, plain),
        )
        number = instead_of.number if instead_of else 0
        letter = Letter(
            number, name, digest.slot, digest.as_of, self.recipient, content, "written",
            said=kept(digest, rendered.faults),
        )  # fmt: skip
        return Composed(digest, rendered, letter)

    def _suggester(self, contexts: Mapping[str, Context], gone: Gone, asked: Asked) -> Suggester:
        name = own_name(self.store, self.settings)
        rewording = self.rewordings() if self.rewordings else None
        return Suggester(
            self.settings, self.store, self.renderer, self.zone, name, rewording, contexts, gone, asked
        )

    def _event(self, digest: Digest, message_id: str, plain: bool) -> bytes:
        """Time for the notes in the user's calendar, where it is asked for: at the appointment, or now."""
        if not self.settings.digest.invitation or not digest.suggestions:
            return b""
        return event(
            message_id=message_id,
            as_of=digest.as_of,
            starts=digest.as_of if digest.slot is None or digest.late else digest.slot,
            minutes=minutes_of(digest.suggestions),
            names=[clean(one.person.name or one.person.addresses[0], 60) for one in digest.suggestions],
            plain=plain,
        )

    def _is_first(self, instead_of: Letter | None) -> bool:
        """Whether no letter but the one to be replaced was ever written."""
        newest = self.store.ledger.newest()
        return newest is None or (instead_of is not None and newest.number == instead_of.number == 1)

    def _since_last_time(self, assessments: list[Assessment]) -> tuple[str, ...]:
        """Who of those suggested last time has been written to since."""
        newest = self.store.ledger.newest()
        if newest is None:
            return ()
        suggested = set(self.store.ledger.suggestions(newest.number))
        wrote = [
            one.person.name or one.person.addresses[0]
            for one in assessments
            if suggested.intersection(one.person.addresses)
            and (one.person.last_sent or 0) > newest.composed_at
        ]
        return (f"You wrote to {wording.listed(wrote, len(wrote))}.",) if wrote else ()

    def write(self, now: datetime) -> Composed:
        """Compose a digest by hand and enter it; nobody is entered where nobody is due.

        Raises StoreBusy while another kith writes one: two at once would suggest the same people twice.
        """
        with self.store.alone("digest"):
            self.store.check()
            composed = self.compose(now)
            if composed.digest.suggestions:
                self.claim(composed)
            return composed

    def claim(self, composed: Composed, before: int | None = None) -> bool:
        """Write the letter into the ledger, with its appointment where it has one. True for exactly one caller."""
        letter, digest, rows = composed.letter, composed.digest, _rows(composed.digest)
        with self.store.transaction():
            if digest.slot is not None and not self.store.ledger.claim(APPOINTMENT, before or 0, digest.slot):
                return False
            self.store.signals.add(composed.positions)
            if not rows:
                self.journal.nobody_due()
                return True
            number = self.store.ledger.write(letter, rows, self.store.cursors.messages_read(), digest.heard)
            if number is not None:
                self._enter_drafts(number, composed)
        if number is not None:
            self.journal.claimed(len(rows), letter.message_id)
        return number is not None

    def renew(self, now: datetime) -> bool:
        """Write anew what has surely not left and has become old: nobody is to be reminded of whom they wrote to
        while the mail server was down. True when a letter was changed."""
        old = [
            letter
            for letter in self.store.ledger.waiting()
            if letter.kind == "digest"
            and letter.state == "written"
            and abs(unix(now) - letter.composed_at) > STALE.total_seconds()
        ]  # also one that a clock years ahead has dated
        for letter in old:
            composed = self.compose(now, None if letter.slot is None else instant(letter.slot), letter)
            with self.store.transaction():
                if not self.store.ledger.still_here(letter.number):
                    continue  # another process hands it over
                self.store.signals.add(composed.positions)
                if composed.digest.suggestions:
                    self.store.ledger.rewrite(composed.letter, _rows(composed.digest), composed.digest.heard)
                    self._enter_drafts(letter.number, composed)
                elif letter.composed_at < unix(
                    now
                ):  # else it is the clock that has gone back before anybody's time
                    self.store.ledger.closed(letter.number, "dropped", "nobody is due any more")
        return bool(old)

    def _enter_drafts(self, number: int, composed: Composed) -> None:
        drafts = for_folder(self.store, self.settings, composed.digest, composed.letter.message_id)
        self.store.drafts.enter(number, drafts)
        asked = [(one.person.addresses[0], one.asks) for one in composed.digest.suggestions if one.asks]
        self.store.asking.enter(number, asked, composed.digest.proposed)

    def when_due(self, now: datetime) -> bool:
        """Write the digest whose time has come, if any. True when an appointment was dealt with.

        Never before every account has been read once as a whole (or is in trouble): half a mailbox makes false
        silences. Nor in the first hour of an account's trouble, since most is over by then; nor while mail of the
        user's to kith has not been asked for: whom it stops must not be suggested. One that comes in a pause
        is passed over.
        """
        due = appointments.due(self.store, self.settings.digest.when, self.zone, now)
        if due is None or self.store.cursors.unready(list(self.settings.accounts), unix(now)):
            return False
        if self.settings.commands.mail and self.store.answers.untried(self.settings.accounts, unix(now)):
            return False
        before, slot = due
        if appointments.answered_already(self.store, self.settings.digest.when, self.zone, due):
            return True
        if passes_over(self.store, self.journal, APPOINTMENT, due, now):
            return True
        with self.store.alone("digest"):
            self.store.check()
            return self.claim(self.compose(now, slot), before)

    def next_digest(self, now: datetime) -> datetime:
        return self.settings.digest.when.following(now, self.zone)


def _rows(digest: Digest) -> list[tuple[int, str, str]]:
    """The suggestions as the ledger keeps them: number, address, kind of the strongest reason."""
    return [(one.number, one.person.addresses[0], one.reasons[0].kind) for one in digest.suggestions]
