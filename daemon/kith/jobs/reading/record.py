"""Judging a window and writing it down: what it says and how far its folder has been read move together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from kith.clock import Clock, unix
from kith.config.settings import Settings
from kith.imap.fetch import Window
from kith.jobs.reading import tellings
from kith.jobs.reading.backoff import quarantine_pause
from kith.jobs.reading.look import Look, Watch
from kith.jobs.reading.recalling import recall
from kith.jobs.reading.windows import Span, octets
from kith.journal import Journal
from kith.model import Role, Skip
from kith.people.address import Me
from kith.people.automatic import list_address
from kith.store import Store
from kith.store.cursors import Cursor
from kith.store.touches import Judged

if TYPE_CHECKING:
    from kith.mail.touches import Rules


def rules_of(settings: Settings) -> "Rules":
    """Who the user is and what counts, as the judgement wants it."""
    from kith.mail.touches import Rules

    return Rules(Me(settings.my_addresses), settings.people.group_limit, settings.people.ignore)


@dataclass(frozen=True, slots=True)
class Place:
    """The folder a window comes from."""

    account: str
    name: str
    role: Role


@dataclass(slots=True)
class Recorder:
    """Writes windows of one account down."""

    settings: Settings
    store: Store
    clock: Clock
    journal: Journal
    look: Look
    watch: Watch
    messages: int = 0  # in this look, backwards or forwards
    set_aside: Mapping[int, str] = field(default_factory=dict)  # of the last window, with the reasons
    _rules: "Rules | None" = None  # made with the first window

    def record(self, place: Place, cursor: Cursor, span: Span, found: Window) -> Cursor:
        """One transaction: touches, reasons, what is set aside, the day's bytes, the note of the attempt, the cursor.

        A span that touches what was read before moves the cursor; one inside it does not.
        Raises StoreBusy where another kith has moved the cursor, or the disk is full.
        """
        moment = self.clock.now()
        now = unix(moment)
        judged, unreadable = self._judged(found, moment)
        oldest = min((message.arrived for message in found.messages if message.arrived), default=None)
        with self.store.transaction():
            tally = self.store.touches.record(cursor.folder, judged)
            self.store.bounces.settle()
            self.store.bounces.note(cursor.folder, _reports(judged))
            waiting, told = tellings.noted(judged, now)
            self.store.signals.note(cursor.folder, waiting, now)
            self.store.signals.add(told)
            recalled = recall(self.store, judged, now)
            self.store.answers.note(cursor.folder, self._commands(judged, place.role, now))
            for uid, why in unreadable.items():
                self.store.trouble.quarantine(cursor, uid, why, now, now + (quarantine_pause(0) or 0))
            if oldest is not None:
                self.store.trouble.reached(cursor.folder, unix(oldest))
            if span[1] > cursor.high:
                self.store.trouble.grew(cursor.folder, now)
            self.store.cursors.spend(place.account, octets(found), now)
            seen = len(judged) + len(unreadable)
            self.store.trouble.passed(cursor.folder, *span)
            moved = self.store.cursors.advance(
                cursor, min(cursor.low, span[0]), max(cursor.high, span[1]), seen
            )
        if recalled:
            self.journal.recalled(place.account, recalled)
        for uid, why in unreadable.items():
            self.journal.quarantined(place.account, place.name, uid, why)
        self.look.tally.update(tally)
        self.look.tally[Skip.UNREADABLE] += len(unreadable)
        self.look.folders[place.name] = self.look.folders.get(place.name, 0) + seen
        self.messages += seen
        self.set_aside = unreadable
        self.watch.read(place.account, place.name, seen)
        return moved

    @property
    def me(self) -> Me:
        """All addresses of the user."""
        self._rules = self._rules or rules_of(self.settings)
        return self._rules.me

    def _judged(self, found: Window, now: datetime) -> tuple[list[Judged], Mapping[int, str]]:
        from kith.mail import facts, touches  # parsers that a look without new mail does not need

        self._rules = rules = self._rules or rules_of(self.settings)
        judged, unreadable = [], dict(found.unreadable)
        for message in found.messages:
            try:
                read = facts.read(message.header, message.arrived, message.size, now)
                draft = b"\\draft" in map(bytes.lower, message.flags) or bool(message.no_mail)
                verdict = touches.judge(read, rules, draft=draft)
                judged.append(Judged(message.uid, read, verdict, list_address(read)))
            except Exception as error:  # noqa: BLE001  (one message never stops the others: it is set aside by name)
                unreadable[message.uid] = f"{type(error).__name__}: {error}"
        return judged, unreadable

    def _commands(self, judged: Iterable[Judged], role: Role, now: int) -> list[tuple[int, int]]:
        """The UIDs and dates of those that may hold commands of the user's to kith."""
        if not self.settings.commands.mail or self._rules is None:
            return []
        from kith.commands.whose import answers_kith, worth_reading

        to_myself = [
            one
            for one in judged
            if one.verdict.skip is Skip.SELF
            or (one.verdict.skip in (None, Skip.GROUP) and answers_kith(one.facts))
        ]

        me = self._rules.me
        return [
            (one.uid, one.facts.at)
            for one in to_myself
            if one.facts.at is not None and worth_reading(one.facts, role, me, now)
        ]


def _reports(judged: Iterable[Judged]) -> list[tuple[int, int]]:
    """The UIDs and dates of those that may say that mail came back."""
    from kith.mail.bounces import is_report

    return [(one.uid, one.facts.at or 0) for one in judged if one.verdict.skip and is_report(one.facts)]
