"""Where the time of a first scan goes: by cProfile, in four groups.

The profiler makes everything slower, small functions most; the shares are a hint where to look, no measurement.
"""

import pstats
import shutil
import sys
from pathlib import Path

from bench_kith.kith_runs import Kith
from bench_kith.measure import run
from bench_kith.results import ROOT
from bench_kith.serve import PASSWORD, Served

_GROUPS = {  # part of a file's path -> group; the first that fits
    "kith/imap/": "wire", "imaplib": "wire", "imapclient": "wire", "socket.py": "wire", "ssl.py": "wire",
    "kith/mail/touches": "judge", "kith/people/automatic": "judge", "kith/people/identity": "judge",
    "kith/mail/": "parse", "kith/people/address": "parse", "email/": "parse", "mailparser": "parse",
    "kith/store/": "store", "kith/jobs/": "judge",
}  # fmt: skip
_SHOWN = 15

Function = tuple[str, int, str]


def profiled(served: Served) -> str:
    """A first scan under the profiler: the dearest functions, and the share of each group."""
    kith = Kith(served, served.mailbox.place / "state-profile")
    shutil.rmtree(kith.state, ignore_errors=True)
    kith.state.mkdir()
    settings, into = kith.state / "kith.toml", kith.state / "profile"
    settings.write_text(served.configuration(), "utf-8")
    environ = {
        "HOME": str(kith.state),
        "STATE_DIRECTORY": str(kith.state),
        "PYTHONPATH": str(ROOT / "daemon"),
    }
    command = [
        sys.executable,
        "-m",
        "cProfile",
        "-o",
        into,
        "-m",
        "kith",
        "--config",
        settings,
        "scan",
        "--json",
    ]
    run(command, {**environ, "BENCH_PASSWORD": PASSWORD})
    return _told(into)


def _told(path: Path) -> str:
    rows: dict[Function, tuple[int, int, float, float, dict[Function, tuple[int, int, float, float]]]]
    rows = pstats.Stats(str(path)).stats  # type: ignore[attr-defined]

    def shares(function: Function, depth: int = 3) -> dict[str, float]:
        """Which groups a function works for: its own, else those of its callers, by time."""
        if group := _group(function):
            return {group: 1.0}
        callers = rows[function][4] if function in rows and depth else {}
        weight = sum(caller[2] for caller in callers.values())
        found: dict[str, float] = {} if weight else {"other": 1.0}
        for caller, (_, _, own, _) in callers.items() if weight else ():
            for group, share in shares(caller, depth - 1).items():
                found[group] = found.get(group, 0) + share * own / weight
        return found

    groups: dict[str, float] = {}
    lines = []
    for function, (_, calls, own, _, _) in rows.items():
        split = shares(function)
        for group, share in split.items():
            groups[group] = groups.get(group, 0) + own * share
        lines.append((own, calls, max(split, key=split.__getitem__), function))
    total = sum(groups.values())
    ranked = sorted(groups.items(), key=lambda item: -item[1])
    said = [f"{name:6} {seconds:7.2f} s {seconds / total:6.1%}" for name, seconds in ranked]
    for own, calls, group, (file, line, name) in sorted(lines, reverse=True)[:_SHOWN]:
        said.append(f"{own:7.2f} s {calls:9,} x  {group:6} {'/'.join(Path(file).parts[-3:])}:{line} {name}")
    return "\n".join(said)


def _group(function: Function) -> str:
    return next((group for part, group in _GROUPS.items() if part in function[0]), "")
