"""Whom to suggest this time, in which order. Reads nothing, writes nothing: same arguments, same plan."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kith.model import Person, Reason
from kith.suggest.reasons import FOR, NOT_ELIGIBLE, NOT_NOW, Case
from kith.suggest.rhythm import Rhythm, learn

_DORMANT = 8.0  # silences this many times the usual gap come last: the living ties are easier


@dataclass(frozen=True, slots=True)
class Assessment:
    """What kith thinks about one person now. `due`: something speaks for writing and nothing makes them ineligible;
    `ready`: due, and not held back this time."""

    person: Person
    rhythm: Rhythm
    reasons: tuple[Reason, ...]
    against: tuple[Reason, ...]
    due: bool
    ready: bool

    @property
    def firing(self) -> tuple[Reason, ...]:
        return tuple(reason for reason in self.reasons if reason.fires)


@dataclass(frozen=True, slots=True)
class Plan:
    """The people of one digest in order, and how many more are due."""

    chosen: tuple[Assessment, ...]
    not_shown: int


def assess(person: Person, suggested_at: int | None, now: int) -> Assessment:
    """Every reason for and against suggesting one person now; `now` and `suggested_at` in unix seconds."""
    rhythm = learn(person)
    case = Case(person, rhythm, now, suggested_at)
    reasons = tuple(reason for found in FOR if (reason := found(case)))
    never = tuple(reason for found in NOT_ELIGIBLE if (reason := found(case)))
    not_now = tuple(reason for found in NOT_NOW if (reason := found(case)))
    due = not never and any(reason.fires for reason in reasons)
    return Assessment(person, rhythm, reasons, never + not_now, due, due and not not_now)


def last_suggested(person: Person, suggested: Mapping[str, int]) -> int | None:
    """When any of a person's addresses was last suggested."""
    return max((suggested[address] for address in person.addresses if address in suggested), default=None)


def assess_all(people: Iterable[Person], suggested: Mapping[str, int], now: int) -> list[Assessment]:
    return [assess(person, last_suggested(person, suggested), now) for person in people]


def plan(assessments: Iterable[Assessment], room: int) -> Plan:
    """At most `room` people, the strongest reason first; never padded. Who is left over is counted."""
    due = [one for one in assessments if one.due]
    chosen = sorted((one for one in due if one.ready), key=_order)[:room]
    return Plan(tuple(chosen), len(due) - len(chosen))


def _order(one: Assessment) -> tuple[bool, float, int, tuple[str, ...]]:
    """Set cadences and fading ties by how far they are past their rhythm, long-dormant ones after; then by how much
    there was between the two; then by address, so that the order never depends on chance."""
    weight = max(reason.weight for reason in one.firing)
    dormant = weight > _DORMANT
    return dormant, -weight if not dormant else 0.0, -len(one.person.times), one.person.addresses
