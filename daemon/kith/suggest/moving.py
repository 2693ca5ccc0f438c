"""The plan behind `kith transition`: whom to tell that the user leaves a place, or moves; on which day, and how far it
has got.

Promises: same people, same days, same plan; the strongest tie that may be lost comes first, colleagues before the last
day as long as there is room, and who comes too late for that as soon as there is any; never more than so many on a day
of a digest; who finds no place is counted, not lost.
What holds of a plan follows from its steps alone. Reads nothing, writes nothing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from kith.model import Bounce, Person
from kith.people.address import domain_of, match_key
from kith.suggest.desks import desk
from kith.suggest.reasons.case import Case, Move
from kith.suggest.reasons.my_transition import KIND, told
from kith.suggest.rhythm import DAY

BEFORE = 28  # days before the last one that the first are told
AFTER = 42  # days after it that the last are told
RECENT = 730  # days; who has not been in touch for longer is not told of it
HALF_LIFE = 365.0  # days after which a touch counts half
MOST = 30  # people that are proposed, unless the user wants more
CHANGED, NO_ROOM = "changed", "no room"  # why a step was taken that the user did not ask for by name
OPEN = 42  # days after their day, or after the last one, that somebody is still suggested for it
CLOSEST = 15  # people that are proposed of a move, with which no tie is lost
AT_RISK = frozenset({"domain", "account"})  # why somebody may be lost; "colleague" and "through" may not


@dataclass(frozen=True, slots=True)
class Leaving:
    """What the user leaves: `what` is the domain that goes away, or the one address; `place` what letters call it. Or
    where the user moves: then `what` is "", no address goes away, and `last_day` is the day of the move.

    Unix seconds: the last day is over at `ends_at`, the plan was started `at` (`number` 0: never), `changed_at` last.
    """

    what: str
    place: str
    last_day: date
    ends_at: int
    reach: str
    phone: str = ""
    number: int = 0
    at: int = 0
    changed_at: int = 0

    @property
    def moving(self) -> bool:
        """Whether the user moves, and leaves nothing that mail goes to."""
        return not self.what

    def same(self, other: "Leaving") -> bool:
        """Whether both are about the same place, whatever else they say."""
        return self.what == other.what and (
            not self.moving or self.place.casefold() == other.place.casefold()
        )

    def holds(self, spec: str) -> bool:
        """Whether an address of the user's goes away with it."""
        if self.moving:
            return False
        if "@" in self.what:
            return match_key(spec) == match_key(self.what)
        return domain_of(spec) == self.what


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done to a plan: "add", "drop" or "move" somebody, or "pause", "resume", "end" or "cancel" all of it.

    `due`: the beginning of their day; `because`: why they are to be told: "domain" (all addresses of theirs that are
    known are there), "account" (all mail with them went through it), "colleague", "through", "close", "added"; of a
    "move" and a "drop" `CHANGED` or `NO_ROOM`, where it came of another last day and not of the user's own word.
    """

    at: int
    kind: str
    address: str = ""
    due: int | None = None
    because: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A plan as it stands: who is to be told from when on, and why. `cancelled`: it was ended before the last day.

    `since`: when somebody was put into it, so that what was said to them before does not count; `fixed`: whose day the
    user has named; `dropped`: whom the user does not want to tell.
    """

    leaving: Leaving
    people: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    paused: bool = False
    ended: bool = False
    cancelled: bool = False
    since: Mapping[str, int] = field(default_factory=dict)
    fixed: frozenset[str] = frozenset()
    dropped: frozenset[str] = frozenset()

    @property
    def state(self) -> str:
        if self.cancelled:
            return "called off"
        return "ended" if self.ended else "paused" if self.paused else "under way"

    def gone(self, now: int) -> bool:
        """Whether the user has left: what goes away is theirs for reading only."""
        return not self.cancelled and not self.leaving.moving and now >= self.leaving.ends_at


def standing(leaving: Leaving, steps: Iterable[Step]) -> Standing:
    """What follows from all steps, in their order."""
    people: dict[str, tuple[int, str]] = {}
    since: dict[str, int] = {}
    fixed, dropped = set[str](), set[str]()
    paused = ended = cancelled = False
    for step in steps:
        if step.kind == "add":
            people[step.address] = (step.due or 0, step.because)
            since[step.address] = step.at
            fixed.discard(step.address)
            dropped.discard(step.address)
        elif step.kind == "drop":
            people.pop(step.address, None)
            if step.because != NO_ROOM:
                dropped.add(step.address)
        elif step.kind == "move" and step.address in people:
            people[step.address] = (step.due or 0, people[step.address][1])
            if step.because != CHANGED:
                fixed.add(step.address)
        elif step.kind == "pause":
            paused = True
        elif step.kind == "resume":
            paused = ended = cancelled = False
        elif step.kind in ("end", "cancel"):
            ended, cancelled = True, step.kind == "cancel"
    return Standing(leaving, people, paused, ended, cancelled, since, frozenset(fixed), frozenset(dropped))


def moves(standings: Iterable[Standing]) -> dict[str, Move]:
    """Address -> of what they are to be told; of two plans the one whose last day comes first."""
    found: dict[str, Move] = {}
    for one in sorted(standings, key=lambda one: (one.leaving.ends_at, one.leaving.number)):
        left = one.leaving
        for address, (due, because) in one.people.items() if not one.ended else ():
            until = max(due, left.ends_at) + OPEN * DAY
            move = Move(
                left.place, left.what, left.last_day, left.ends_at, max(left.at, one.since.get(address, 0)), due, until,
                left.reach, left.phone, because, one.paused, left.changed_at,
            )  # fmt: skip
            found.setdefault(address, move)
    return found


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be told: why (`Step.because`), and how strong the tie is."""

    person: Person
    because: str
    strength: float

    @property
    def early(self) -> bool:
        """Whether they are to know of it before the last day: others only have to know where the user is then."""
        return self.because in ("domain", "colleague", "close", "added")

    @property
    def order(self) -> tuple[float, tuple[str, ...]]:
        """The strongest first, who may be lost as if the tie was twice as strong."""
        return -self.strength * (2 if self.because in AT_RISK else 1), self.person.addresses


def candidate(case: Case, colleagues: str, through: Mapping[str, tuple[int, int]]) -> Candidate | None:
    """Whether somebody is to be told, and why; None for who is not.

    `colleagues` is the domain whose people are, "" where everybody has an address there. `through`: of an address, how
    many touches went through what goes away, and how many there were.
    """
    person = case.person
    if not _in_touch(case):
        return None
    there = [bool(colleagues) and domain_of(spec) == colleagues for spec in person.addresses]
    via = sum(through.get(spec, (0, 0))[0] for spec in person.addresses)
    every = sum(through.get(spec, (0, 0))[1] for spec in person.addresses)
    if all(there):
        because = "domain"
    elif any(there):
        because = "colleague"
    elif via:
        because = "account" if via == every else "through"
    else:
        return None
    return Candidate(person, because, case.strength(HALF_LIFE))


def close(case: Case) -> Candidate | None:
    """Whether somebody may be told that the user moves: any tie of more than one conversation; the strongest come
    first, and the others find no place."""
    if not _in_touch(case) or not case.history.gaps or desk(case.person):
        return None
    return Candidate(case.person, "close", case.strength(HALF_LIFE))


def _in_touch(case: Case) -> bool:
    """Whether there was mail both ways, and some of late."""
    lately = case.last_at is not None and case.now - case.last_at <= RECENT * DAY
    return lately and bool(case.person.sent and case.person.received)


@dataclass(frozen=True, slots=True)
class Spread:
    """Who is to be told on which day of a digest, in order; and how many found no place."""

    days: tuple[tuple[Candidate, date], ...]
    left_out: int


def spread(
    found: Iterable[Candidate],
    before: Sequence[date],
    after: Sequence[date],
    each: int,
    most: int,
    others: Mapping[date, int] | None = None,
) -> Spread:
    """The people over the days of the digests: `each` on a day at most, `most` in all. `others`: how many places of
    these days are taken already.

    Who is to know before the last day comes before it, evenly; the rest after it, and where there is no room, wherever
    there is. Who comes too late for the last day is told as soon as there is room.
    """
    everybody = sorted(found, key=lambda one: one.order)
    chosen = everybody[:most]
    taken, placed = Counter[date](others), list[tuple[Candidate, date]]()
    late = _place([one for one in chosen if one.early], before, each, taken, placed)
    rest = [one for one in chosen if not one.early]
    if before:
        late = _place(late, after, each, taken, placed, soon=True)
        left = _place([*late, *rest], after, each, taken, placed)
    else:
        left = _place([*late, *rest], after, each, taken, placed, soon=True)
    left = _place(left, before, each, taken, placed)
    placed.sort(key=lambda one: (one[1], one[0].order))
    return Spread(tuple(placed), len(left) + len(everybody) - len(chosen))


def _place(
    people: list[Candidate], days: Sequence[date], each: int, taken: Counter[date],
    placed: list[tuple[Candidate, date]], *, soon: bool = False,
) -> list[Candidate]:  # fmt: skip
    """As many as there is room for, in order; evenly, or as `soon` as there is room. Gives those who are left."""
    free = [day for day in days for _ in range(each - taken[day])]
    fitting = people[: len(free)]
    for number, one in enumerate(fitting):
        day = free[number if soon else number * len(free) // len(fitting)]
        taken[day] += 1
        placed.append((one, day))
    return people[len(fitting) :]


def first_free(days: Sequence[date], taken: Mapping[date, int], each: int) -> date | None:
    """The first day that has room for one more; the emptiest one where none has."""
    return next(
        (day for day in days if taken.get(day, 0) < each),
        min(days, key=lambda day: taken.get(day, 0), default=None),
    )


def window(leaving: Leaving, today: date) -> tuple[date, date, date]:
    """When the first are told, the last day, and until when the last are told."""
    return (
        max(today, leaving.last_day - timedelta(days=BEFORE)),
        leaving.last_day,
        max(leaving.last_day, today) + timedelta(days=AFTER),
    )


def progress(case: Case, bounce: Bounce | None) -> tuple[str, int | None]:
    """How far it has got with one person, and since when (unix seconds): "planned", "suggested", "told", "answered",
    "came back"."""
    move, told_at = case.move, told(case)
    if move is None:
        return "planned", None
    if told_at is None:
        seen = [at for at, kind in case.told if kind == KIND and at >= move.started_at]
        if seen and bounce is not None and bounce.at >= seen[0]:  # a letter that came back is no contact
            return "came back", bounce.at
        return ("suggested", seen[-1]) if seen else ("planned", move.due_at)
    answers = [at for at in case.person.received if at > told_at]
    if answers:
        return "answered", answers[0]
    if bounce is not None and bounce.at >= told_at:
        return "came back", bounce.at
    return "told", told_at
