"""The rhythm model: the published vectors, and what must hold for any history."""

import json
from itertools import pairwise
from math import isclose
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.suggest import odds
from kith.suggest.student import cdf, quantile

VECTORS: dict[str, Any] = json.loads(Path(__file__).with_name("vectors.json").read_text("utf-8"))
GAPS = st.lists(st.integers(odds.MERGE_DAYS + 1, 3000), max_size=40)


def learned(own: list[int], mailbox: list[int]) -> odds.Odds:
    known = odds.logs(mailbox)
    return odds.learn(own, odds.logs(own), odds.mailbox_rhythm(sum(known), len(known)))


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_the_published_cases_come_out_to_a_millionth(case: dict[str, Any]) -> None:
    known, silent = odds.logs(case["mailbox_gaps_days"]), case["silence_days"]
    mu = odds.mailbox_rhythm(sum(known), len(known))
    own = case["own_gaps_days_oldest_first"]
    found = odds.learn(own, odds.logs(own), mu)
    strength = odds.strength(case["touch_ages_days"])
    quiet = found.quiet(14, silent)
    assert {
        "mu": mu,
        "m": found.m,
        "sd": found.sd,
        "nu": found.nu,
        "overdue": found.back(silent),
        "q75_days": found.within(0.75),
        "q90_days": found.within(0.9),
        "P_quiet_14": quiet,
        "P_quiet_90": found.quiet(90, silent),
        "typical_days": found.typical,
        "strength": strength,
        "score": (found.back(silent) * quiet) ** 2 * strength**0.25,
    } == pytest.approx({key: case[key] for key in case if key in _COMPARED}, rel=1e-6, abs=1e-6)


_COMPARED = {
    "mu", "m", "sd", "nu", "overdue", "q75_days", "q90_days", "P_quiet_14", "P_quiet_90", "typical_days", "strength",
    "score",
}  # fmt: skip


@pytest.mark.parametrize(
    ("t", "degrees", "share"),
    [  # NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2
        (0.0, 5.0, 0.5), (6.314, 1.0, 0.95), (2.920, 2.0, 0.95), (2.015, 5.0, 0.95), (3.365, 5.0, 0.99),
        (1.697, 30.0, 0.95), (-2.015, 5.0, 0.05),
    ],
)  # fmt: skip
def test_students_t_is_that_of_the_tables(t: float, degrees: float, share: float) -> None:
    assert cdf(t, degrees) == pytest.approx(share, abs=5e-5)


@given(st.floats(0.001, 0.999), st.floats(1.0, 60.0))
def test_a_quantile_undoes_the_distribution(share: float, degrees: float) -> None:
    assert cdf(quantile(share, degrees), degrees) == pytest.approx(share, abs=1e-9)


@given(GAPS, GAPS, st.floats(0.01, 0.99))
def test_the_time_named_for_a_share_has_that_share(own: list[int], mailbox: list[int], share: float) -> None:
    found = learned(own, mailbox)
    assert found.back(found.within(share)) == pytest.approx(share, abs=1e-6)


@given(GAPS, GAPS)
def test_odds_are_odds_and_never_fall_as_a_silence_grows(own: list[int], mailbox: list[int]) -> None:
    found = learned(own, mailbox)
    overdue = [found.back(days) for days in (0, 1, 3, 4, 7, 30, 90, 400, 4000, 10**6)]
    assert all(0.0 <= one <= 1.0 for one in overdue)
    assert all(one <= other + 1e-12 for one, other in pairwise(overdue))
    for silent in (0, 5, 50, 5000):
        quiet = [found.quiet(days, silent) for days in (0, 1, 14, 90, 10**5)]
        assert all(0.0 <= one <= 1.0 for one in quiet)
        assert all(one >= other - 1e-12 for one, other in pairwise(quiet))
        assert found.quiet(14, silent) <= found.fortnight(silent) <= 1.0


@given(GAPS)
def test_what_is_long_past_weighs_nothing(own: list[int]) -> None:
    """Gaps older than the weights reach must not show: a year of weekly letters twenty years ago."""
    longer = [7] * 300 + own
    mu = odds.mailbox_rhythm(0.0, 0)
    with_all = odds.learn(longer, odds.logs(longer), mu)
    newest = longer[-200:]
    assert isclose(with_all.m, odds.learn(newest, odds.logs(newest), mu).m, abs_tol=1e-8)


@given(GAPS, st.integers(4, 2000))
def test_a_history_of_one_gap_is_drawn_to_the_mailbox(mailbox: list[int], gap: int) -> None:
    known = odds.logs(mailbox)
    mu = odds.mailbox_rhythm(sum(known), len(known))
    (own,) = odds.logs([gap])
    low, high = sorted((mu, own))
    assert low - 1e-9 <= odds.learn([gap], [own], mu).m <= high + 1e-9
