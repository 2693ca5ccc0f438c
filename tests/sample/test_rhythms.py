"""Who is due in the sample mailbox, reckoned independently: silent for more than twice the usual gap."""

from datetime import timedelta
from statistics import median

import pytest

from sample.reading import NOW, days_in_touch, due, silence_and_gaps

QUIET = {"Karen Holm", "Nadia Haddad", "Petr Novák", "Lena Brandt", "Luc Moreau", "Ingrid Sørensen"}
IN_TOUCH = {
    "Ana Ruiz",
    "Tom Whitfield",
    "Camille Laurent",
    "Ngozi Okafor",
    "Ifeoma Eze",
    "Marek Dvořák",
    "Jürgen Müller",
    "佐藤 花子",
    "Bea Keller",
    "Seun Adeyemi",
    "Grace Lin",
    "Wojtek Zieliński",
    "Hugo Bakker",
    "Ravi Patel",
    "Júlia Fernández",
    "Priya Raman",
}


def usual(name: str) -> tuple[int, float, int]:
    """(days of silence, median gap in days, number of gaps)."""
    silence, gaps = silence_and_gaps(days_in_touch()[name])
    return silence, median(gaps), len(gaps)


@pytest.mark.parametrize("day", [0, 1, 45, 180, 365])
def test_exactly_the_quiet_ones_are_due_on_whatever_day_the_demo_runs(day):
    assert due(NOW + timedelta(days=day)) == QUIET


def test_nobody_with_fresh_contact_is_due():
    assert set(days_in_touch()) >= IN_TOUCH
    assert not IN_TOUCH & due()


def test_karen_writes_every_four_months_and_is_silent_for_seven():
    silence, gap, gaps = usual("Karen Holm")
    assert (round(silence / 30.44), round(gap / 30.44)) == (7, 4)
    assert gaps >= 4


def test_nadia_wrote_every_week_or_so_for_a_year_and_is_silent_for_sixteen_months():
    silence, gap, gaps = usual("Nadia Haddad")
    assert round(silence / 30.44) == 16
    assert 7 <= gap <= 9
    assert 300 <= gap * gaps <= 366


def test_tom_wrote_yesterday():
    assert usual("Tom Whitfield")[:2] == (1, 7)


def test_ines_is_one_conversation_never_followed_up():
    silence, gaps = silence_and_gaps(days_in_touch()["Ines Duarte"])
    assert gaps == []
    assert 21 <= silence <= 45


def test_julia_waits_for_an_answer_and_priya_owes_one():
    assert min(days_in_touch()["Júlia Fernández"]) == 12
    assert min(days_in_touch()["Priya Raman"]) == 9
