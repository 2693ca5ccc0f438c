"""A real shell in a terminal of its own: keys go in, and the words of the command lines it runs come out.

`kith` in its path is a stand-in for the verbs alone: it tells how the shell read the line. Asked what to offer, it is
the real one.
"""

import os
import pty
import select
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

_STAND_IN = """#!/bin/sh
[ -z "$_KITH_COMPLETE" ] || exec "{python}" -m kith "$@"
{{ printf '%s\\0' "$@"; printf '\\n'; }} >>"$KITH_SAID"
"""
_PROMPT = b"READY>"
_PATIENCE = 60  # seconds until a shell that says nothing has hung


@dataclass
class Shell:
    """`start` is how it is started, `setting_up` its first line, `folder` where it runs and its files lie."""

    start: tuple[str, ...]
    setting_up: str
    folder: Path
    environ: dict[str, str]

    def words_of(self, *lines: str) -> list[list[str]]:
        """What the shell makes of each line when these keys and Return are pressed: the words behind `kith`."""
        said = self.folder / "said"
        said.unlink(missing_ok=True)
        self._play([f"{self.setting_up}\r", *(f"kith {keys}\r" for keys in lines), "exit\r"])
        return [line.split("\0")[:-1] for line in said.read_text("utf-8").splitlines()]

    def shown_after(self, keys: str) -> str:
        """What stands on the terminal when these keys have been pressed, and the line was given up."""
        return self._play([f"{self.setting_up}\r", f"kith {keys}\x15\r", "exit\r"])

    def _play(self, lines: list[str]) -> str:
        """Send each line when the shell is ready for it; all it has shown."""
        (self.folder / "bin").mkdir(exist_ok=True)
        program = self.folder / "bin" / "kith"
        program.write_text(_STAND_IN.format(python=sys.executable))
        program.chmod(0o755)
        master, slave = pty.openpty()
        environ = {
            **self.environ,
            "PATH": f"{program.parent}:{os.environ['PATH']}",
            "KITH_SAID": str(self.folder / "said"),
            "TERM": "dumb",
            "LC_ALL": "C.UTF-8",
        }
        command = ["setsid", "--ctty", *self.start]  # a terminal of its own to sit at
        with subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, cwd=self.folder, env=environ
        ) as shell:
            os.close(slave)
            try:
                shown = bytearray()
                os.write(master, lines[0].encode())  # its answer is the first prompt of ours
                for line in lines[1:]:
                    shown += _until(master, _PROMPT)
                    os.write(master, line.encode())
                shown += _until(master, None)
            finally:
                shell.kill()
                os.close(master)
        return shown.decode("utf-8", "replace")


def _until(terminal: int, wanted: bytes | None) -> bytes:
    """What a terminal shows up to some words, or to its end."""
    shown = b""
    while wanted is None or wanted not in shown:
        if not select.select([terminal], [], [], _PATIENCE)[0]:
            raise AssertionError(f"the shell hangs; it has shown {shown!r}")
        try:
            more = os.read(terminal, 4096)
        except OSError:  # EIO: nobody holds the other side any more
            more = b""
        if not more:
            assert wanted is None, shown
            return shown
        shown += more
    return shown
