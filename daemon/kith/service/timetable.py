"""The ticker: the `schedule` library wakes the steps, the steps decide from the store whether there is anything to do.

Three traps of that library are fenced in here (all tried): an exception in a job leaves it due for ever and starves
the others, so every step is wrapped; a clock set back stops it for as long, so the timetable is made anew when its
next tick lies too far ahead; and it fires nothing at once, so the first round is run by hand.
"""

from collections.abc import Callable, Sequence

import schedule

from kith.errors import StoreDamaged
from kith.journal import Journal

TICK = 30  # seconds: short enough to notice a suspend or a clock set right, two wake-ups a minute

Step = Callable[[], object]


class Timetable:
    """Wakes each step every `TICK` seconds of wall-clock time."""

    def __init__(self, steps: Sequence[Step], journal: Journal) -> None:
        self._steps = [_guarded(step, journal) for step in steps]
        self._scheduler = schedule.Scheduler()
        self._fill()

    def _fill(self) -> None:
        self._scheduler.clear()
        for step in self._steps:
            self._scheduler.every(TICK).seconds.do(step)

    def run_all(self) -> None:
        """Every step once, now."""
        for step in self._steps:
            step()

    def run_pending(self) -> None:
        """The steps whose tick has come."""
        if self._until_next() > 2 * TICK:  # the clock was set back
            self._fill()
        self._scheduler.run_pending()

    def nap_seconds(self) -> float:
        """How long to sleep before the next tick; never longer than one."""
        return min(max(self._until_next(), 0.0), float(TICK))

    def _until_next(self) -> float:
        return self._scheduler.idle_seconds or 0.0


def _guarded(step: Step, journal: Journal) -> Step:
    said = ""

    def guarded() -> None:
        nonlocal said
        try:
            step()
            said = ""
        except StoreDamaged:  # nothing may be sent out of it, and time does not heal it
            raise
        except Exception as error:  # noqa: BLE001  (one step's bug must not stop the others; it is told once)
            if said != (words := repr(error)):
                journal.step_failed(step.__name__, error)
            said = words

    return guarded
