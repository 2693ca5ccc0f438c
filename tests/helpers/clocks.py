"""A story told by a clock, `tests/clocks/NAME.txt`: what the machine's clock says, what happens, which digests leave.

Above the table stand `when = …`, and `zone = …` (of the configuration) or `system = …` (of the machine). Then a line
for each step:

    clock (UTC)          | what happens      | what leaves
    2026-03-28 12:00     | start             | -
    2026-03-29 00:59     | runs              | -
    2026-03-29 01:00     | runs              | 2026-03-29 01:00

`runs`: time goes by until then, the daemon ticking. `jumps`: the clock says so from one tick to the next (a suspend, or
somebody sets it). `start`, `stop`, `restart`: of the daemon. `zone Z`: the configuration is changed and read again
(SIGHUP). `system Z`: the machine moves. `down`, `up`: of the mail server. What leaves is the appointment of each digest
that has come into INBOX within a minute of that time and since the last line; `late` stands behind one that says so.
"""

import datetime as real
import re
import sqlite3
import types
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
import schedule
import tzlocal

from helpers.alarmed import Gate
from helpers.world import World
from helpers.writing import letters, text
from kith.clock import instant
from kith.journal import Journal
from kith.service import run as service
from kith.service.signals import Signals, Wake
from kith.store.db import FILE

FOLDER = Path(__file__).parents[1] / "clocks"
MOST_TICKS = 12  # of one line; a tick is half a minute, or longer where the time goes on for days
TICK = real.timedelta(seconds=30)
FRIENDS = 12  # each of them due, again a fortnight after each digest that names them
_FORM = "%Y-%m-%d %H:%M"


@dataclass(frozen=True)
class Line:
    """One line of a script. `at`: aware, UTC."""

    at: real.datetime
    verb: str
    what: str
    leaves: str

    @classmethod
    def read(cls, line: str) -> "Line":
        at, happens, leaves = (part.strip() for part in line.split("|"))
        verb, _, what = happens.partition(" ")
        return cls(real.datetime.strptime(at, _FORM).replace(tzinfo=real.UTC), verb, what, leaves)


@dataclass(frozen=True)
class Script:
    """One story: its rule as `key -> value`, and its lines."""

    name: str
    rule: dict[str, str]
    lines: list[Line]

    @classmethod
    def read(cls, path: Path) -> "Script":
        said = [line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]
        rule = dict(re.split(r"\s*=\s*", line, maxsplit=1) for line in said if "=" in line)
        table = [line for line in said if "|" in line and not line.startswith("clock")]
        return cls(path.stem, rule, [Line.read(line) for line in table])


SCRIPTS = [Script.read(path) for path in sorted(FOLDER.glob("*.txt"))]


class Ticks(Wake):
    """The daemon's sleep: instead of it the clock goes on, as the script says."""

    signals: Signals

    def __init__(self, story: "Story") -> None:
        super().__init__()
        self._story = story

    def wait(self, seconds: float) -> None:
        if seconds:  # else there is more to read at once
            next(self._story.time)


class Story:
    """The real `kith run` in this process, over a world whose clock a script moves."""

    def __init__(self, world: World, gate: Gate, script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
        """`gate`: the one way from the world to its mail server."""
        self.world, self._gate, self.rule, self._script = world, gate, dict(script.rule), script
        self.told: list[str] = []  # what has left, line by line
        self._patch, self._ticks, self._seen = monkeypatch, Ticks(self), 0
        world.clock.at = script.lines[0].at
        monkeypatch.setattr("kith.jobs.workplace.SystemClock", lambda: world.clock)
        monkeypatch.setattr(service, "Signals", self._signals)
        monkeypatch.setattr(schedule, "datetime", self._datetime())
        self._configure()
        self.time = self._time()

    def play(self) -> list[str]:
        """The whole script; gives what has left at each line. A line `start` or `restart` begins a new process."""
        for line in self._script.lines:
            if line.verb in ("start", "restart"):
                self.world.clock.at = line.at
                assert service.run(self.world.config_file(), environ=self.world.environ) == 0
        return self.told

    def _time(self) -> Iterator[None]:
        """One tick of the daemon's for each step; a line is over two ticks after its time has come."""
        for line in self._script.lines:
            if line.verb == "stop":  # told when it happened
                continue
            if line.verb in ("runs", "down", "up"):
                yield from self._until(line.at)
            self.world.clock.at = line.at
            self._happens(line)
            yield
            yield from self._until(self.world.clock.at + 2 * TICK)
            self.told.append(self._left())
            if self._next(line) == "stop":
                self.told.append("-")
            if self._next(line) in ("stop", "restart", "end"):
                self._ticks.signals.stop = True
                self._ticks.set()
                yield

    def _until(self, at: real.datetime) -> Iterator[None]:
        clock = self.world.clock
        step = max(TICK, (at - clock.at) / MOST_TICKS)
        while clock.at < at:
            clock.at = min(clock.at + step, at)
            yield

    def _next(self, line: Line) -> str:
        place = self._script.lines.index(line) + 1
        return self._script.lines[place].verb if place < len(self._script.lines) else "end"

    def _happens(self, line: Line) -> None:
        if line.verb in ("down", "up"):
            if line.verb == "down":
                self._gate.close_to_all()
            self._gate.shut = line.verb == "down"
        if line.verb in ("zone", "system"):
            self.rule[line.verb] = line.what
            self._configure()
        if line.verb == "zone":  # SIGHUP
            self._ticks.signals.reload = True
            self._ticks.set()

    def _configure(self) -> None:
        zone = f'timezone = "{self.rule["zone"]}"' if "zone" in self.rule else ""
        if "system" in self.rule:
            self._patch.setenv("TZ", self.rule["system"])
        people = "".join(
            f'[[person]]\nemail = ["friend{number}@example.net"]\nevery = "2w"\n' for number in range(FRIENDS)
        )
        self.world.settings = (
            f'[digest]\nwhen = "{self.rule["when"]}"\nmax_people = 1\n{zone}\n'
            f"[drafts]\nmailbox = false\nread_newest = false\nlearn_style = false\n{people}"
        )
        self.world.config_file()

    def _signals(self, journal: Journal) -> Signals:
        signals = Signals(journal)
        self._ticks.clear()
        self._ticks.signals, signals.wake = signals, self._ticks
        return signals

    def _datetime(self) -> types.SimpleNamespace:
        """What the `schedule` library takes for the module `datetime`: its clock is the script's."""
        clock = self.world.clock

        class Datetime(real.datetime):
            @classmethod
            def now(cls, tz: real.tzinfo | None = None) -> "Datetime":
                local = clock.at.astimezone(tz or tzlocal.reload_localzone())
                return cls(*local.timetuple()[:6], tzinfo=tz)

        return types.SimpleNamespace(**{**vars(real), "datetime": Datetime})

    def _left(self) -> str:
        found = letters(self.world)
        new, self._seen = found[self._seen :], len(found)
        with closing(sqlite3.connect(self.world.state / FILE)) as db:
            slots = dict(db.execute("SELECT message_id, slot FROM letter").fetchall())
        told = [
            f"{instant(slots[str(one['Message-ID'])]):{_FORM}}"
            + (" late" if "meant for" in text(one) else "")
            for one in new
        ]
        return ", ".join(told) or "-"


def friends_of(world: World) -> None:
    """Sam has been in touch with each of them, a year ago."""
    for number in range(FRIENDS):
        world.friends(f"Friend {number} <friend{number}@example.net>", 300 + number)
