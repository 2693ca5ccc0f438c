"""How often two people are usually in touch."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.persons import DAY, NOW, days_ago, person
from kith.suggest.rhythm import MERGE_DAYS, Rhythm, gaps, learn, silence

TIMES = st.lists(st.integers(0, 2**32))


@pytest.mark.parametrize(
    ("days", "found"),
    [
        ([], []),
        ([5], []),
        ([0, 0, 1, 2, 3], []),  # one conversation
        ([0, 3], []),
        ([0, 4], [4]),
        ([0, 3, 6, 9], []),  # each within three days of the one before: still one conversation
        ([0, 2, 30, 31, 60], [28, 29]),
    ],
)
def test_touches_at_most_three_days_apart_are_one_conversation(days: list[int], found: list[int]) -> None:
    assert gaps(day * DAY + day for day in days) == found


@given(TIMES, st.randoms(use_true_random=False))
def test_gaps_do_not_depend_on_order_and_never_outlast_the_time_there_was(
    times: list[int], chance: Random
) -> None:
    found = gaps(times)
    shuffled = [*times, *times]
    chance.shuffle(shuffled)
    assert gaps(shuffled) == found
    assert all(gap > MERGE_DAYS for gap in found)
    assert sum(found) <= (max(times) // DAY - min(times) // DAY if times else 0)


def test_a_rhythm_is_the_median_of_the_gaps_both_ways_together() -> None:
    ada = person(sent=[100, 60], received=[90, 30])  # 10, 30, 30
    assert learn(ada) == Rhythm(30.0, 3)


@pytest.mark.parametrize("days", [[], [9], [400, 9], [400, 399, 9]])
def test_fewer_than_two_gaps_are_no_habit(days: list[float]) -> None:
    assert learn(person(sent=days)).days is None


def test_the_cadence_the_user_set_always_wins() -> None:
    regular = person(sent=[100, 70, 40, 10], every=180)
    assert learn(regular) == Rhythm(180.0, 3, set_by_user=True)
    assert learn(person(every=7)) == Rhythm(7.0, 0, set_by_user=True)


def test_silence_counts_from_the_newest_touch_of_either_side_or_logged_by_hand() -> None:
    assert silence(person(), NOW) is None
    assert silence(person(sent=[9], received=[5]), NOW) == 5.0
    assert silence(person(sent=[9], logged=days_ago(2)), NOW) == 2.0


def test_a_touch_in_the_future_counts_as_now() -> None:
    assert silence(person(sent=[-3]), NOW) == 0.0
