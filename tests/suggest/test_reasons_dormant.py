"""Ties that fell silent long ago: which of them are due, and what is said of them."""

from helpers.persons import NOW, both, days_ago, kinds, look, reason
from kith.model import Wish
from kith.suggest.assessing import Known, assess_all


def test_what_has_been_silent_far_beyond_fading_is_dormant() -> None:
    old = [420 + day for day in range(0, 400, 25)][::-1]
    found = look(both(old))
    assert kinds(found) == ["dormant"]
    assert reason(found, "dormant").text == (
        "You had 16 conversations over 12 months, a gap of 4 weeks or less was usual; it has been 13 months."
    )


def test_of_few_gaps_a_dormant_tie_is_not_told_what_was_usual() -> None:
    text = reason(look(both([1700, 1600, 1500])), "dormant").text
    assert text == "You had 3 conversations over 6 months; it has been 4 years."


def test_where_a_dormant_tie_stands_among_the_others_is_told() -> None:
    weaker = [both([900 + day for day in range(0, 60 * n, 60)][::-1], f"p{n}@b.c") for n in (3, 5, 7)]
    found = assess_all(weaker, Known(), NOW)
    assert [one.reasons[-1].text.rpartition(". ")[2] for one in found] == [
        "Of 3 ties that have fallen silent 2 were stronger.",
        "Of 3 ties that have fallen silent 1 was stronger.",
        "Of 3 ties that have fallen silent none was stronger.",
    ]
    assert [one.due for one in found] == [False, False, True]


def test_whom_the_user_does_not_want_to_hear_of_takes_no_place_among_the_dormant() -> None:
    strong, weak = (both([900 + day for day in range(0, 60 * n, 60)][::-1], f"p{n}@b.c") for n in (7, 3))
    known = Known(wishes={"p7@b.c": Wish(days_ago(1)[0], "never")})
    assert [one.due for one in assess_all([strong, weak], known, NOW)] == [False, True]


def test_two_conversations_years_ago_were_never_a_tie() -> None:
    assert not look(both([1000, 990])).due


def test_a_dormant_tie_comes_again_after_a_year_at_the_soonest() -> None:
    old = both([900 + day for day in range(0, 400, 25)][::-1])
    assert not look(old, told=[(364, "dormant")]).ready
    assert look(old, told=[(365, "dormant")]).ready
