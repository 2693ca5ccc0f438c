"""Loud failure where a timer starts `kith run --once`: told in days, not weeks, and never because a machine slept."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.alarmed import Alarmed, alarmed, subjects
from helpers.dovecot import Dovecot
from stories.test_alarm import DOWN, WELL

REFUSED = "kith: the login at work is refused"


@pytest.fixture
def sam(dovecot: Dovecot, tmp_path: Path) -> Iterator[Alarmed]:
    with alarmed(dovecot.add_user(), dovecot.add_user(), tmp_path) as sam:
        yield sam


def once(sam: Alarmed, times: int, every: float) -> None:
    """So many runs by a timer that comes every so many hours; each before the clock goes on."""
    for _ in range(times):
        with sam.daemon() as daemon:
            daemon.once()
        sam.world.clock.advance(hours=every)


def runs_until_told(sam: Alarmed, every: float, most: int) -> int:
    """Of runs that do not work, the first that tells of it."""
    for number in range(1, most + 1):
        once(sam, 1, every)
        if subjects(sam.home):
            return number
    return 0


@pytest.mark.parametrize(("every", "run"), [(24, 3), (7 * 24, 3), (8, 3), (6, 3), (1, 13), (0.25, 49)])
def test_trouble_is_told_after_twelve_hours_and_three_runs_that_met_it(
    every: float, run: int, sam: Alarmed
) -> None:
    once(sam, 3, every)
    sam.work_gate.close_to_all()
    assert runs_until_told(sam, every, 60) == run
    assert subjects(sam.home) == [DOWN]
    sam.work_gate.shut = False
    once(sam, 2, every)
    assert subjects(sam.home) == [DOWN, WELL]


def test_a_refused_login_is_told_at_the_third_run_of_a_daily_timer(sam: Alarmed) -> None:
    """The first refusal may have been the server's own trouble."""
    once(sam, 2, 24)
    sam.passwords["WORK_PASSWORD"] = "not the password"
    assert runs_until_told(sam, 24, 5) == 3
    assert subjects(sam.home) == [REFUSED]


@pytest.mark.parametrize("every", [0.25, 1, 24])
def test_a_machine_that_slept_in_the_midst_of_trouble_does_not_tell_of_it_when_it_wakes_up(
    every: float, sam: Alarmed
) -> None:
    """Asleep for a month between two runs that both met it; and for a night, again and again, between good ones."""
    once(sam, 3, every)
    sam.work_gate.close_to_all()
    once(sam, 1, 30 * 24)
    once(sam, 1, every)
    sam.work_gate.shut = False
    once(sam, 1, every)
    for _ in range(4):
        once(sam, 1, every)
        sam.work_gate.close_to_all()
        once(sam, 1, 9)
        once(sam, 1, every)
        sam.work_gate.shut = False
    once(sam, 1, every)
    assert subjects(sam.home) == []


def test_hours_of_sleep_are_not_hours_of_trying_where_the_timer_comes_every_quarter_of_an_hour(
    sam: Alarmed,
) -> None:
    """Eight hours of trouble while awake, then a night: nine are counted."""
    once(sam, 2, 0.25)
    sam.work_gate.close_to_all()
    once(sam, 32, 0.25)
    sam.world.clock.advance(hours=9)
    once(sam, 8, 0.25)
    assert subjects(sam.home) == []
