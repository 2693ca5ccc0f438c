"""The plan behind `kith transition`: who is told when, and what follows from its steps."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from helpers.persons import NOW, both, days_ago, leaving, look, person, reason, said
from kith.model import Wish
from kith.suggest.moving import (
    Candidate,
    Leaving,
    Step,
    candidate,
    close,
    first_free,
    moves,
    spread,
    standing,
    window,
)
from kith.suggest.ranking import plan as digest_plan

LEFT = Leaving(
    "initech.example", "Initech", date(2026, 12, 31), NOW + 31 * 86_400, "sam@new.example", number=1, at=NOW
)
BEFORE = [date(2026, 12, 7) + timedelta(days=7 * week) for week in range(4)]
AFTER = [date(2027, 1, 4) + timedelta(days=7 * week) for week in range(5)]
CANDIDATES = st.lists(
    st.builds(
        Candidate,
        st.text("abcdef", min_size=1, max_size=4).map(lambda name: both([30, 10], f"{name}@initech.example")),
        st.sampled_from(["domain", "account", "colleague", "through"]),
        st.floats(0, 50),
    ),
    max_size=40,
    unique_by=lambda one: one.person.addresses,
)


@given(CANDIDATES, st.integers(1, 3), st.integers(1, 30))
def test_nobody_comes_twice_no_day_has_too_many_and_who_is_left_out_is_counted(
    found: list[Candidate], each: int, most: int
) -> None:
    made = spread(found, BEFORE, AFTER, each, most)
    told = [one.person.addresses for one, _ in made.days]
    assert len(set(told)) == len(told) <= most
    assert max(Counter(day for _, day in made.days).values(), default=0) <= each
    assert len(told) + made.left_out == len(found)
    assert made == spread(found[::-1], BEFORE, AFTER, each, most)
    late = [one for one, day in made.days if day in AFTER and one.early]
    early = Counter(day for _, day in made.days if day in BEFORE)
    assert not late or all(
        early[day] == each for day in BEFORE
    )  # a colleague is told late only where all is full


@given(CANDIDATES)
def test_the_strongest_colleague_comes_first(found: list[Candidate]) -> None:
    made = spread(found, BEFORE, AFTER, 2, 30)
    colleagues = [one.order for one, _ in made.days if one.early]
    assert colleagues == sorted(colleagues)


def some(number: int, because: str = "domain") -> list[Candidate]:
    return [Candidate(both([30, 10], f"n{one}@initech.example"), because, 9.0 - one) for one in range(number)]


def test_who_comes_too_late_for_the_last_day_is_told_as_soon_as_there_is_room() -> None:
    for because in (
        "domain",
        "account",
    ):  # nobody can be told before it: the days after it are filled in turn
        made = spread(some(4, because), [], AFTER, 3, 30)
        assert [day for _, day in made.days] == [AFTER[0]] * 3 + [AFTER[1]]
    made = spread(some(4), BEFORE[:1], AFTER, 2, 30)
    assert [day for _, day in made.days] == [BEFORE[0]] * 2 + [AFTER[0]] * 2
    made = spread(some(3, "account"), BEFORE, AFTER, 2, 30)  # they lose nothing by the day: evenly
    assert len({day for _, day in made.days}) == 3


def test_places_that_are_taken_stay_taken() -> None:
    made = spread(some(3), BEFORE[:2], AFTER, 2, 30, {BEFORE[0]: 2, BEFORE[1]: 1})
    assert [day for _, day in made.days] == [BEFORE[1], AFTER[0], AFTER[0]]


def test_of_a_move_the_closest_are_told_and_nothing_goes_away() -> None:
    found = close(look(both([90, 60, 20])).case)
    assert found
    assert (found.because, found.early) == ("close", True)
    assert close(look(both([60, 59])).case) is None  # one conversation
    assert close(look(both([900, 800])).case) is None
    assert close(look(both([90, 60, 20], "support@shop.example", name="Shop Help")).case) is None
    brno = Leaving("", "Brno", date(2026, 12, 31), NOW, "sam@new.example", number=1, at=NOW)
    assert not brno.holds("sam@initech.example")
    assert not standing(brno, []).gone(NOW + 1)
    assert brno.same(Leaving("", "brno", date(2027, 1, 1), 0, ""))
    assert not brno.same(LEFT)


def test_what_the_user_did_by_hand_is_told_from_what_came_of_another_last_day() -> None:
    one, two = "a@x.example", "b@x.example"
    steps = [Step(1, "add", one, 5, "domain"), Step(1, "add", two, 5, "domain")]
    found = standing(LEFT, [*steps, Step(2, "move", one, 7), Step(2, "move", two, 8, "changed")])
    assert (found.people[one][0], found.people[two][0], found.fixed) == (7, 8, {one})
    found = standing(LEFT, [*steps, Step(2, "drop", one), Step(2, "drop", two, because="no room")])
    assert (dict(found.people), found.dropped) == ({}, {one})
    again = standing(LEFT, [*steps, Step(2, "drop", one), Step(NOW + 9, "add", one, NOW + 9, "added")])
    assert moves([again])[one].started_at == NOW + 9  # what was said before is said anew


STEPS = st.lists(
    st.builds(
        Step,
        st.integers(0, 9),
        st.sampled_from(["add", "drop", "move", "pause", "resume", "end", "cancel"]),
        st.sampled_from(["a@x.example", "b@x.example"]),
        st.integers(0, 9),
        st.just("domain"),
    )
)


@given(STEPS)
def test_a_step_taken_twice_is_a_step_taken_once(steps: list[Step]) -> None:
    twice = [step for step in steps for _ in range(2)]
    assert standing(LEFT, twice) == standing(LEFT, steps)


@given(STEPS)
def test_after_a_resume_nothing_holds_anybody_back_and_after_an_end_nobody_is_told(steps: list[Step]) -> None:
    resumed = standing(LEFT, [*steps, Step(9, "resume")])
    assert (resumed.paused, resumed.ended, resumed.cancelled) == (False, False, False)
    assert moves([standing(LEFT, [*steps, Step(9, "end")])]) == {}
    assert set(moves([resumed])) == set(resumed.people)


def test_who_stands_in_two_plans_is_told_of_the_one_that_comes_first() -> None:
    later = Leaving(
        "acme.example", "Acme", date(2027, 3, 31), NOW + 120 * 86_400, "sam@new.example", number=2, at=NOW
    )
    step = [Step(NOW, "add", "a@x.example", NOW, "added")]
    assert moves([standing(later, step), standing(LEFT, step)])["a@x.example"].place == "Initech"


def test_the_window_begins_four_weeks_before_the_last_day_or_today_and_ends_six_after() -> None:
    assert window(LEFT, date(2026, 11, 1)) == (date(2026, 12, 3), date(2026, 12, 31), date(2027, 2, 11))
    assert window(LEFT, date(2027, 3, 1)) == (date(2027, 3, 1), date(2026, 12, 31), date(2027, 4, 12))


def test_the_first_day_with_room_is_taken_else_the_emptiest() -> None:
    assert first_free(BEFORE, {BEFORE[0]: 2}, 2) == BEFORE[1]
    assert first_free(BEFORE[:2], {BEFORE[0]: 3, BEFORE[1]: 2}, 2) == BEFORE[1]
    assert first_free([], {}, 2) is None


def test_why_somebody_is_told() -> None:
    colleague = look(both([90, 60, 20], "priya@initech.example")).case
    customer = look(both([90, 60, 20], "karen@example.net")).case
    found = {
        "domain": candidate(colleague, "initech.example", {}),
        "account": candidate(customer, "initech.example", {"karen@example.net": (3, 3)}),
        "through": candidate(customer, "initech.example", {"karen@example.net": (1, 3)}),
    }
    assert {one.because for one in found.values() if one} == set(found)
    assert candidate(customer, "initech.example", {"karen@example.net": (0, 3)}) is None
    assert candidate(colleague, "", {}) is None  # mail for everybody: the domain says nothing
    old, one_way = both([900, 800], "old@initech.example"), person("new@initech.example", received=[5])
    assert candidate(look(old).case, "initech.example", {}) is None
    assert candidate(look(one_way).case, "initech.example", {}) is None


def test_the_reason_fires_from_its_day_on_until_they_are_told() -> None:
    priya = both([90, 60, 20])
    assert reason(look(priya, move=leaving(due=1)), "my transition").fires
    assert not reason(look(priya, move=leaving(due=-1)), "my transition").fires
    assert not reason(look(priya, move=leaving(paused=True)), "my transition").fires
    written = both([90, 60, 5])
    assert reason(
        look(written, move=leaving(due=10)), "my transition"
    ).fires  # a mail that nothing asked for tells nothing
    told = look(written, move=leaving(due=10), told=[(7, "my transition")])
    assert reason(told, "my transition").text == "You leave Initech on 31 December; Ada knows of it."
    assert not told.due or told.lead != "my transition"


def test_a_move_is_told_in_its_own_words_and_letters() -> None:
    found = reason(
        look(both([90, 60, 20]), move=leaving(what="", place="Brno", because="close")), "my transition"
    )
    assert (
        found.text
        == "You move to Brno on 31 December, and Ada is among those you are closest to in your mail."
    )
    assert found.letter == "my move"
    assert reason(look(both([90, 60, 20]), move=leaving()), "my transition").letter == ""


def test_a_letter_that_asks_nothing_does_not_hold_the_goodbye_back() -> None:
    found = look(
        person(sent=[90, 40], received=[91, 10]), move=leaving(), exchanges=[said("News from Brno", 10)]
    )
    assert found.lead == "my transition"
    assert "owed reply" in [one.kind for one in found.firing]


def test_before_the_plan_was_started_nothing_counts_as_told() -> None:
    found = look(
        both([90, 60, 5]), move=leaving(due=1, started_at=days_ago(3)[0]), told=[(7, "my transition")]
    )
    assert reason(found, "my transition").fires


def test_the_users_word_outranks_the_plan() -> None:
    assert not look(both([90, 20]), move=leaving(), wish=Wish(NOW - 86_400, "never")).due
    assert not look(both([90, 20]), move=leaving(), wish=Wish(NOW - 86_400, "snooze", NOW + 86_400)).due


def test_who_was_added_by_hand_may_have_written_never() -> None:
    assert look(person(sent=[20]), move=leaving(because="added")).lead == "my transition"
    assert not look(person(sent=[20])).due


def test_a_digest_keeps_half_of_its_places_for_others() -> None:
    leavers = [look(both([90, 20], f"{name}@initech.example"), move=leaving()) for name in "abcdef"]
    owed = [
        look(person(f"{name}@example.net", sent=[40], received=[10]), exchanges=[said("Lunch?", 10)])
        for name in "xy"
    ]
    for room, share in ((5, 3), (4, 2), (2, 1), (1, 1)):
        leads = [one.lead for one in digest_plan([*leavers, *owed], room, NOW).chosen]
        assert leads.count("my transition") == share, room
        assert leads[share:] == ["owed reply"] * min(2, room - share)
