"""One simulated time for a driver and the processes it watches: it runs many times as fast as the machine's, and jumps.

It lies in a file, so that who has it open sees a jump at once. There are three times: the true one, by which mail is
dated; what the machine's clock says, which may be wrong; and the monotonic one, which stands while the machine sleeps.
"""

import datetime as real_datetime
import json
import os
import time
import types
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import schedule

from kith.clock import SystemClock
from kith.mail import facts
from kith.model import Facts
from kith.service.run import Daemon
from kith.service.signals import Wake

POISON = b"Subject: Poison"
LOOKS = "looks.txt"  # beside the clock


@dataclass(frozen=True)
class Setting:
    """How the clock was set last. `began`: the machine's monotonic seconds then; `wrong`: how many seconds the wall
    clock is ahead of the truth; `slept`: seconds in all; `deadly`: whether poison kills."""

    began: float
    truth: float
    factor: float
    wrong: float = 0.0
    slept: float = 0.0
    deadly: bool = True


class SimulatedClock:
    """The time in `path`."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def starting(cls, path: Path, at: datetime, factor: float) -> "SimulatedClock":
        clock = cls(path)
        clock._write(Setting(time.monotonic(), at.timestamp(), factor))
        return clock

    def setting(self) -> Setting:
        return Setting(**json.loads(self.path.read_text()))

    def truth(self) -> float:
        """Unix seconds."""
        return _truth(self.setting())

    def wall(self) -> float:
        """Unix seconds as the machine's clock has them."""
        setting = self.setting()
        return _truth(setting) + setting.wrong

    def monotonic(self) -> float:
        setting = self.setting()
        return _truth(setting) - setting.slept

    def sleep_through(self, seconds: float) -> None:
        """The machine sleeps and wakes."""
        setting = self.setting()
        now, truth = time.monotonic(), _truth(setting) + seconds
        self._write(replace(setting, began=now, truth=truth, slept=setting.slept + seconds))

    def set_wrong(self, seconds: float) -> None:
        """From now on the machine's clock is so far ahead of the truth; less than 0: behind it."""
        self._write(replace(self.setting(), wrong=seconds))

    def run_at(self, factor: float) -> None:
        """From now on so many times as fast as the machine's."""
        setting = self.setting()
        self._write(replace(setting, began=time.monotonic(), truth=_truth(setting), factor=factor))

    def heal(self) -> None:
        """Poison kills no more, as with a better parser."""
        self._write(replace(self.setting(), deadly=False))

    def _write(self, setting: Setting) -> None:
        new = self.path.with_suffix(".new")
        new.write_text(json.dumps(asdict(setting)))
        new.replace(self.path)


def _truth(setting: Setting) -> float:
    return setting.truth + (time.monotonic() - setting.began) * setting.factor


def looks(path: Path) -> list[float]:
    """When, by the truth, rounds ended in which kith had looked at its mail and had come to whether a digest is due."""
    told = path.with_name(LOOKS)
    return [float(line) for line in told.read_text().splitlines()] if told.exists() else []


def install(path: Path) -> None:
    """This process lives by the clock in `path`: kith's clock, the ticker's, and how long the loop sleeps.

    It notes down when it has looked at its mail (`looks`). And it dies of poison: no mail is known that kills a parser
    of kith's, so that one is made up (threat D4).
    """
    clock = SimulatedClock(path)
    slept: Callable[[Wake, float], None] = Wake.wait

    def now(_: SystemClock) -> datetime:
        return datetime.fromtimestamp(int(clock.wall()), UTC)

    def wait(wake: Wake, seconds: float) -> None:
        slept(wake, seconds / clock.setting().factor)

    parsed: Callable[..., Facts] = facts.read

    def read(header: bytes, *more: Any) -> Facts:
        if POISON in header and clock.setting().deadly:
            os.abort()
        return parsed(header, *more)

    written: Callable[[Daemon], None] = Daemon.write
    last: list[datetime | None] = [None]

    def write(daemon: Daemon) -> None:
        written(daemon)
        if daemon._looked_at != last[0] and not daemon._more and not daemon.stopping():
            last[0] = daemon._looked_at
            with path.with_name(LOOKS).open("a") as told:
                told.write(f"{clock.truth()}\n")

    class LocalTime(datetime):
        @classmethod
        def now(cls, tz: real_datetime.tzinfo | None = None) -> "LocalTime":
            return cls.fromtimestamp(clock.wall(), tz)

    ticker: Any = schedule
    ticker.datetime = types.SimpleNamespace(**{**vars(real_datetime), "datetime": LocalTime})
    patched: Any = SystemClock
    patched.now, patched.monotonic = now, lambda _: clock.monotonic()
    woken: Any = Wake
    woken.wait = wait
    parser: Any = facts
    parser.read = read
    daemon: Any = Daemon
    daemon.write = write
