"""How often two people are usually in touch."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.persons import DAY, days_ago, look, person
from kith.model import Person
from kith.suggest.rhythm import MERGE_DAYS, Rhythm, history, learn, mailbox

TIMES = st.lists(st.integers(0, 2**32))


def learned(one: Person) -> Rhythm:
    seen = history(one.times)
    return learn(one, seen, mailbox([seen]))


@pytest.mark.parametrize(
    ("days", "found"),
    [
        ([], ()),
        ([5], ()),
        ([0, 0, 1, 2, 3], ()),  # one conversation
        ([0, 3], ()),
        ([0, 4], (4,)),
        ([0, 3, 6, 9], ()),  # each within three days of the one before: still one conversation
        ([0, 2, 30, 31, 60], (28, 29)),
    ],
)
def test_touches_at_most_three_days_apart_are_one_conversation(
    days: list[int], found: tuple[int, ...]
) -> None:
    assert history(day * DAY + day for day in days).gaps == found


@given(TIMES, st.randoms(use_true_random=False))
def test_gaps_do_not_depend_on_order_and_never_outlast_the_time_there_was(
    times: list[int], chance: Random
) -> None:
    found = history(times)
    shuffled = [*times, *times]
    chance.shuffle(shuffled)
    assert history(shuffled) == found
    assert all(gap > MERGE_DAYS for gap in found.gaps)
    assert sum(found.gaps) <= (max(times) // DAY - min(times) // DAY if times else 0)


def test_from_four_gaps_on_the_usual_one_is_their_median_both_ways_together() -> None:
    found = learned(person(sent=[100, 60, 20], received=[90, 30]))  # 10, 30, 30, 10
    assert (found.days, found.gaps, found.set_by_user) == (20.0, 4, False)


def test_with_fewer_the_mailbox_has_a_say() -> None:
    found = learned(person(sent=[100, 90, 80]))
    assert found.gaps == 2
    assert found.days is not None
    assert 10 < found.days < 30  # between their own ten days and everybody's thirty


@pytest.mark.parametrize("days", [[], [9], [11, 10, 9]])
def test_one_conversation_is_no_habit(days: list[float]) -> None:
    assert learned(person(sent=days)).days is None


def test_the_cadence_the_user_set_always_wins() -> None:
    regular = learned(person(sent=[100, 70, 40, 10], every=180))
    assert (regular.days, regular.gaps, regular.set_by_user) == (180.0, 3, True)
    assert learned(person(every=7)).days == 7.0


def test_silence_counts_from_the_newest_touch_of_either_side_or_logged_by_hand() -> None:
    assert look(person()).case.silence is None
    assert look(person(sent=[9], received=[5])).case.silence == 5.0
    assert look(person(sent=[9], logged=days_ago(2))).case.silence == 2.0


def test_a_touch_in_the_future_counts_as_now() -> None:
    assert look(person(sent=[-3])).case.silence == 0.0
