"""Doing what the user says: lines in, events down, and for each line what was understood or why it was not.

`entered` is for a transaction of the caller's, so that whatever brought the lines can be ticked off in the same one;
`answered` reads only and comes after it. `obey` is both. One line that cannot be obeyed never stops the others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from kith.clock import day_in, iso, unix
from kith.commands import wording
from kith.commands.command import TOUCHES, Called, Command, Names, NotUnderstood, Unclear
from kith.commands.events import Event, last_turn, said_before, word
from kith.commands.grammar import parse
from kith.commands.table import help_text
from kith.config.settings import Settings
from kith.jobs import people as knowing
from kith.jobs.composing.asking import settled
from kith.jobs.why import why as look_up
from kith.jobs.word import called
from kith.journal import clean
from kith.model import Kind
from kith.store import Store
from kith.suggest import outlook
from kith.suggest.assessing import assess_all
from kith.suggest.ranking import plan

COMMAND_LINE = "command line"
STEP = 1.5  # less often, more often
MOST_DAYS = 3653
MOST_MORE = 20  # people


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one line, or of one person in it. `text` is for the user to read; `events`: what was entered."""

    line: str
    text: str
    understood: bool = True
    command: Command | None = None
    events: tuple[Event, ...] = ()
    candidates: tuple[str, ...] = ()


def known_names(
    store: Store, settings: Settings, meant: str = "", numbers: Mapping[int, str] | None = None
) -> Names:
    """Who can be meant by a line. `numbers`: of another digest than the newest; `meant`: see `Names`. Within a reading
    or a transaction."""
    forms: dict[str, set[str]] = {}
    for use in store.voices.all():
        if use.kind == "form":
            forms.setdefault(use.address, set()).add(use.value)
    everyone = knowing.everyone(store, settings)
    for one in everyone:
        if one.nicknames:
            forms.setdefault(one.addresses[0], set()).update(one.nicknames)
    people = called(everyone, store.decisions.names(), forms)
    return Names(people, store.ledger.numbers() if numbers is None else numbers, meant)


def obey(
    store: Store, settings: Settings, zone: ZoneInfo, text: str, now: datetime, source: str = COMMAND_LINE
) -> list[Result]:
    """Everything the lines of `text` say, done; a result for each line and person. `now`: aware, UTC."""
    with store.transaction():
        names = known_names(store, settings)
        found = parse(text, now.astimezone(zone).date(), names)
        results = entered(store, settings, zone, found, names, now, source)
    return [answered(store, settings, zone, one, now) for one in results]


def entered(
    store: Store,
    settings: Settings,
    zone: ZoneInfo,
    found: Sequence[Command | NotUnderstood],
    names: Names,
    now: datetime,
    source: str,
) -> list[Result]:
    """The commands entered as events, in order, within a transaction of the caller's. What wants an answer is passed on
    for `answered`."""
    desk = _Desk(store, settings, zone, now, source, names)
    results: list[Result] = []
    for _, row in groupby(found, key=lambda one: one.row):
        results += desk.line(list(row))
    return results


def answered(store: Store, settings: Settings, zone: ZoneInfo, result: Result, now: datetime) -> Result:
    """What `why`, `more` and `help` want to know, as of `now`; any other result as it is. Not within a transaction."""
    command, at = result.command, unix(now)
    if command is None or not command_wants_answer(command):
        return result
    if command.verb == "help":
        return replace(result, text=help_text(command.text))
    if command.verb == "why":
        found = look_up(store, settings, command.person, at)
        return replace(
            result,
            text="\n".join([*outlook.opening(found.assessment), outlook.wanted(found.assessment, zone)]),
        )
    others = plan(knowing.assessed(store, settings, at), MOST_MORE, at).chosen
    lines = [
        f"{clean(one.person.name, 60)} <{one.person.addresses[0]}>: {one.firing[0].text}" for one in others
    ]
    return replace(result, text="\n".join(lines) or "Nobody else is due.")


def command_wants_answer(command: Command) -> bool:
    """Whether something is asked, rather than said: "more" of nobody in particular asks for more people."""
    return command.verb in ("why", "help") or (command.verb == "more" and not command.person)


@dataclass(slots=True)
class _Desk:
    """Enters one line after the other. What was said grows meanwhile, who is known does not."""

    store: Store
    settings: Settings
    zone: ZoneInfo
    now: datetime
    source: str
    names: Names
    _whose: dict[str, Called] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._whose = {spec: one for one in self.names.people for spec in one.addresses}

    def line(self, row: Sequence[Command | NotUnderstood]) -> list[Result]:
        """What one line comes to: a result for each person in it, and all its events in one turn."""
        results, said = [], self.store.events.all()
        for one in row:
            try:
                results.append(self._result(one, said))
            except Unclear as unclear:
                whom = f"{self._name(one.person)}: " if isinstance(one, Command) and one.person else ""
                results.append(Result(one.line, f"{whom}{unclear}", understood=False))
        entered = iter(self.store.events.enter([event for result in results for event in result.events]))
        return [replace(one, events=tuple(next(entered) for _ in one.events)) for one in results]

    def _result(self, one: Command | NotUnderstood, said: list[Event]) -> Result:
        if isinstance(one, NotUnderstood):
            return Result(one.line, one.why, False, candidates=one.candidates)
        if command_wants_answer(one):
            return Result(one.line, "", command=one)
        if one.verb == "undo":
            return self._undone(one, said)
        event = self._event(self._settled(one))
        today, groups = day_in(self.zone, self.now), self.settings.groups
        text = wording.reported(event.command, self._name(one.person), today, groups)
        holding = word(said)
        if said_before(holding.events, event, self._addresses(one.person)):
            return Result(one.line, f"{text}; you said so before, nothing has changed", command=event.command)
        muted = one.verb in ("snooze", "skip") and any(
            wish.kind == "never"
            for spec, wish in holding.wishes.items()
            if spec in self._addresses(one.person)
        )
        if muted:
            text += '; but you said never: "back" takes that back'
        return Result(one.line, text, command=event.command, events=(event,))

    def _event(self, command: Command) -> Event:
        """With the instants that the user's days stand for."""
        when, day = None, command.day
        if command.verb in TOUCHES and day is not None:
            # A call on the day of a letter comes after it: it settles what that left open.
            today = day_in(self.zone, self.now)
            when = unix(self.now) if day == today else unix(self._midnight(day + timedelta(days=1))) - 1
        elif day is not None:
            when = unix(self._midnight(day))
        return Event(unix(self.now), self.source, command.line, command, when)

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time.min, self.zone)

    def _settled(self, command: Command) -> Command:
        """What depends on today, or on how things stand: a length of time as the day it ends, `less` as a cadence."""
        if command.verb in ("snooze", "pause") and command.days is not None:
            return replace(command, day=day_in(self.zone, self.now) + timedelta(days=command.days), days=None)
        if command.verb in ("accept", "decline"):
            return settled(self.store, command, sorted(self._addresses(command.person)))
        if command.verb in ("less", "more"):
            usual = self._rhythm(command.person)
            if usual is None:
                raise Unclear(
                    f'there is no rhythm yet that could be {command.verb}; say how often, such as "every 6w"'
                )
            days = usual * STEP if command.verb == "less" else usual / STEP
            return replace(command, verb="every", days=max(1, min(MOST_DAYS, round(days))))
        return command

    def _rhythm(self, person: str) -> float | None:
        """The usual gap in days: as the user wants it, else as learned; None where there is none."""
        at = unix(self.now)
        people = [one for one in knowing.everyone(self.store, self.settings) if one.kind is Kind.PERSON]
        found = assess_all(knowing.with_touches(self.store, people), knowing.known(self.store, at), at)
        return next((one.rhythm.days for one in found if person in one.person.addresses), None)

    def _undone(self, command: Command, said: list[Event]) -> Result:
        turn = last_turn(said, self._addresses(command.person))
        if not turn:
            raise Unclear("there is nothing to undo")
        roots = [_root(event, said) for event in turn]
        at = unix(self.now)
        events = tuple(
            Event(
                at,
                self.source,
                command.line,
                Command("undo", event.person, line=command.line),
                undoes=event.number,
            )
            for event in turn
        )
        text = wording.taken_back(roots, again=_depth(turn[0], said) % 2 == 1)
        return Result(command.line, text[:1].upper() + text[1:], command=command, events=events)

    def _addresses(self, person: str) -> frozenset[str]:
        if not person:
            return frozenset()
        return frozenset(self._whose[person].addresses) if person in self._whose else frozenset({person})

    def _name(self, person: str) -> str:
        return self._whose[person].shown if person in self._whose else person


def _root(event: Event, said: Sequence[Event]) -> Event:
    """What was said in the first place, below all undoing."""
    by_number = {one.number: one for one in said}
    while event.undoes is not None:
        event = by_number[event.undoes]
    return event


def _depth(event: Event, said: Sequence[Event]) -> int:
    """How many undos lie upon each other up to this one."""
    by_number, depth = {one.number: one for one in said}, 0
    while event.undoes is not None:
        event, depth = by_number[event.undoes], depth + 1
    return depth


def result_row(result: Result) -> dict[str, object]:
    """One object of `kith do --json`."""
    command = result.command
    said = None if command is None else {
        "verb": command.verb, "person": command.person or None, "day": command.day and command.day.isoformat(),
        "days": command.days, "channel": command.channel or None, "to": command.to or None,
        "text": command.text or None,
    }  # fmt: skip
    return {
        "line": result.line,
        "understood": result.understood,
        "text": result.text,
        "command": said,
        "candidates": list(result.candidates),
        "events": [{"number": one.number, "at": iso(one.at), "when": iso(one.when)} for one in result.events],
    }
