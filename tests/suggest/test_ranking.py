"""Whom to suggest this time, in which order: the same whatever order people come in, and never padded."""

from collections import Counter
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from helpers.persons import DAY, NOW, PEOPLE, both, days_ago, person, said
from kith.model import Direction, Exchange, Person
from kith.suggest.assessing import Known, assess_all
from kith.suggest.ranking import RARELY, Plan, plan
from kith.suggest.reasons import FOR

FADING = [190, 160, 130, 100, 70]  # days ago
ASLEEP = [900 + day for day in range(0, 400, 25)][::-1]

TOLD = st.dictionaries(
    st.text("abcdefgh", min_size=1, max_size=4).map(lambda local: f"{local}@example.org"),
    st.tuples(
        st.tuples(
            st.floats(0, 600).map(lambda days: days_ago(days)[0]), st.sampled_from([r.kind for r in FOR])
        )
    ),
)


def planned(people: list[Person], room: int = 5, known: Known | None = None, now: int = NOW) -> Plan:
    return plan(assess_all(people, known or Known(), now), room, now)


def names(found: Plan) -> list[str]:
    return [one.person.addresses[0].partition("@")[0] for one in found.chosen]


def who(found: Plan) -> list[tuple[tuple[str, ...], str | None]]:
    return [(one.person.addresses, one.lead) for one in found.chosen]


@given(PEOPLE, TOLD, st.integers(1, 5), st.randoms(use_true_random=False))
def test_the_plan_does_not_depend_on_the_order_people_come_in(
    people: list[Person], told: dict[str, tuple[tuple[int, str], ...]], room: int, chance: Random
) -> None:
    straight = planned(people, room, Known(told))
    chance.shuffle(people)
    shuffled = planned(people, room, Known(told))
    assert who(shuffled) == who(straight)
    assert shuffled.not_shown == straight.not_shown


@given(PEOPLE, TOLD, st.integers(1, 5))
def test_never_more_than_there_is_room_for_and_nobody_vanishes(
    people: list[Person], told: dict[str, tuple[tuple[int, str], ...]], room: int
) -> None:
    assessments = assess_all(people, Known(told), NOW)
    found = plan(assessments, room, NOW)
    assert len(found.chosen) <= room
    assert all(one.ready and one.firing for one in found.chosen)
    assert len({one.person.addresses for one in found.chosen}) == len(found.chosen)
    by_chance = sum("picked by chance" in one.firing[0].text for one in found.chosen)
    assert by_chance <= 1
    assert by_chance < len(found.chosen) or not found.chosen
    assert len(found.chosen) - by_chance + found.not_shown == sum(one.due for one in assessments)
    assert found.told == sum(one.due and not one.ready for one in assessments)


def test_easiest_first_by_reason_and_the_dormant_last() -> None:
    people = [
        both(ASLEEP, "asleep@b.c"),
        both(FADING, "fading@b.c"),
        both([100, 60], "wish@b.c", every=42, named=True),
        both([21, 20], "new@b.c"),
        person("owed@b.c", sent=[300, 200], received=[6]),
        person("asked@b.c", received=[300, 200], sent=[8]),
    ]
    known = Known(exchanges={
        "owed@b.c": [said("Lunch?", 6)],
        "asked@b.c": [said("Could you help?", 8, Direction.SENT)],
    })  # fmt: skip
    assert names(planned(people, 6, known)) == ["owed", "asked", "new", "wish", "fading", "asleep"]


def test_of_one_reason_what_speaks_loudest_comes_first() -> None:
    weekly = both([70 + day for day in range(0, 63, 7)][::-1], "weekly@b.c")
    assert names(planned([both(FADING, "monthly@b.c"), weekly])) == ["weekly", "monthly"]


def test_equals_are_ordered_by_address() -> None:
    assert names(planned([both(FADING, f"{name}@b.c") for name in "cab"])) == ["a", "b", "c"]


def test_a_reason_that_may_come_twice_leaves_the_third_for_the_next_digest() -> None:
    people = [person(f"{name}@b.c", sent=[300, 200], received=[6]) for name in "abcd"]
    asked = {f"{name}@b.c": [said("Lunch?", 6)] for name in "abcd"}
    found = planned(people, 5, Known(exchanges=asked))
    assert (names(found), found.not_shown) == (["a", "b"], 2)
    assert Counter(one.lead for one in found.chosen) == {"owed reply": 2}


def test_one_place_is_kept_for_a_dormant_tie_where_there_are_places_enough() -> None:
    fading = [both(FADING, f"{name}@b.c") for name in "abcdef"]
    asleep = both(ASLEEP, "asleep@b.c")
    assert names(planned([*fading, asleep], 5)) == ["a", "b", "c", "d", "asleep"]
    assert names(planned([asleep], 1)) == ["asleep"]
    assert names(planned([*fading[:1], asleep], 2)) == ["a", "asleep"]


def test_a_smaller_digest_has_a_place_for_a_dormant_tie_now_and_then() -> None:
    people = [*(both(FADING, f"{name}@b.c") for name in "abc"), both(ASLEEP, "asleep@b.c")]
    for room in (1, 2):
        kept = [names(planned(people, room, now=NOW + day * DAY))[-1] == "asleep" for day in range(25)]
        assert 25 / RARELY / 3 < sum(kept) < 25 / RARELY * 2


STRONG = both([900 + day for day in range(0, 400, 8)][::-1], "strong@b.c")
WEAK = [both([900 + day for day in range(0, 150, 50)][::-1], f"weak{number}@b.c") for number in range(12)]


def test_of_the_dormant_one_of_the_strongest_comes_and_now_and_then_another() -> None:
    people = [STRONG, *WEAK, both(FADING, "a@b.c")]
    chosen = Counter(names(planned(people, 3, now=NOW + day * DAY))[1] for day in range(100))
    assert sum(chosen.values()) == 100
    assert chosen["strong"] > 50
    assert 100 / RARELY / 3 < 100 - chosen["strong"] - chosen["weak0"] < 100 / RARELY * 2
    assert len(chosen) > 5


def test_only_the_strongest_tenth_of_the_dormant_is_due_and_counted() -> None:
    found = planned([STRONG, *WEAK, both(FADING, "a@b.c")], 1, now=NOW + DAY)
    assert found.not_shown == 2
    due = [one.person.addresses[0] for one in assess_all([STRONG, *WEAK], Known(), NOW) if one.due]
    assert due == ["strong@b.c", "weak0@b.c"]  # of thirteen


def test_chance_picks_nobody_where_there_is_nobody_else_to_write_to() -> None:
    told = {f"{name}@b.c": ((days_ago(20)[0], "dormant"),) for name in ("strong", "weak0")}
    for day in range(40):
        assert not planned([STRONG, *WEAK], 3, Known(told), NOW + day * DAY).chosen


def test_who_was_picked_by_chance_is_told_so() -> None:
    people = [STRONG, *WEAK, both(FADING, "a@b.c")]
    wild = (planned(people, 3, now=NOW + day * DAY).chosen[1] for day in range(100))
    picked = next(one for one in wild if one.case.standing and one.case.standing.picked)
    assert picked.firing[0].text.endswith("Of 13 ties that have fallen silent this one was picked by chance.")


def test_who_was_suggested_lately_is_counted_but_not_shown() -> None:
    people = [both(FADING, "a@b.c"), both(FADING, "b@b.c")]
    found = planned(people, known=Known({"a@b.c": ((days_ago(7)[0], "fading"),)}))
    assert (names(found), found.not_shown) == (["b"], 1)


def test_nobody_due_is_an_empty_plan() -> None:
    assert planned([both([100, 70, 40, 10], "a@b.c")]) == Plan((), 0)


def test_what_is_known_of_any_address_holds_for_the_person() -> None:
    karen = person("k@b.c", sent=FADING[1:], received=FADING[:1])
    two = Person(karen.name, ("k@b.c", "karen@d.e"), karen.kind, "", karen.sent, karen.received)
    told = Known({"karen@d.e": ((days_ago(7)[0], "fading"),)})
    assert names(planned([two])) == ["k"]
    assert names(planned([two], known=told)) == []
    asked = Known(exchanges={"karen@d.e": [Exchange(two.times[-1], Direction.RECEIVED, "Lunch?", False, 1)]})
    assert planned([two], known=asked).chosen[0].reasons[0].kind == "owed reply"
