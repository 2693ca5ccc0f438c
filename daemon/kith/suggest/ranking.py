"""Whom to suggest this time, in which order. Reads nothing, writes nothing: same arguments, same plan."""

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

from kith.model import Exchange, Kind, Person, Reason, Wish
from kith.suggest import wording
from kith.suggest.channels import MAIL, way_to
from kith.suggest.reasons import FOR, NEVER, NOT_NOW, Case, Rule
from kith.suggest.reasons.dormant import KIND as DORMANT
from kith.suggest.rhythm import DAY, History, Rhythm, history, learn, mailbox
from kith.suggest.room import Room

PAUSE = 14  # days between two suggestions of one person in one silence, whatever the reasons
STRONGEST = 0.1  # of the dormant ties: the share that counts as strong
ROOM_FOR_DORMANT = 3  # people in a digest, from where on one place is kept for a dormant tie
WILD = 4  # every so many digests that place goes to one that was never among the strongest

Told = tuple[tuple[int, str], ...]
_RULES = {rule.kind: (number, rule) for number, rule in enumerate(FOR)}


@dataclass(frozen=True, slots=True)
class Known:
    """What else is known, by address: when somebody was suggested and why, the newest messages, the user's wishes."""

    told: Mapping[str, Told] = field(default_factory=dict)
    exchanges: Mapping[str, Sequence[Exchange]] = field(default_factory=dict)
    wishes: Mapping[str, Wish] = field(default_factory=dict)

    def of(self, addresses: Sequence[str]) -> tuple[Told, tuple[Exchange, ...], Wish | None]:
        """All of one person: suggested when, oldest first; the newest messages, newest first; the newest wish."""
        if not any(one in known for one in addresses for known in (self.told, self.exchanges, self.wishes)):
            return (), (), None  # of nearly everybody
        told = {one for address in addresses for one in self.told.get(address, ())}
        exchanges = [one for address in addresses for one in self.exchanges.get(address, ())]
        wishes = [self.wishes[address] for address in addresses if address in self.wishes]
        return (
            tuple(sorted(told)),
            tuple(sorted(exchanges, key=lambda one: (-one.at, one.direction))),
            _holding(wishes),
        )


def _holding(wishes: Sequence[Wish]) -> Wish | None:
    """Of the wishes for several addresses of one person the newest; but "never" holds until "back"."""
    taken_back = max((wish.at for wish in wishes if wish.kind == "back"), default=-1)
    never = [wish for wish in wishes if wish.kind == "never" and wish.at > taken_back]
    return max(never or wishes, key=lambda wish: wish.at, default=None)


class Assessment(NamedTuple):
    """What kith thinks about one person now.

    `due`: something speaks for writing and nothing makes them ineligible; `ready`: due, and not held back this time;
    `lead` is then the strongest reason that may be told, and `weight` orders it among the same of others. The
    sentences are made when they are asked for: of thousands of people few are read about.
    """

    case: Case
    due: bool
    lead: str | None
    weight: float = 0.0

    @property
    def person(self) -> Person:
        return self.case.person

    @property
    def rhythm(self) -> Rhythm:
        return self.case.rhythm

    @property
    def ready(self) -> bool:
        return self.lead is not None

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Everything looked at that could speak for writing, in order of priority."""
        found = [(rule.kind, one) for rule in FOR if (one := rule.find(self.case))]
        return tuple(Reason(kind, one.fires, one.text(), one.weight, one.touches) for kind, one in found)

    @property
    def firing(self) -> tuple[Reason, ...]:
        """What fires, the reason for suggesting somebody first."""
        return tuple(
            sorted((one for one in self.reasons if one.fires), key=lambda reason: reason.kind != self.lead)
        )

    @property
    def against(self) -> tuple[Reason, ...]:
        """What makes them ineligible, and what holds them back this time."""
        reasons = [one for look in (*NEVER, *NOT_NOW) if (one := look(self.case))]
        if self.due:
            told = (_told(self.case, _RULES[reason.kind][1]) for reason in self.reasons if reason.fires)
            reasons += dict.fromkeys(one for one in told if one is not None)
        return tuple(reasons)


@dataclass(frozen=True, slots=True)
class Plan:
    """The people of one digest in order, and how many more are due."""

    chosen: tuple[Assessment, ...]
    not_shown: int


def assess_all(people: Iterable[Person], known: Known, now: int) -> list[Assessment]:
    """Every reason for and against suggesting each of them at `now` (unix seconds)."""
    seen = [(person, history(chain(person.sent, person.received, person.logged))) for person in people]
    mu = mailbox(past for person, past in seen if is_tie(person))
    return [assess(_case(person, past, known, now, mu)) for person, past in seen]


def is_tie(person: Person) -> bool:
    """Whether both have written: whose gaps the mailbox's rhythm is made of."""
    return person.kind is Kind.PERSON and bool(person.sent) and bool(person.received)


def _case(person: Person, past: History, known: Known, now: int, mu: float) -> Case:
    newest = person.last_touch
    last = newest[0] if newest else None
    told, exchanges, wishes = known.of(person.addresses)
    return Case(
        person,
        learn(person, past, mu),
        past,
        now,
        last,
        tuple(one for one in told if one[0] <= now and (last is None or one[0] > last)) if told else (),
        exchanges,
        wishes,
    )


def assess(case: Case) -> Assessment:
    """Everything for and against one person."""
    if any(look(case) for look in NEVER):
        return Assessment(case, due=False, lead=None)
    firing = [(rule, one.weight) for rule in FOR if (one := rule.find(case)) and one.fires]
    held = not firing or any(look(case) for look in NOT_NOW)
    lead, weight = next(
        ((r.kind, weight) for r, weight in firing if not held and not _told(case, r)), (None, 0.0)
    )
    return Assessment(case, bool(firing), lead, weight)


def _told(case: Case, rule: Rule) -> Reason | None:
    """Why a reason is not told now: it has been, in this silence."""
    if not case.told:
        return None
    newest, _ = case.told[-1]
    ago = f"Suggested {wording.span((case.now - newest) / DAY)} ago and no contact since"
    wait = newest + PAUSE * DAY - case.now
    if wait > 0:
        return Reason("already suggested", False, f"{ago}; not again for {wording.within(wait / DAY)}.")
    before = [at for at, kind in case.told if kind == rule.kind]
    if before and not rule.again(case, before[-1]):
        return Reason("already suggested", False, f"{ago}; for this reason ({rule.kind}) that was enough.")
    return None


def plan(assessments: Iterable[Assessment], room: int | Room, now: int) -> Plan:
    """As many people as there is room for, easiest first: by reason, then the strongest of each; never padded.

    A number is that many people. With a budget of minutes, who takes longer than what is left of it makes way for who
    does not; the first one is always taken. A reason that may come only so often in a digest leaves the rest for the
    next one. The last place is a dormant tie's, where there is one and there are places enough. Who is left over is
    counted.
    """
    room = Room(room) if isinstance(room, int) else room
    due = [one for one in assessments if one.due]
    ready = sorted((one for one in due if one.ready), key=_order)
    sleeping = [one for one in ready if one.lead == DORMANT]
    kept = (
        _dormant(sleeping, now)[:1] if room.notes >= ROOM_FOR_DORMANT or len(ready) == len(sleeping) else []
    )
    reserved = [_minutes(one) for one in kept]
    chosen: list[Assessment] = []
    spent: list[int] = []
    taken = Counter[str]()
    for one in ready:
        kind, minutes = one.lead or "", _minutes(one)
        most = _RULES[kind][1].most
        fits = room.holds([*spent, minutes, *(reserved if chosen else ())])
        if kind == DORMANT or not fits or (most and taken[kind] >= most):
            continue
        taken[kind] += 1
        chosen.append(one)
        spent.append(minutes)
    if room.holds([*spent, *reserved]):
        chosen += kept
    return Plan(tuple(chosen), len(due) - len(chosen))


def _minutes(one: Assessment) -> int:
    """How long the note to one of them takes, by the reason and the channel it will have."""
    way = way_to(one.person)
    return wording.minutes_for(one.lead or "", way.channel if way else MAIL)


def _dormant(ready: Sequence[Assessment], now: int) -> list[Assessment]:
    """Which of the dormant ties it would be, strongest first: one of the strongest, or every few digests any other."""
    strongest = math.ceil(len(ready) * STRONGEST)
    others, day = ready[strongest:], now // DAY
    if others and _chance(day, "") % WILD == 0:
        return sorted(others, key=lambda one: _chance(day, one.person.addresses[0]))
    return list(ready[:strongest])


def _chance(day: int, of: str) -> int:
    """A number that is the same for everybody who asks on this day, and for nobody to foresee."""
    return int.from_bytes(hashlib.sha256(f"{day} {of}".encode(errors="replace")).digest()[:8])


def _order(one: Assessment) -> tuple[int, float, int, tuple[str, ...]]:
    """By reason; by how much speaks for each; by how much there was between the two; then by address, so that the
    order never depends on chance."""
    number, _ = _RULES[one.lead or DORMANT]
    return number, -one.weight, -len(one.person.times), one.person.addresses
