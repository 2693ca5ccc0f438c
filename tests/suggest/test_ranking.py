"""Whom to suggest this time, in which order: the same whatever order people come in, and never padded."""

from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from helpers.persons import NOW, PEOPLE, days_ago, person
from kith.model import Person
from kith.suggest.ranking import Plan, assess_all, last_suggested, plan

SUGGESTED = st.dictionaries(
    st.text("abcdefgh", min_size=1, max_size=4).map(lambda local: f"{local}@example.org"),
    st.floats(0, 600).map(lambda days: days_ago(days)[0]),
)


def both(spec: str, *days: float, **more: Any) -> Person:
    return person(spec, received=days[:1], sent=days[1:], **more)


def planned(people: list[Person], room: int = 5, suggested: dict[str, int] | None = None) -> Plan:
    return plan(assess_all(people, suggested or {}, NOW), room)


def names(found: Plan) -> list[str]:
    return [one.person.addresses[0].partition("@")[0] for one in found.chosen]


@given(PEOPLE, SUGGESTED, st.integers(1, 5), st.randoms(use_true_random=False))
def test_the_plan_does_not_depend_on_the_order_people_come_in(
    people: list[Person], suggested: dict[str, int], room: int, chance: Random
) -> None:
    straight = planned(people, room, suggested)
    chance.shuffle(people)
    assert planned(people, room, suggested) == straight


@given(PEOPLE, SUGGESTED, st.integers(1, 5))
def test_never_more_than_there_is_room_for_and_nobody_vanishes(
    people: list[Person], suggested: dict[str, int], room: int
) -> None:
    assessments = assess_all(people, suggested, NOW)
    found = plan(assessments, room)
    ready = [one for one in assessments if one.ready]
    assert len(found.chosen) == min(room, len(ready))  # never padded, never short
    assert all(one in ready for one in found.chosen)
    assert len(found.chosen) + found.not_shown == sum(one.due for one in assessments)
    assert all(one.firing for one in found.chosen)


@given(PEOPLE, st.integers(1, 4))
def test_a_smaller_digest_is_the_beginning_of_a_larger_one(people: list[Person], room: int) -> None:
    assert planned(people, room).chosen == planned(people, room + 1).chosen[:room]


def test_who_is_further_past_the_rhythm_comes_first() -> None:
    by_wish = both("c@b.c", 100, every=42, named=True)
    people = [both("a@b.c", 160, 130, 100, 70), both("b@b.c", 220, 190, 160, 130), by_wish]
    assert names(planned(people)) == ["b", "c", "a"]  # 4.3, 2.4 and 2.3 times the rhythm


def test_long_dormant_ties_come_last_the_stronger_before_the_weaker() -> None:
    fading = both("fading@b.c", 190, 160, 130, 100)
    weak = both("weak@b.c", 890, 880, 870)
    strong = both("strong@b.c", 890, 880, 870, 860, 850, 840)
    assert names(planned([weak, strong, fading])) == ["fading", "strong", "weak"]


def test_equals_are_ordered_by_address() -> None:
    assert names(planned([both(f"{name}@b.c", 190, 160, 130, 100) for name in "cab"])) == ["a", "b", "c"]


def test_who_was_suggested_lately_is_counted_but_not_shown() -> None:
    people = [both("a@b.c", 190, 160, 130, 100), both("b@b.c", 190, 160, 130, 100)]
    found = planned(people, suggested={"a@b.c": days_ago(7)[0]})
    assert (names(found), found.not_shown) == (["b"], 1)


def test_nobody_due_is_an_empty_plan() -> None:
    assert planned([both("a@b.c", 100, 70, 40, 10)]) == Plan((), 0)


def test_a_person_was_suggested_when_any_of_their_addresses_was() -> None:
    karen = Person("Karen", ("k@b.c", "karen@d.e"), person().kind, "")
    assert last_suggested(karen, {"k@b.c": 5, "karen@d.e": 9, "x@y.z": 99}) == 9
    assert last_suggested(karen, {"x@y.z": 99}) is None
