"""The plan behind `kith transition`: whom to tell that the user leaves a place, on which day, and how far it has got.

Promises: same people, same days, same plan; the strongest tie that may be lost comes first, colleagues before the last
day as long as there is room; never more than so many on a day of a digest; who finds no place is counted, not lost.
What holds of a plan follows from its steps alone. Reads nothing, writes nothing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from kith.model import Bounce, Person
from kith.people.address import domain_of, match_key
from kith.suggest.reasons.case import Case, Move
from kith.suggest.reasons.my_transition import KIND, told
from kith.suggest.rhythm import DAY

BEFORE = 28  # days before the last one that the first are told
AFTER = 42  # days after it that the last are told
RECENT = 730  # days; who has not been in touch for longer is not told of it
HALF_LIFE = 365.0  # days after which a touch counts half
MOST = 30  # people that are proposed, unless the user wants more
OPEN = 42  # days after their day, or after the last one, that somebody is still suggested for it
AT_RISK = frozenset({"domain", "account"})  # why somebody may be lost; "colleague" and "through" may not


@dataclass(frozen=True, slots=True)
class Leaving:
    """What the user leaves: `what` is the domain that goes away, or the one address; `place` what letters call it.

    `last_day` is over at `ends_at` (unix seconds), as the plan was started `at`; `number` 0 where it was not.
    """

    what: str
    place: str
    last_day: date
    ends_at: int
    reach: str
    phone: str = ""
    number: int = 0
    at: int = 0

    def holds(self, spec: str) -> bool:
        """Whether an address of the user's goes away with it."""
        if "@" in self.what:
            return match_key(spec) == match_key(self.what)
        return domain_of(spec) == self.what


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done to a plan: "add", "drop" or "move" somebody, or "pause", "resume", "end" or "cancel" all of it.

    `due`: the beginning of their day; `because`: why they are to be told: "domain" (all addresses of theirs that are
    known are there), "account" (all mail with them went through it), "colleague", "through", "added".
    """

    at: int
    kind: str
    address: str = ""
    due: int | None = None
    because: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A plan as it stands: who is to be told from when on, and why. `cancelled`: it was ended before the last day."""

    leaving: Leaving
    people: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    paused: bool = False
    ended: bool = False
    cancelled: bool = False

    @property
    def state(self) -> str:
        if self.cancelled:
            return "called off"
        return "ended" if self.ended else "paused" if self.paused else "under way"

    def gone(self, now: int) -> bool:
        """Whether the user has left: what goes away is theirs for reading only."""
        return not self.cancelled and now >= self.leaving.ends_at


def standing(leaving: Leaving, steps: Iterable[Step]) -> Standing:
    """What follows from all steps, in their order."""
    people: dict[str, tuple[int, str]] = {}
    paused = ended = cancelled = False
    for step in steps:
        if step.kind == "add":
            people[step.address] = (step.due or 0, step.because)
        elif step.kind == "drop":
            people.pop(step.address, None)
        elif step.kind == "move" and step.address in people:
            people[step.address] = (step.due or 0, people[step.address][1])
        elif step.kind == "pause":
            paused = True
        elif step.kind == "resume":
            paused = ended = cancelled = False
        elif step.kind in ("end", "cancel"):
            ended, cancelled = True, step.kind == "cancel"
    return Standing(leaving, people, paused, ended, cancelled)


def moves(standings: Iterable[Standing]) -> dict[str, Move]:
    """Address -> of what they are to be told; of two plans the one whose last day comes first."""
    found: dict[str, Move] = {}
    for one in sorted(standings, key=lambda one: (one.leaving.ends_at, one.leaving.number)):
        left = one.leaving
        for address, (due, because) in one.people.items() if not one.ended else ():
            until = max(due, left.ends_at) + OPEN * DAY
            move = Move(
                left.place, left.what, left.last_day, left.ends_at, left.at, due, until, left.reach, left.phone,
                because, one.paused,
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
    def colleague(self) -> bool:
        return self.because in ("domain", "colleague")

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
    if (
        case.last_at is None
        or case.now - case.last_at > RECENT * DAY
        or not (person.sent and person.received)
    ):
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


@dataclass(frozen=True, slots=True)
class Spread:
    """Who is to be told on which day of a digest, in order; and how many found no place."""

    days: tuple[tuple[Candidate, date], ...]
    left_out: int


def spread(
    found: Iterable[Candidate], before: Sequence[date], after: Sequence[date], each: int, most: int
) -> Spread:
    """The people over the days of the digests: `each` on a day at most, `most` in all.

    Colleagues come before the last day, evenly; the others after it, and where there is no room, wherever there is.
    """
    everybody = sorted(found, key=lambda one: one.order)
    chosen = everybody[:most]
    taken, placed = Counter[date](), list[tuple[Candidate, date]]()
    colleagues = [one for one in chosen if one.colleague]
    others = [one for one in chosen if not one.colleague]
    late = _place(colleagues, before, each, taken, placed)
    left = _place([*late, *others], after, each, taken, placed)
    left = _place(left, before, each, taken, placed)
    placed.sort(key=lambda one: (one[1], one[0].order))
    return Spread(tuple(placed), len(left) + len(everybody) - len(chosen))


def _place(
    people: list[Candidate], days: Sequence[date], each: int, taken: Counter[date],
    placed: list[tuple[Candidate, date]],
) -> list[Candidate]:  # fmt: skip
    """As many as there is room for, in order and evenly; gives those who are left."""
    free = [day for day in days for _ in range(each - taken[day])]
    fitting = people[: len(free)]
    for number, one in enumerate(fitting):
        day = free[number * len(free) // len(fitting)]
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
