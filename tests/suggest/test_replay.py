"""Judgement held against small networks whose truth is known, and a large one whose rhythm is."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import accumulate, takewhile
from random import Random

import pytest

from kith.suggest.replay import EVERY, RULES, SHARES, WARM_UP, Figures, Rule, Tie, replay


def tie(*days: int) -> Tie:
    """Both have written from the first day on."""
    return Tie(days, days[0])


def steady(gap: int, conversations: int, first: int = 0) -> Tie:
    return tie(*range(first, first + gap * conversations, gap))


def longer_than(days: int) -> Mapping[str, Rule]:
    """A single rule: every silence beyond so many days, the longest first."""
    return {"rule": lambda one: float(one.silent) if one.silent > days else None}


def became(ties: Sequence[Tie], last: int, rules: Mapping[str, Rule]) -> Counter[str]:
    return replay(ties, 0, last, rules).digests["rule"]


def test_a_tie_that_fades_is_caught_by_kith_and_not_by_a_long_timer() -> None:
    """Every thirty days for a year, then nothing: that counts as caught up to day 75 of the silence."""
    found = replay([steady(30, 12)], 0, 600).digests
    assert {name: (counts["faded"], counts["caught"]) for name, counts in found.items()} == {
        "kith": (1, 1),
        "30 days": (1, 1),
        "90 days": (1, 0),
    }
    assert (found["kith"]["suggested"], found["kith"]["timely"]) == (1, 1)


def test_who_writes_every_two_months_is_too_early_for_a_timer_and_left_alone_by_kith() -> None:
    found = replay([steady(60, 12)], 0, 60 * 11).digests
    assert found["kith"]["suggested"] == 0
    assert found["30 days"]["suggested"] == found["30 days"]["premature"] >= 9
    assert found["30 days"]["timely"] == 0
    assert not any(counts["faded"] for counts in found.values())


def test_a_suggestion_shortly_before_they_write_anyway_is_redundant() -> None:
    """Digests come on the days 60, 74, 88, ...: the one of day 74 finds a silence that ends on day 80."""
    found = became([tie(0, 80)], 200, longer_than(60))
    assert found == {"digests": 9, "suggested": 2, "redundant": 1, "timely": 1}


@pytest.mark.parametrize(("next_day", "redundant"), [(88, 1), (89, 0)])
def test_anyway_means_within_the_fortnight(next_day: int, redundant: int) -> None:
    assert became([tie(0, next_day)], 103, longer_than(60))["redundant"] == redundant


@pytest.mark.parametrize(("gap", "premature"), [(44, 1), (43, 0)])
def test_too_early_is_up_to_a_quarter_beyond_the_median(gap: int, premature: int) -> None:
    """The first digest, on day 60, finds a silence of 55 days: 1.25 times 44."""
    began = WARM_UP - 55
    found = became([steady(gap, 6, began - 5 * gap)], WARM_UP + EVERY + 1, longer_than(54))
    assert (found["suggested"], found["premature"]) == (1, premature)


def test_a_silence_is_suggested_once_and_the_next_one_again() -> None:
    assert became([tie(0)], 400, longer_than(30))["suggested"] == 1
    assert became([tie(0, 100, 200)], 400, longer_than(30))["suggested"] == 3


def test_five_have_room_in_a_digest_and_the_others_wait_for_the_next() -> None:
    ties = [tie(day) for day in range(7)]
    assert became(ties, WARM_UP + EVERY + 1, longer_than(30))["suggested"] == 5
    assert became(ties, WARM_UP + 2 * EVERY + 1, longer_than(30))["suggested"] == 7


def test_nobody_is_suggested_before_both_have_written() -> None:
    assert became([Tie((0, 100), 100)], 110, longer_than(30))["suggested"] == 0
    assert became([Tie((0, 100), 0)], 110, longer_than(30))["suggested"] == 1


def test_what_kith_said_came_true_for_a_steady_tie_until_it_fell_silent() -> None:
    """Ten gaps of ten days: the first teaches, nine come true, and the last silence proves it wrong."""
    assert replay([steady(10, 11)], 0, 2000).told == [9, 10]


def test_a_time_that_the_mail_does_not_reach_to_the_end_of_is_not_counted() -> None:
    """Of ten silences of ten days the last ones began too short before the end, though all were over by then."""
    found = replay([steady(10, 11)], 0, 100)
    hits, count = found.told
    assert 0 < hits == count < 9
    counts = [found.gaps[share][1] for share in SHARES]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[-1]


def test_silences_from_before_both_had_written_are_not_counted() -> None:
    one = steady(10, 11)
    assert replay([Tie(one.days, 50)], 0, 2000).told == [5, 6]


def test_the_odds_are_those_of_the_day_and_know_nothing_of_what_came_later() -> None:
    """Silences that are over are judged the same whatever comes of the tie in years."""
    seen: dict[str, list[tuple[int, float]]] = {"short": [], "long": []}
    one, later = steady(20, 6), (900, 1700)

    def watch(name: str) -> Mapping[str, Rule]:
        return {"rule": lambda silence: seen[name].append((silence.silent, silence.odds.m))}

    replay([one], 0, 300, watch("short"))
    replay([tie(*one.days, *later)], 0, 300, watch("long"))
    assert seen["short"] == seen["long"] != []


def test_several_mailboxes_are_their_sum() -> None:
    one, other = replay([steady(30, 12)], 0, 600), replay([steady(9, 40), steady(35, 9)], 0, 500)
    both = Figures()
    both.add(one)
    both.add(other)
    assert both.told == [one.told[0] + other.told[0], one.told[1] + other.told[1]]
    assert all(both.gaps[share][1] == one.gaps[share][1] + other.gaps[share][1] for share in SHARES)
    for rule in RULES:
        assert both.digests[rule] == one.digests[rule] + other.digests[rule]
    fortnights = [sum(row[1] for row in figures.quiet.values()) for figures in (both, one, other)]
    assert fortnights[0] == fortnights[1] + fortnights[2] > 0


def network(seed: int, spread: float, ties: int = 120, years: int = 8) -> list[Tie]:
    """Each with a rhythm of its own, around one to four weeks beyond a conversation's three days; `spread`: standard
    deviation of the logarithms of its gaps."""
    chance, found = Random(seed), []
    for _ in range(ties):
        middle = chance.uniform(math.log(7), math.log(28))
        gaps = (4 + int(chance.lognormvariate(middle, spread)) for _ in range(2000))
        days = accumulate(gaps, initial=chance.randrange(90))
        found.append(tie(*takewhile(lambda day: day < years * 365, days)))
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_three_of_four_is_true_of_rhythms_as_wide_as_real_ones(seed: int) -> None:
    """Within a tie of either public network the logarithms of the gaps spread by 1.2."""
    found = replay(network(seed, 1.2), 0, 8 * 365)
    hits, count = found.told
    assert count > 5000
    assert 0.70 <= hits / count <= 0.80
    for share in (0.25, 0.5, 0.9):
        hits, count = found.gaps[share]
        assert abs(hits / count - share) < 0.06


def test_of_steadier_people_it_is_true_more_often_than_said() -> None:
    """The sentence errs on the side of waiting."""
    hits, count = replay(network(1, 0.6), 0, 8 * 365).told
    assert 0.80 < hits / count < 0.95
