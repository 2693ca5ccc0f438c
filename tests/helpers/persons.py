"""People as judgement sees them, in one line each; days count back from `NOW`."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import strategies as st

from kith.clock import unix
from kith.counts import NO_TOUCHES, Tally
from kith.model import Bounce, Direction, Exchange, Kind, Person, Reason, Signal, Wish
from kith.suggest.assessing import Assessment, Known, assess_all
from kith.suggest.reasons.case import Move

DAY = 86_400
NOW = unix(datetime(2026, 11, 30, 6, 30, tzinfo=UTC))


def days_ago(*days: float) -> tuple[int, ...]:
    """Instants so many days before `NOW`, ascending."""
    return tuple(sorted(NOW - int(day * DAY) for day in days))


def tally(*times: int) -> Tally:
    """Touches at these instants, counted."""
    return Tally(len(times), min(times), max(times)) if times else NO_TOUCHES


def person(
    spec: str = "ada@example.org", *, sent: Iterable[float] = (), received: Iterable[float] = (), **more: Any
) -> Person:
    """Somebody written to and heard from so many days ago."""
    fields = {"name": "Ada", "kind": Kind.PERSON, "because": "", **more}
    return Person(addresses=(spec,), sent=days_ago(*sent), received=days_ago(*received), **fields)


def both(days: Sequence[float], spec: str = "ada@example.org", **more: Any) -> Person:
    """Contact in both directions: heard from first, written to ever since."""
    return person(spec, received=days[:1], sent=days[1:], **more)


def said(
    subject: str, day: float, way: Direction = Direction.RECEIVED, *, answers: bool = False, people: int = 1
) -> Exchange:
    """A message so many days ago."""
    return Exchange(days_ago(day)[0], way, subject, answers, people)


def look(
    one: Person,
    *,
    told: Iterable[tuple[float, str]] = (),
    exchanges: Sequence[Exchange] = (),
    wish: Wish | None = None,
    signals: Sequence[Signal] = (),
    bounce: Bounce | None = None,
    move: Move | None = None,
) -> Assessment:
    """One person, alone in the mailbox, at `NOW`. `told`: suggested so many days ago, and why. `bounce`: no address of
    theirs can be reached."""
    spec = one.addresses[0]
    suggested = tuple((days_ago(day)[0], kind) for day, kind in told)
    known = Known(
        {spec: suggested},
        {spec: exchanges},
        {} if wish is None else {spec: wish},
        {} if bounce is None else dict.fromkeys(one.addresses, bounce),
        signals={spec: signals},
        moves={} if move is None else {spec: move},
    )
    return assess_all([one], known, NOW)[0]


def reason(found: Assessment, kind: str) -> Reason:
    """The one of a kind, for or against."""
    (one,) = (one for one in (*found.reasons, *found.against) if one.kind == kind)
    return one


def kinds(found: Assessment) -> list[str]:
    """What speaks for a suggestion, the leading kind first."""
    return [one.kind for one in found.firing]


def leaving(due: float = 1, ends: float = -31, **more: Any) -> Move:
    """The user leaves Initech in a month; whoever has this is to be told since `due` days ago."""
    fields = {"address": "sam@new.example", "because": "domain", "started_at": days_ago(due + 7)[0], **more}
    place, what = fields.pop("place", "Initech"), fields.pop("what", "initech.example")
    return Move(
        place, what, date(2026, 12, 31), days_ago(ends)[0] + 1, due_at=days_ago(due)[0],
        until=days_ago(ends - 42)[0], **fields,
    )  # fmt: skip


DAYS = st.lists(st.floats(0, 900), max_size=8)
PEOPLE = st.lists(
    st.builds(
        person,
        st.text("abcdefgh", min_size=1, max_size=4).map(lambda local: f"{local}@example.org"),
        sent=DAYS,
        received=DAYS,
        every=st.none() | st.integers(2, 400),
        named=st.booleans(),
        kind=st.sampled_from([Kind.PERSON, Kind.PERSON, Kind.ROBOT, Kind.LIST, Kind.UNKNOWN]),
    ),
    max_size=12,
    unique_by=lambda one: one.addresses,
)
