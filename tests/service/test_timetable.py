"""The ticker: no step stops another, a failure is told once, and a clock set back stops nothing."""

from datetime import timedelta

import pytest

from kith.errors import StoreFull
from kith.journal import Journal
from kith.service.timetable import TICK, Timetable


def test_a_step_that_fails_stops_no_other_and_is_told_once_until_it_is_over(
    caplog: pytest.LogCaptureFixture,
) -> None:
    full, bug = StoreFull("the disk is full"), KeyError("a mistake")
    coming, done = iter([full, full, bug, bug, None, bug]), []

    def shaky() -> None:
        if error := next(coming):
            raise error

    timetable = Timetable([shaky, lambda: done.append(1)], Journal())
    told = []
    for _ in range(6):
        caplog.clear()
        timetable.run_all()
        told.append([(record.getMessage(), bool(record.exc_info)) for record in caplog.records])
    assert len(done) == 6
    foreseen = [("shaky failed, the others go on: the disk is full", False)]
    unforeseen = [("shaky failed, the others go on: 'a mistake'", True)]
    assert told == [foreseen, [], unforeseen, [], [], unforeseen]


def test_a_clock_set_back_is_noticed_at_the_next_tick() -> None:
    """The library would wait until the clock is again where it was."""
    timetable = Timetable([lambda: None], Journal())
    (job,) = timetable._scheduler.jobs
    job.next_run += timedelta(hours=6)
    assert timetable.nap_seconds() == TICK
    timetable.run_pending()
    assert timetable._until_next() <= TICK
