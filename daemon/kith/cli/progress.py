"""A scan with somebody watching: a progress bar on a terminal, and Ctrl-C that stops between two windows."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

from kith import vault
from kith.imap.session import Session
from kith.jobs.scan import Look

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from kith.jobs.workplace import Workplace


def watched_scan(place: "Workplace") -> tuple[list[Look], float]:
    """One look at all accounts with progress on stderr; gives what was found and how many seconds it took."""
    began = place.clock.monotonic()
    with _bar() as bar:
        watcher = _Watcher(bar)
        with watcher.interruptible():
            looks = place.scanner().scan(watcher)
    if watcher.interrupted:
        raise KeyboardInterrupt
    return looks, place.clock.monotonic() - began


class _Watcher:
    """A `kith.jobs.scan.Watch` in front of a progress bar."""

    def __init__(self, bar: "Progress | None") -> None:
        self._bar = bar
        self._tasks: dict[str, TaskID] = {}
        self._session: Session | None = None
        self.interrupted = False

    @contextmanager
    def interruptible(self) -> Iterator[None]:
        """The first Ctrl-C (or SIGTERM) ends the look at the next window, a second one the process as usual."""
        before = {
            number: signal.signal(number, self._interrupt) for number in (signal.SIGINT, signal.SIGTERM)
        }
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _interrupt(self, number: int, frame: FrameType | None) -> None:
        if self.interrupted:
            signal.default_int_handler(number, frame)
        self.interrupted = True
        vault.stop_commands()
        if self._session is not None:
            self._session.abort()

    def expect(self, account: str, messages: int) -> None:
        if self._bar is not None and messages:
            self._tasks[account] = self._bar.add_task(account, total=messages, rate="")

    def read(self, account: str, folder: str, messages: int) -> None:
        if self._bar is not None and account in self._tasks:
            task = self._bar.tasks[self._tasks[account]]
            rate = f"{task.finished_speed or task.speed or 0:.0f}/s"
            self._bar.update(task.id, advance=messages, description=f"{account}: {folder}", rate=rate)

    def stopping(self) -> bool:
        return self.interrupted

    def connected(self, session: Session | None) -> None:
        self._session = session


@contextmanager
def _bar() -> "Iterator[Progress | None]":
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    with Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}", markup=False),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    ) as bar:
        yield bar
