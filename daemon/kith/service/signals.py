"""What the outside asks of the daemon: stop (SIGTERM, SIGINT), read the configuration again (SIGHUP).

A blocked read ends at once because its socket is shut. What cannot be broken off (a name look-up, a commit to a slow
disk) is given a moment, then left where it is: the store survives a kill at any instant, so leaving is safe.
"""

import os
import select
import signal
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Protocol

from kith import vault
from kith.errors import OK
from kith.journal import Journal

GRACE = 0.8  # seconds between SIGTERM and leaving for good


class Breakable(Protocol):
    """Something blocking that another thread or a signal can break off."""

    def abort(self) -> None: ...


class Wake:
    """Something to sleep on that a signal handler may set at any instant, even in the middle of setting it.

    `threading.Event` has a lock that a second signal would wait for in vain; a pipe has none.
    """

    def __init__(self) -> None:
        self._asked = False
        self._reader, self._writer = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        for end in (self._reader, self._writer):
            weakref.finalize(self, os.close, end)

    def set(self) -> None:
        self._asked = True
        with suppress(BlockingIOError):  # full: it wakes all the same
            os.write(self._writer, b"\0")

    def is_set(self) -> bool:
        return self._asked

    def clear(self) -> None:
        self._asked = False
        with suppress(BlockingIOError):
            os.read(self._reader, 65536)

    def woken_by_signals(self) -> int:
        """Let the system itself write into the pipe; gives what it wrote into before.

        A signal that comes between the last look at `_asked` and the sleep would else be noticed after it only: Python
        runs its handlers between two steps of the program, not in the middle of a system call that has just begun.
        """
        return signal.set_wakeup_fd(self._writer, warn_on_full_buffer=False)

    def wait(self, seconds: float) -> None:
        """Sleep until it is set, at most so long."""
        poll = select.poll()  # select(2) knows no descriptor beyond 1023
        poll.register(self._reader, select.POLLIN)
        poll.poll(max(0.0, seconds) * 1000)


class Signals:
    """`wake` is set as soon as anything is asked; `stop` and `reload` say what."""

    def __init__(self, journal: Journal) -> None:
        self.wake = Wake()
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
        woken = self.wake.woken_by_signals()
        try:
            yield
        finally:
            signal.set_wakeup_fd(woken)
            for number, handler in before.items():
                signal.signal(number, handler)

    def ask_for_reload(self) -> None:
        """As SIGHUP does."""
        self.reload = True
        self.wake.set()

    def acknowledge_reload(self) -> None:
        """Before the configuration is read: a signal that comes from here on asks for another reading."""
        self.wake.clear()
        self.reload = False
        if self.stop:  # asked for in between
            self.wake.set()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        if not self.stop:
            leave = threading.Timer(GRACE, self._leave)
            leave.daemon = True
            leave.start()
        self.stop = True
        self.wake.set()
        vault.stop_commands()
        if self.session is not None:
            self.session.abort()

    def _reload(self, _number: int, _frame: FrameType | None) -> None:
        self.ask_for_reload()

    def _leave(self) -> None:
        vault.stop_commands()  # one may have been started since
        self._journal.stopped(self.doing or "at work")
        os._exit(OK)
