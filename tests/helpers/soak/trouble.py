"""What goes wrong in a day of trouble, and how long: servers, the clock, the disk, kith itself. Chance decides."""

import os
import shutil
import subprocess
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from helpers.dovecot import Dovecot
from helpers.smtp_sink import DROP, Accepted, SmtpSink
from helpers.soak.clock import SimulatedClock
from helpers.soak.mailbox import Mailbox
from kith.jobs.delivering.arrivals import HOLD

HOUR = 3600.0
LATEST = 300.0  # seconds that mail is under way; half of what kith waits for it
ROOM = "size=64m,mode=0700"
GREYLISTED = "451 4.7.1 greylisted, come again"
# What the SMTP server does at which step, for a while.
FAULTS = (
    {"connect": "421 4.3.2 shutting down"}, {"connect": DROP}, {"mail": "451 4.3.0 later"}, {"rcpt": GREYLISTED},
    {"data": DROP}, {"body": DROP}, {"end": "452 4.3.1 no room"}, {"end": DROP}, {"accepted": DROP},
    {"sent": DROP}, {"quit": DROP},
)  # fmt: skip


class Disk:
    """A disk of its own for the store, where the machine lets us have one; else `why_not` says why."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.why_not = folder, ""
        folder.mkdir(mode=0o700)
        try:
            self._mount(ROOM)
        except (OSError, subprocess.CalledProcessError) as refused:
            self.why_not = str(refused)

    def fill(self, kilobytes: int) -> None:
        """So much is free, or a little less: kith may be writing just now."""
        while True:
            room = os.statvfs(self.folder)
            used = (room.f_blocks - room.f_bfree) * room.f_frsize // 1024
            with suppress(subprocess.CalledProcessError):  # smaller than what is on it by now
                self._mount(f"remount,size={used + kilobytes}k")
                return

    def clear(self) -> None:
        if not self.why_not:
            self._mount(f"remount,{ROOM}")

    def keep(self) -> None:
        """What lies on it lies on the usual disk."""
        if self.why_not:
            return
        kept = self.folder.with_name("kept")
        shutil.copytree(self.folder, kept)
        subprocess.run(["umount", self.folder], check=True)
        self.folder.rmdir()
        kept.rename(self.folder)

    def _mount(self, options: str) -> None:
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(self.folder)]
        subprocess.run(command, check=True, capture_output=True)


@dataclass
class Trouble:
    """Each trouble gives a word on it, and how it ends and after how many true seconds."""

    server: Dovecot
    sink: SmtpSink
    clock: SimulatedClock
    mailbox: Mailbox
    disk: Disk
    chance: Random
    seen: dict[str, int] = field(default_factory=dict)
    on: set[str] = field(default_factory=set)  # the kinds that go on now
    wrong: tuple[int, ...] = (1, -1)  # hours that the clock is set ahead
    late: float = LATEST  # seconds that a letter by SMTP is under way at most
    too_late: list[Accepted] = field(
        default_factory=list
    )  # this slow machine let them arrive after kith's pause
    not_right: list[tuple[float, float]] = field(default_factory=list)  # when the clock was wrong, or asleep
    was_ahead: list[tuple[float, float]] = field(default_factory=list)  # from, until
    behind: list[tuple[float, float, float]] = field(default_factory=list)  # from, until, how many seconds
    _under_way: list[tuple[float, Accepted]] = field(default_factory=list)  # since when
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def some(self) -> tuple[str, float, Callable[[], str]] | None:
        """One trouble begins, None where one of its kind is on already."""
        kinds: list[tuple[int, str, Callable[[], tuple[str, float, Callable[[], str]]]]] = [
            (6, "imap", self.imap_falls), (2, "imap", self.imap_is_away), (8, "smtp", self.smtp_fails),
            (2, "clock", self.clock_is_wrong), (1, "disk", self.disk_is_full), (2, "smtp imap", self.smtp_lies),
        ]  # fmt: skip
        ((names, make),) = self.chance.choices([kind[1:] for kind in kinds], [kind[0] for kind in kinds])
        kind = set(names.split())
        if kind & self.on or ("disk" in kind and self.disk.why_not):
            return None
        self.on |= kind
        said, seconds, end = make()
        self.seen[said.split(":")[0]] = self.seen.get(said.split(":")[0], 0) + 1

        def over() -> str:
            self.on -= kind
            return end()

        return said, seconds, over

    def imap_falls(self) -> tuple[str, float, Callable[[], str]]:
        self.server.fall()
        return "Dovecot is killed", self.chance.uniform(60, 900), self._imap_rises

    def imap_is_away(self) -> tuple[str, float, Callable[[], str]]:
        self.server.fall()
        return "Dovecot is stopped for hours", self.chance.uniform(1.5, 5) * HOUR, self._imap_rises

    def _imap_rises(self) -> str:
        self.server.rise()
        return "Dovecot is there again"

    def smtp_fails(self) -> tuple[str, float, Callable[[], str]]:
        self.sink.faults = dict(self.chance.choice(FAULTS))
        ((step, what),) = self.sink.faults.items()

        def end() -> str:
            self.sink.faults = {}
            return "SMTP works again"

        return f"SMTP fails: {step} {what}", self.chance.uniform(600, 6 * HOUR), end

    def smtp_lies(self) -> tuple[str, float, Callable[[], str]]:
        """It takes letters and says that it does not, while the mailbox can be asked: else it is believed later."""
        self.sink.faults = {"accepted": GREYLISTED}

        def end() -> str:
            self.sink.faults = {}
            return "SMTP says the truth again"

        return "SMTP lies", self.chance.uniform(600, 3 * HOUR), end

    def clock_is_wrong(self) -> tuple[str, float, Callable[[], str]]:
        wrong, began = self.chance.choice(self.wrong) * HOUR, self.clock.truth()
        self._all_arrive()
        self.clock.set_wrong(wrong)

        def end() -> str:
            self.clock.set_wrong(0)
            self.not_right.append((began, self.clock.truth()))
            self.was_ahead += [(began, self.clock.truth())] * (wrong > 0)
            self.behind += [(began, self.clock.truth(), -wrong)] * (wrong < 0)
            return "the clock is right again"

        return f"the clock is wrong: by {wrong / HOUR:+.0f} h", self.chance.uniform(0.5, 6) * HOUR, end

    def suspend(self, hours: float) -> str:
        """The machine sleeps; mail comes all the same, but that is of no matter here."""
        self._all_arrive()
        began = self.clock.truth()
        self.clock.sleep_through(hours * HOUR)
        self.not_right.append((began, self.clock.truth()))
        return f"the machine slept {hours:.0f} h"

    def disk_is_full(self) -> tuple[str, float, Callable[[], str]]:
        self.disk.fill(self.chance.choice((0, 4, 16, 64)))

        def end() -> str:
            self.disk.clear()
            return "there is room on the disk again"

        return "the disk is full", self.chance.uniform(0.5, 2) * HOUR, end

    def take(self, letter: Accepted, chance: Random) -> None:
        """The SMTP server has a letter: it arrives at once, or within minutes."""
        with self._lock:
            self._under_way.append((self.clock.truth(), letter))
        if self.late and chance.random() < 0.3:
            wait = chance.uniform(0, self.late) / self.clock.setting().factor
            threading.Timer(wait, self._arrives, [letter]).start()
        else:
            self._arrives(letter)

    def _arrives(self, letter: Accepted) -> None:
        with self._lock:
            (one,) = [one for one in self._under_way if one[1] is letter] or (None,)
            if one is None:
                return  # all that was under way has arrived meanwhile
            self._under_way.remove(one)
            self.mailbox.arrive(letter)
            if self.clock.truth() - one[0] > HOLD - 10:
                self.too_late.append(letter)

    def _all_arrive(self) -> None:
        """Before the clock jumps: kith's pause for what is under way would be over before the letter was there."""
        for _, letter in tuple(self._under_way):
            self._arrives(letter)
