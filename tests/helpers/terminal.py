"""Runs a command in a pseudo-terminal of a given size, and gives what it wrote there."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

_STYLE = re.compile(r"\x1b\[[0-9;]*m")


class Shown(NamedTuple):
    """How a command ended, and what stood on its terminal: `raw` with the styles (SGR), `lines` without."""

    code: int
    raw: str

    @property
    def lines(self) -> list[str]:
        return _STYLE.sub("", self.raw).splitlines()

    @property
    def text(self) -> str:
        return _STYLE.sub("", self.raw)


def shown_on_a_terminal(
    command: Sequence[str], environ: Mapping[str, str], columns: int = 80, rows: int = 200
) -> Shown:
    """Run it to its end with stdin, stdout and stderr on one terminal. PAGER, if it is wanted, is the caller's."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    attributes = termios.tcgetattr(theirs)
    attributes[1] &= ~termios.OPOST  # lines end as they were written
    termios.tcsetattr(theirs, termios.TCSANOW, attributes)
    environment = {"TERM": "xterm-256color", **environ}
    with subprocess.Popen(
        command, env=environment, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    ) as running:
        os.close(theirs)
        written = []
        with suppress(OSError):  # EIO: nobody holds the other end any more
            while part := os.read(ours, 65_536):
                written.append(part)
        code = running.wait()
    os.close(ours)
    return Shown(code, b"".join(written).decode("utf-8", "replace"))
