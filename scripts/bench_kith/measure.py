"""What a whole process takes: wall time, CPU seconds, peak memory."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

# A small process of its own starts the program, because Linux counts the memory of whoever starts it towards its peak.
_LAUNCHER = """
import json, resource, subprocess, sys, time
began = time.perf_counter()
code = subprocess.run(sys.argv[2:]).returncode
wall = time.perf_counter() - began
used = resource.getrusage(resource.RUSAGE_CHILDREN)
open(sys.argv[1], "w").write(json.dumps([wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))
sys.exit(code)
"""


class WentWrong(Exception):
    """A measured program failed; a figure of it would mean nothing."""


@dataclass(frozen=True)
class Taken:
    """What one run took: seconds, seconds of CPU (user and system), MB. `output` is what it printed."""

    wall: float
    cpu: float
    peak_mb: float
    output: str = ""

    def figures(self) -> dict[str, Any]:
        return {name: round(value, 4) for name, value in asdict(self).items() if name != "output"}


def run(command: Sequence[object], environ: Mapping[str, str], folder: Path | None = None) -> Taken:
    """Run a program once. Raises WentWrong with its last words when it fails."""
    with tempfile.TemporaryDirectory() as scratch:
        measured = Path(scratch) / "measured"
        ran = subprocess.run(
            [sys.executable, "-I", "-S", "-c", _LAUNCHER, *map(str, (measured, *command))],
            env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **environ},
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, cwd=folder,
        )  # fmt: skip
        if ran.returncode:
            raise WentWrong(f"{' '.join(map(str, command))}: exit {ran.returncode}\n{ran.stderr[-2000:]}")
        wall, cpu, peak_mb = json.loads(measured.read_text())
        return Taken(wall, cpu, peak_mb, ran.stdout)


def best(runs: Sequence[Taken]) -> Taken:
    """The run that was disturbed least: on a machine that others use, the fastest is the truest."""
    return min(runs, key=lambda taken: taken.wall)
