"""A time budget: filled by minutes, never overdrawn, never empty."""

from hypothesis import example, given
from hypothesis import strategies as st

from helpers.persons import NOW, PEOPLE, both, person
from kith.model import Person, Reach
from kith.suggest import wording
from kith.suggest.assessing import Assessment, Known, assess_all
from kith.suggest.channels import way_to
from kith.suggest.ranking import Plan, plan
from kith.suggest.room import MOST, Room, room_for

BY_PHONE = {"channel": "phone", "reach": Reach("+44 20 7946 0018")}
BY_TEXT = {"channel": "text", "reach": Reach("+44 20 7946 0018")}
CROWD = st.lists(
    st.sampled_from([{}, BY_PHONE, BY_TEXT]), max_size=40
).map(lambda ways: [waiting(number, **way) for number, way in enumerate(ways)])  # fmt: skip


def waiting(number: int, days: int = 60, **way: object) -> Person:
    """Somebody to be written to every month, the lowest number first."""
    return person(f"{number:02}@b.c", sent=[days - number * 0.01], every=30, named=True, **way)


def planned(people: list[Person], minutes: int) -> Plan:
    return plan(assess_all(people, Known(), NOW), Room(minutes=minutes), NOW)


def takes(one: Assessment) -> int:
    way = way_to(one.person)
    assert way is not None
    return wording.minutes_for(one.lead or "", way.channel)


def numbers(found: Plan) -> list[int]:
    return [int(one.person.addresses[0][:2]) for one in found.chosen]


@given(st.one_of(CROWD, PEOPLE), st.integers(1, 240))
@example([waiting(0, **BY_PHONE)], 1)
@example([waiting(number) for number in range(30)], 240)
def test_the_budget_is_never_overdrawn_and_one_person_always_fits(people: list[Person], minutes: int) -> None:
    assessments = assess_all(people, Known(), NOW)
    found = plan(assessments, Room(minutes=minutes), NOW)
    assert len(found.chosen) == 1 or sum(map(takes, found.chosen)) <= minutes
    assert len(found.chosen) <= MOST
    assert bool(found.chosen) == any(one.ready for one in assessments)
    assert len(found.chosen) + found.not_shown == sum(one.due for one in assessments)


@given(CROWD, st.integers(1, 120))
def test_nobody_who_would_still_fit_is_left_out(people: list[Person], minutes: int) -> None:
    """Of one kind of reason without a limit, so that nothing but the minutes keeps anybody out."""
    assessments = assess_all(people, Known(), NOW)
    found = plan(assessments, Room(minutes=minutes), NOW)
    left = minutes - sum(map(takes, found.chosen))
    if len(found.chosen) < MOST:
        assert all(takes(one) > left for one in assessments if one not in found.chosen)


@given(CROWD, st.integers(1, 120), st.integers(1, 120))
def test_the_same_room_gives_the_same_plan_and_the_first_is_always_in_it(
    people: list[Person], minutes: int, other: int
) -> None:
    assert numbers(planned(people, minutes)) == numbers(planned(people[::-1], minutes))
    assert numbers(planned(people, minutes))[:1] == numbers(planned(people, other))[:1]


def test_ten_minutes_are_five_mails_or_ten_texts_or_one_call() -> None:
    for way, fitting in ({}, 5), (BY_TEXT, 10), (BY_PHONE, 1):
        assert numbers(planned([waiting(n, **way) for n in range(12)], 10)) == list(range(fitting))


def test_who_takes_too_long_makes_way_for_the_next_and_is_counted() -> None:
    found = planned([waiting(0), waiting(1, **BY_PHONE), waiting(2)], 10)
    assert numbers(found) == [0, 2]
    assert found.not_shown == 1


def test_a_dormant_tie_keeps_its_place_within_the_budget() -> None:
    asleep = both([900 + day for day in range(400, 0, -25)], "99@b.c")
    found = planned([*(waiting(number) for number in range(9)), asleep], 10)
    assert numbers(found) == [0, 1, 2, 99]
    assert sum(map(takes, found.chosen)) == 9


def test_a_budget_takes_the_place_of_the_count() -> None:
    assert room_for(max_people=3, minutes=0) == Room(3)
    assert room_for(max_people=3, minutes=60) == Room(MOST, 60)


def test_a_call_takes_longer_than_a_mail_and_a_mail_longer_than_a_text() -> None:
    for kind in ("owed reply", "fading", "cadence", "dormant", "something new"):
        text, mail, call = (wording.minutes_for(kind, way) for way in ("text", "mail", "phone"))
        assert 0 < text < mail < call
        assert wording.minutes_for(kind) == mail
