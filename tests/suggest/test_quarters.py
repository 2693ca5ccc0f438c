"""Quarters of the year: every touch is counted once, by the user's own calendar, and a height is a number."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.persons import NOW
from kith.clock import unix
from kith.suggest.quarters import (
    FEWEST,
    HIGHEST,
    beginning,
    beginnings,
    counted_in,
    heights,
    number_of,
)

PRAGUE, APIA = ZoneInfo("Europe/Prague"), ZoneInfo("Pacific/Apia")
TIMES = st.lists(st.integers(unix(datetime(1980, 1, 1, tzinfo=UTC)), NOW + 86_400)).map(sorted)


def test_a_quarter_begins_at_midnight_where_the_user_lives() -> None:
    begins = beginnings(NOW, PRAGUE, 3)
    assert [datetime.fromtimestamp(begin, PRAGUE).isoformat() for begin in begins] == [
        "2026-04-01T00:00:00+02:00",
        "2026-07-01T00:00:00+02:00",
        "2026-10-01T00:00:00+02:00",
    ]


@pytest.mark.parametrize("zone", [PRAGUE, APIA])
def test_the_last_second_of_a_quarter_and_the_first_of_the_next_are_told_apart(zone: ZoneInfo) -> None:
    begins = beginnings(NOW, zone, 12)
    for number, begin in enumerate(begins[1:], start=1):
        counts = counted_in((begin - 1, begin), begins)
        assert [place for place, count in enumerate(counts) if count] == [number - 1, number]


@given(TIMES, st.integers(1, 60))
def test_every_touch_since_the_first_quarter_is_counted_once_and_none_before(
    times: list[int], quarters: int
) -> None:
    begins = beginnings(NOW, PRAGUE, quarters)
    counts = counted_in(times, begins)
    assert len(counts) == quarters
    assert sum(counts) == sum(at >= begins[0] for at in times)
    for begin, following, count in zip(begins, begins[1:], counts, strict=False):
        assert count == sum(begin <= at < following for at in times)


@given(st.integers(unix(datetime(1980, 1, 1, tzinfo=UTC)), NOW))
def test_an_instant_lies_in_the_quarter_of_its_number(at: int) -> None:
    number = number_of(at, PRAGUE)
    assert beginning(number, PRAGUE) <= at < beginning(number + 1, PRAGUE)


def test_what_lies_in_the_future_counts_to_the_last_quarter() -> None:
    assert counted_in((NOW + 86_400 * 300,), beginnings(NOW, PRAGUE, 4)) == (0, 0, 0, 1)


@given(st.integers(0, 10**6))
def test_a_height_says_how_many_there_are_at_least(count: int) -> None:
    (height,) = heights([count])
    assert height == sum(count >= few for few in FEWEST) <= HIGHEST
