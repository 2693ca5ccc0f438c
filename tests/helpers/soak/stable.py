"""kith as a process that lives by the simulated clock: forked from one that has loaded its modules, since two hundred
starts of Python would take longer than the day. From the command line on it is the real thing, to its end or its kill.

Run as a program this is the one that forks: a job (a line of JSON) on stdin, the child's number and then how it ended
on stdout.
"""

import faulthandler
import importlib
import json
import os
import pkgutil
import select
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn, Self

from helpers.soak.clock import install

ASK = signal.SIGUSR2  # kith writes the stacks of all its threads to the end of its log


class Stable:
    """One kith at a time; a context manager. What it says goes to the end of `output`."""

    def __init__(self, clock: Path, output: Path) -> None:
        self._clock, self.output = clock, output
        self.pid = 0  # 0: there is none

    def __enter__(self) -> Self:
        path = os.pathsep.join(filter(None, sys.path))
        environ = {"PATH": os.environ["PATH"], "PYTHONPATH": path, "PYTHONWARNINGS": "error"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "helpers.soak.stable", str(self._clock)],
            env={**environ, "TZ": "Europe/Prague"}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0,
        )  # fmt: skip
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.pid:
            self.kill()
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def start(self, arguments: list[str], environ: dict[str, str]) -> None:
        assert self._process.stdin
        assert self._process.stdout
        job = {"arguments": arguments, "environ": environ, "output": str(self.output)}
        self._process.stdin.write(json.dumps(job).encode() + b"\n")
        self.pid = int(self._process.stdout.readline())

    def ended(self, seconds: float = 0.0) -> int | None:
        """How it ended, None while it runs; waits so many seconds of the machine's for it."""
        assert self._process.stdout
        if not select.select([self._process.stdout], [], [], seconds)[0]:
            return None
        self.pid = 0
        return int(self._process.stdout.readline())

    def signal(self, number: signal.Signals) -> None:
        """Ask it for something, if there is one. Its number is nobody else's before the next one is started."""
        if pid := self.pid:  # looked at once: another thread may see its end, and 0 would be this whole group
            os.kill(pid, number)

    def kill(self) -> int:
        """SIGKILL; how it ended, which may have been before."""
        assert self.pid
        self.signal(signal.SIGKILL)
        code = self.ended(600)
        assert code is not None, "it outlives SIGKILL"
        return code

    def resident(self) -> int:
        """How much memory it takes now, in megabytes."""
        try:
            pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        except (OSError, IndexError):
            return 0  # gone meanwhile
        return pages * os.sysconf("SC_PAGESIZE") >> 20


def _child(job: dict[str, Any]) -> None:
    os.environ.update(job["environ"])
    nothing = os.open(os.devnull, os.O_RDONLY)
    output = os.open(str(job["output"]), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for number, stream in ((nothing, 0), (output, 1), (output, 2)):
        os.dup2(number, stream)
    os.close(nothing)
    os.close(output)
    faulthandler.register(ASK, file=2, all_threads=True)


def main() -> NoReturn:
    """Fork a child for every job, until there are no more."""
    import kith

    for module in pkgutil.walk_packages(kith.__path__, "kith."):
        if module.name != "kith.__main__":
            importlib.import_module(module.name)
    install(Path(sys.argv[1]))
    gone: list[int] = []
    for line in sys.stdin:
        while gone:
            os.waitpid(gone.pop(), 0)
        pid = os.fork()
        if pid == 0:
            job = json.loads(line)
            _child(job)
            kith.cli.main(job["arguments"])  # type: ignore[attr-defined]
            os._exit(70)  # never reached: main leaves by itself
        os.write(1, f"{pid}\n".encode())
        # Not taken away before the next one: until then its number is nobody else's, and may still be sent a signal.
        ended = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        assert ended
        code = ended.si_status if ended.si_code == os.CLD_EXITED else -ended.si_status
        os.write(1, f"{code}\n".encode())
        gone.append(pid)
    sys.exit(0)


if __name__ == "__main__":
    main()
