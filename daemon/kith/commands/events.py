"""All that was ever said, as events, and what of it is in force. Nothing is changed or taken out: an undo is an event
too, and one that is undone has not been said.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kith.commands.command import TOUCHES, WISHES, Command
from kith.model import Wish

# Of each family the newest event about somebody holds; all touches and notes do.
FAMILIES: Mapping[str, str] = {
    **dict.fromkeys(WISHES, "wish"), "every": "every", "prefers": "prefers", "birthday": "birthday", "group": "group",
    "pause": "pause", "resume": "pause",
}  # fmt: skip
BY_DRAFT = "deleted draft"  # the source of what the user has said by throwing a draft away
_ALWAYS_NEW = frozenset({"skip", "undo"})


@dataclass(frozen=True, slots=True)
class Event:
    """One thing said. Instants are unix seconds.

    `source`: how it came ("command line", `BY_DRAFT`). `when`: the instant a touch is counted at, or a snooze or pause
    ends. `turn` is the number of the first event of the same line; `undoes` that of the event that is taken back.
    """

    at: int
    source: str
    line: str
    command: Command
    when: int | None = None
    undoes: int | None = None
    number: int = 0
    turn: int = 0

    @property
    def person(self) -> str:
        return self.command.person

    @property
    def verb(self) -> str:
        return self.command.verb

    @property
    def family(self) -> str:
        return FAMILIES.get(self.verb, "")


def in_force(events: Sequence[Event]) -> list[Event]:
    """What holds of these, oldest first: neither undone nor an undo itself. An undo that is undone has no effect."""
    undone, holding = set[int](), list[Event]()
    for event in reversed(events):
        if event.number in undone:
            continue
        if event.undoes is None:
            holding.append(event)
        else:
            undone.add(event.undoes)
    return holding[::-1]


def last_turn(events: Sequence[Event], person: frozenset[str] = frozenset()) -> list[Event]:
    """What an undo takes back: all of the newest line, or of it what is about somebody (their addresses)."""
    about = [event for event in events if not person or event.person in person]
    return [event for event in about if event.turn == about[-1].turn] if about else []


def said_before(holding: Sequence[Event], event: Event, addresses: frozenset[str]) -> bool:
    """Whether the same holds already, so that saying it again changes nothing."""
    if event.verb in _ALWAYS_NEW:
        return False
    about = [one for one in holding if one.person in addresses or one.person == event.person]
    if event.family:
        about = [one for one in about if one.family == event.family][-1:]
    return any(_same(one.command, event.command) for one in about)


def _same(one: Command, other: Command) -> bool:
    fields = (one.verb, one.day, one.days, one.channel, one.to, one.text)
    return fields == (other.verb, other.day, other.days, other.channel, other.to, other.text)


@dataclass(frozen=True, slots=True)
class Word:
    """The user's word: what is in force of all that was said, oldest first."""

    events: tuple[Event, ...] = ()
    by_address: Mapping[str, tuple[Event, ...]] = field(default_factory=dict)

    def of(self, addresses: Iterable[str]) -> tuple[Event, ...]:
        """Everything about one person, oldest first."""
        if not self.by_address:
            return ()
        found = [event for one in addresses for event in self.by_address.get(one, ())]
        return tuple(sorted(found, key=lambda event: event.number)) if found else ()

    def group_of(self, addresses: Iterable[str]) -> str | None:
        """The group that somebody was put into last, "none" for no group; None where nothing was said."""
        put = newest(self.of(addresses), "group")
        return put.command.text if put else None

    @property
    def wishes(self) -> dict[str, Wish]:
        """Address -> the newest wish; but "never" holds until "back", whatever else is said."""
        held: dict[str, Wish] = {}
        for event in self.events:
            before = held.get(event.person)
            if event.verb in WISHES and (before is None or before.kind != "never" or event.verb == "back"):
                held[event.person] = Wish(event.at, event.verb, event.when)
        return held

    def paused(self, at: int) -> Event | None:
        """The pause that lasts at an instant."""
        said = [event for event in self.events if event.family == "pause" and event.at <= at]
        if not said or said[-1].verb != "pause" or (said[-1].when is not None and said[-1].when <= at):
            return None
        return said[-1]


def word(events: Sequence[Event]) -> Word:
    """What follows from all events, oldest first."""
    holding, about = tuple(in_force(events)), dict[str, tuple[Event, ...]]()
    for event in holding:
        if event.person:
            about[event.person] = (*about.get(event.person, ()), event)
    return Word(holding, about)


def touches(said: Iterable[Event]) -> list[Event]:
    """Of these the contacts, by when they were."""
    return sorted(
        (one for one in said if one.verb in TOUCHES and one.when is not None), key=lambda one: one.when or 0
    )


def newest(said: Iterable[Event], *verbs: str, to: tuple[str, ...] = ()) -> Event | None:
    """Of these the last with one of the verbs; `to`: that brought an address for one of these channels."""
    found = None
    for event in said:
        if event.verb in verbs and (not to or (event.command.to and event.command.channel in to)):
            found = event
    return found
