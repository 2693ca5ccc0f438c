"""What the outside asks of the daemon: stop (SIGTERM, SIGINT), read the configuration again (SIGHUP).

A blocked read ends at once because its socket is shut. What cannot be broken off (a name look-up, a commit to a slow
disk) is given a moment, then left where it is: the store survives a kill at any instant, so leaving is safe.
"""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Protocol

from kith.errors import OK
from kith.journal import Journal

GRACE = 0.8  # seconds between SIGTERM and leaving for good


class Breakable(Protocol):
    """Something blocking that another thread or a signal can break off."""

    def abort(self) -> None: ...


class Signals:
    """`wake` is set as soon as anything is asked; `stop` and `reload` say what."""

    def __init__(self, journal: Journal) -> None:
        self.wake = threading.Event()
        self.stop = False
        self.reload = False
        self.doing = ""
        self.session: Breakable | None = None
        self._journal = journal

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Listen to the signals inside, and to whoever listened before afterwards."""
        wanted = {signal.SIGTERM: self._stop, signal.SIGINT: self._stop, signal.SIGHUP: self._reload}
        before = {number: signal.signal(number, handler) for number, handler in wanted.items()}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def acknowledge_reload(self) -> None:
        self.reload = False
        self.wake.clear()
        if self.stop:  # asked for in between
            self.wake.set()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        if not self.stop:
            leave = threading.Timer(GRACE, self._leave)
            leave.daemon = True
            leave.start()
        self.stop = True
        self.wake.set()
        if self.session is not None:
            self.session.abort()

    def _reload(self, _number: int, _frame: FrameType | None) -> None:
        self.reload = True
        self.wake.set()

    def _leave(self) -> None:
        self._journal.stopped(self.doing or "at work")
        os._exit(OK)
