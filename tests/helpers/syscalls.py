"""Ends kith at a system call of its own, or lets that call fail, by strace; and lists the calls there are.

Reliability E1, E3, E4. A clean run is recorded first. In it every call that changes something outside the process is
found: on files below the state folder, and on sockets. Each is then taken in turn. Killed "before" a call: the kernel
never runs it (a SIGKILL at its entry). Killed "after": at the entry of the next call of any kind, before the process
can do anything with the answer. Between two calls that change something nothing changes, so the instant after the one
and the instant before the next are taken once where they are one instant.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from helpers.forked_kith import Nursery

STRACE = shutil.which("strace")
FILES = (
    "openat pwrite64 write fsync fdatasync ftruncate fallocate rename renameat renameat2 unlink unlinkat mkdir mkdirat "
    "fchown fchmod chmod fchmodat link linkat symlink"
).split()
SOCKETS = "connect sendto sendmsg write shutdown".split()
CHANGING = tuple(dict.fromkeys([*FILES, *SOCKETS]))
GIVE_UP = 60.0  # seconds

_WAITS = f"""
import sys, time
sys.path[:0] = {sys.path!r}
from helpers.forked_kith import let_itself_be_traced
let_itself_be_traced()
print(flush=True)
time.sleep(60)
"""
_LINE = re.compile(r"(\d+) +(\w+)\((.*)")
# Where another thread makes a call meanwhile, strace tells of one in two lines.
_UNFINISHED = " <unfinished ...>"
_RESUMED = re.compile(r"(\d+) +<\.\.\. (\w+) resumed>(.*)")
_KILLED = re.compile(r"(\d+) +\+\+\+ killed by SIGKILL")


def why_not() -> str:
    """Why system calls cannot be watched here; "" where they can."""
    if STRACE is None:
        return "strace is missing: apt-get install -y --no-install-recommends strace"
    with subprocess.Popen([sys.executable, "-c", _WAITS], stdout=subprocess.PIPE) as waiting:
        assert waiting.stdout
        waiting.stdout.readline()
        command = [STRACE, "-f", "-qq", "-o", "/dev/null", "-p", str(waiting.pid)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as strace:
            attached = _attached(strace, waiting.pid)
            waiting.kill()
            said, _ = strace.communicate(timeout=GIVE_UP)
    return "" if attached else f"ptrace is refused here: {' '.join(said.split())[:200]}"


@dataclass(frozen=True, slots=True)
class Call:
    """One system call of the main thread: the `number`-th of this name since the process began (from 1)."""

    name: str
    number: int
    arguments: str

    @property
    def on_socket(self) -> bool:
        return self.name in SOCKETS and "<socket:[" in self.arguments.split(",")[0]

    def changes(self, state: Path) -> bool:
        """Whether it changes a file below the state folder, or says something to a server."""
        if self.on_socket:
            return True
        if self.name not in FILES or f"{state}" not in self.arguments:
            return False
        return self.name != "openat" or "O_CREAT" in self.arguments

    def __str__(self) -> str:
        return f"{self.name} {self.number}: {self.arguments[:90]}"


@dataclass(frozen=True, slots=True)
class Point:
    """Where to interfere: at the entry of a call. `done`: how many changing calls have been made by then."""

    at: Call
    done: int
    call: Call  # the changing one this is about
    when: str  # "before" or "after"

    def __str__(self) -> str:
        return f"{self.when} {self.call}"


@dataclass(frozen=True, slots=True)
class Ended:
    """How a traced run ended: exit code or negative signal, what it said, and its calls, oldest first."""

    code: int
    said: str
    calls: tuple[Call, ...]
    killed: bool

    def changing(self, state: Path) -> list[Call]:
        """The calls that changed something. The one a kill forestalled is not among them."""
        made = self.calls[:-1] if self.killed else self.calls
        return [call for call in made if call.changes(state)]


def traced(
    nursery: Nursery,
    arguments: list[str],
    environ: dict[str, str],
    folder: Path,
    *options: str,
    length: int = 64,
) -> Ended:
    """Run kith to its end under strace with these options; `length`: so much is kept of the data of each call."""
    log, output = folder / "calls", folder / "said"
    pid = nursery.fork(arguments, environ, output)
    command = [
        STRACE or "strace",
        "-f",
        "-qq",
        "-y",
        "-s",
        str(length),
        "-o",
        str(log),
        *options,
        "-p",
        str(pid),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as strace:
        if not _attached(strace, pid):
            os.kill(pid, signal.SIGKILL)
            nursery.ended()
            raise RuntimeError(f"strace did not attach: {strace.communicate()[0]}")
        os.kill(pid, signal.SIGCONT)
        code = nursery.ended()
        strace.communicate(timeout=GIVE_UP)
    lines = log.read_text(errors="replace").splitlines()
    return Ended(code, output.read_text(), calls_in(lines, pid), any(_KILLED.match(line) for line in lines))


def _attached(strace: "subprocess.Popen[str]", pid: int) -> bool:
    """Wait until a process is traced; False where strace gave up."""
    give_up = time.monotonic() + GIVE_UP
    while not re.search(r"TracerPid:\t[1-9]", Path(f"/proc/{pid}/status").read_text()):
        if strace.poll() is not None or time.monotonic() > give_up:
            return False
        time.sleep(0.001)
    return True


def calls_in(lines: list[str], pid: int) -> tuple[Call, ...]:
    """Those that the thread `pid` made, oldest first, out of what strace has written."""
    seen: Counter[str] = Counter()
    calls = []
    for line in lines:
        found = _LINE.match(line)
        if found and int(found[1]) == pid:
            seen[found[2]] += 1
            calls.append(Call(found[2], seen[found[2]], found[3]))
        resumed = _RESUMED.match(line)
        if resumed and int(resumed[1]) == pid and calls and calls[-1].arguments.endswith(_UNFINISHED):
            calls[-1] = replace(
                calls[-1], arguments=calls[-1].arguments.removesuffix(_UNFINISHED) + resumed[3]
            )
    return tuple(calls)


def points(calls: tuple[Call, ...], state: Path) -> list[Point]:
    """Every instant to be killed at, in order: before and after each changing call of a clean run, of all calls."""
    found: dict[tuple[str, int], Point] = {}
    done = 0
    for here, call in enumerate(calls):
        if not call.changes(state):
            continue
        found.setdefault((call.name, call.number), Point(call, done, call, "before"))
        done += 1
        after = calls[here + 1] if here + 1 < len(calls) else None
        if after and not after.changes(state):  # else this is the instant before that one
            found.setdefault((after.name, after.number), Point(after, done, call, "after"))
    return list(found.values())


def watching(*more: str) -> list[str]:
    """The options that list the changing calls, and `more`."""
    return ["-e", f"trace={','.join(dict.fromkeys([*CHANGING, *more]))}"]


def killing(point: Point) -> list[str]:
    """The options that kill at a point."""
    return [*watching(point.at.name), "-e", f"inject={point.at.name}:signal=SIGKILL:when={point.at.number}"]


def failing(call: Call, error: str, *, from_now_on: bool = False) -> list[str]:
    """The options that let a call fail, and every later one of its name where the trouble stays."""
    when = f"{call.number}{'+' if from_now_on else ''}"
    return [*watching(), "-e", f"inject={call.name}:error={error}:when={when}"]
