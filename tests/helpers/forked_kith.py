"""kith's command line in a process that can be traced: forked from one which has loaded kith's modules already.

A fresh Python takes half a second to load what `kith run` needs; a thousand of them take longer than anybody waits.
What runs after the fork is `kith.cli.main` with arguments and environment of its own, to the interpreter's very end,
and may be killed like any other process. Run as a program this is the one that forks: it reads a job (a line of JSON)
from stdin, and writes two lines: the child's number, when it has stopped itself to be traced, and how it ended.
"""

import ctypes
import importlib
import json
import os
import pkgutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import NoReturn, Self

SETTLED = 0.01  # seconds a child waits before its first word, after whoever traces it has let it go


class Nursery:
    """The process that forks; a context manager. One child at a time."""

    def __enter__(self) -> Self:
        environ = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            "PYTHONHASHSEED": "0",  # every run makes the same calls in the same order
            "PYTHONWARNINGS": "error",
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "helpers.forked_kith"],
            env=environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()

    def fork(self, arguments: list[str], environ: dict[str, str], output: Path) -> int:
        """A child that has stopped itself; SIGCONT lets it run. Both of its streams go to `output`."""
        assert self._process.stdin
        job = {"arguments": arguments, "environ": environ, "output": str(output)}
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        return int(self._answer())

    def ended(self) -> int:
        """Wait for the child; its exit code, or the negative number of the signal that killed it."""
        return int(self._answer())

    def _answer(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline()


def let_itself_be_traced() -> None:
    """Where only a parent may trace (Yama's ptrace_scope 1), this process allows it to anybody of its user's."""
    ctypes.CDLL(None).prctl(0x59616D61, ctypes.c_ulong(2**64 - 1))  # PR_SET_PTRACER, else nothing


def _child(job: dict[str, object]) -> None:
    """Become the process of the job, as far as the command line can tell, and wait to be traced."""
    os.environ.clear()
    os.environ.update(job["environ"])  # type: ignore[arg-type]
    nothing = os.open(os.devnull, os.O_RDONLY)
    output = os.open(str(job["output"]), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(nothing, 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.close(nothing)
    os.close(output)
    let_itself_be_traced()
    os.kill(os.getpid(), signal.SIGSTOP)
    time.sleep(SETTLED)


def main() -> NoReturn:
    """Fork a child for every job, until there are no more."""
    import kith

    for module in pkgutil.walk_packages(kith.__path__, "kith."):
        if module.name not in ("kith.__main__",):
            importlib.import_module(module.name)
    for line in sys.stdin:
        job = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _child(job)
            kith.cli.main(job["arguments"])  # type: ignore[attr-defined]
        os.waitpid(pid, os.WUNTRACED)  # it has stopped
        os.write(1, f"{pid}\n".encode())
        _, status = os.waitpid(pid, 0)
        os.write(1, f"{os.waitstatus_to_exitcode(status)}\n".encode())
    sys.exit(0)


if __name__ == "__main__":
    main()
