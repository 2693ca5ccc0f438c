"""People as judgement sees them, in one line each; days count back from `NOW`."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from kith.clock import unix
from kith.model import NO_TOUCHES, Kind, Person, Tally

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
