"""What kith tells systemd: ready, still working, reloading, stopping, and one line about itself.

Promises to say nothing where nobody listens ($NOTIFY_SOCKET unset), never to raise into the daemon, and that
no text from outside becomes a message of its own. The protocol is sd_notify(3), and these few lines are what
systemd itself ships as man/notify-selfcontained-example.py; the popular package for it loses a status with
"ł" in it.
"""

import os
import socket
from collections.abc import Mapping

from kith.journal import clean

# A manager that does not read its socket must not stop the work.
PATIENCE_SECONDS = 1.0


class Systemd:
    """The service manager that started this process, if one did. Every method says whether it was told."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._address = environ.get("NOTIFY_SOCKET", "")
        self._watchdog = _watchdog_seconds(environ)

    def ready(self, status: str = "") -> bool:
        """Start-up, or a reload, is over. `status` as in `status`."""
        return self._tell("READY=1", *([_status(status)] if status else []))

    def status(self, text: str) -> bool:
        """One line for `systemctl status`, whatever is in `text`."""
        return self._tell(_status(text))

    def alive(self) -> bool:
        """The work goes on: call it from the work loop, never from a timer of its own."""
        return self._tell("WATCHDOG=1")

    def nap_seconds(self, wanted: float) -> float:
        """How long the loop may sleep, if it `wanted` to so long: half the time of WatchdogSec= at most.

        Half is what sd_watchdog_enabled(3) advises, so that a short one in a drop-in does not kill a healthy daemon.
        """
        return min(wanted, self._watchdog / 2) if self._watchdog else wanted

    def reloading(self, monotonic: float) -> bool:
        """The configuration is about to be read again; `monotonic` is CLOCK_MONOTONIC now, in seconds."""
        return self._tell("RELOADING=1", f"MONOTONIC_USEC={int(monotonic * 1_000_000)}")

    def stopping(self) -> bool:
        """Shutting down has begun."""
        return self._tell("STOPPING=1")

    def _tell(self, *lines: str) -> bool:
        if not self._address.startswith(("/", "@")):
            return False  # nobody, or an address family of virtual machines (vsock) that no service gets
        # "@" stands for the NUL byte of the abstract namespace, unix(7).
        address = "\0" + self._address[1:] if self._address[0] == "@" else self._address
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as line:
                line.settimeout(PATIENCE_SECONDS)
                line.sendto("\n".join(lines).encode(), address)
        except (OSError, ValueError):  # ValueError: an embedded NUL in the path
            return False
        return True


def _watchdog_seconds(environ: Mapping[str, str]) -> float:
    """WatchdogSec= of the unit, 0 where there is none, or where it is another process's (sd_watchdog_enabled(3))."""
    given, whose = environ.get("WATCHDOG_USEC", ""), environ.get("WATCHDOG_PID", "")
    if not given.isdecimal() or (whose and whose != str(os.getpid())):
        return 0.0
    return int(given) / 1_000_000


def _status(text: str) -> str:
    """A newline in a name would otherwise start a message of its own: WATCHDOG=trigger, MAINPID=1."""
    return f"STATUS={clean(text)}"
