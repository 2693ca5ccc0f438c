"""Figures to words: the tables of docs/performance.md, and the targets beside what was measured."""

import os
import platform
import re
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Figures = Mapping[str, Any]
Sizes = Mapping[int, Mapping[str, Figures]]  # messages -> measurement -> figures

RAW, RAW_COLD, RAW_LINK = "raw receive", "raw receive, server cache cold", "raw receive, 40 ms and 50 Mbit/s"
SCAN, COLD, LINK = (
    "kith scan, first",
    "kith scan, first, server cache cold",
    "kith scan, first, 40 ms and 50 Mbit/s",
)
POLL, NEW = "kith scan, nothing new", "kith scan, ten new"
PEOPLE, STATUS, HELP, DIGEST = "kith people --json", "kith status", "kith --help", "kith digest --dry-run"
_OVER = {
    SCAN: RAW,
    COLD: RAW_COLD,
    LINK: RAW_LINK,
}  # what is divided by what; the peers by the plain raw receive
_BEGIN, _END = "<!-- table: scripts/bench --write -->", "<!-- end of table -->"


def as_text(sizes: Sizes) -> str:
    """Everything, in Markdown that can be read as it is."""
    return "\n\n".join([machine(), *(_size(size, found) for size, found in sizes.items()), _targets(sizes)])


def machine() -> str:
    """Where it was measured, and of which sources."""

    def said(*command: str) -> str:
        try:
            return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
        except OSError:
            return ""

    dovecot = said("/usr/sbin/dovecot", "--version").partition(" ")[0]
    commit = said("git", "-C", str(Path(__file__).parent), "describe", "--always", "--dirty") or "unknown"
    day = said("date", "-u", "+%Y-%m-%d")
    return (
        f"{day}, kith {commit}, {os.cpu_count()} cores, Linux {platform.release().partition('-')[0]}, "
        f"Python {platform.python_version()}, Dovecot {dovecot} on loopback."
    )  # fmt: skip


def _size(size: int, found: Mapping[str, Figures]) -> str:
    rows = [
        [
            f"{size:,} messages",
            "wall s",
            "CPU s",
            "peak MB",
            "wall over raw",
            "CPU µs a message",
            "on the wire",
            "on disk MB",
        ]
    ]
    for name, figures in found.items():
        limit = found.get(
            _OVER.get(
                name, RAW if name.startswith(("mbsync, full", "getmail", "mu index", "notmuch new")) else ""
            )
        )
        messages = figures.get("messages")
        rows.append(
            [
                name, _number(figures["wall"]), _number(figures["cpu"]), f"{figures['peak_mb']:.0f}",
                f"{figures['wall'] / limit['wall']:.2f}" if limit else "",
                f"{figures['cpu'] / messages * 1e6:.0f}" if messages else "",
                _wire(figures), f"{figures['store_mb']:.1f}" if "store_mb" in figures else "",
            ]
        )  # fmt: skip
    return _markdown(rows)


def _wire(figures: Figures) -> str:
    if "wire_bytes" not in figures:
        return ""
    size, flights = figures["wire_bytes"], figures.get("flights")
    shown = f"{size / 1e6:.1f} MB" if size > 1e6 else f"{size / 1e3:.1f} KB"
    return f"{shown}, {flights} flights" if flights and size < 1e6 else shown


def _number(seconds: float) -> str:
    return f"{seconds:.0f}" if seconds >= 100 else f"{seconds:.1f}" if seconds >= 10 else f"{seconds:.2f}"


@dataclass(frozen=True, slots=True)
class _Target:
    """One line of the targets: what is looked at, and what it should be. None where it was not measured."""

    what: str
    want: str
    value: Callable[[Mapping[str, Figures]], float | None]
    at_most: float
    form: str = "{:.2f}"


def _ratio(one: str, other: str) -> Callable[[Mapping[str, Figures]], float | None]:
    return lambda found: (
        found[one]["wall"] / found[other]["wall"] if one in found and other in found else None
    )


def _of(name: str, figure: str, divide: float = 1) -> Callable[[Mapping[str, Figures]], float | None]:
    return lambda found: found[name][figure] / divide if name in found else None


def _cpu_each(found: Mapping[str, Figures]) -> float | None:
    return found[SCAN]["cpu"] / found[SCAN]["messages"] * 1e6 if SCAN in found else None


def _store_each(found: Mapping[str, Figures]) -> float | None:
    return found[SCAN]["store_mb"] / found[SCAN]["messages"] * 1e6 if SCAN in found else None


_TARGETS = (
    _Target("first scan, wall over raw", "≤ 3; stretch ≤ 2", _ratio(SCAN, RAW), 3),
    _Target("first scan, client CPU µs a message", "≤ 30; stretch ≤ 15", _cpu_each, 30, "{:.0f}"),
    _Target("first scan, cold server, over raw", "≤ 1.05", _ratio(COLD, RAW_COLD), 1.05),
    _Target("first scan, 40 ms link, over raw", "≤ 1.1", _ratio(LINK, RAW_LINK), 1.1),
    _Target("first scan, peak MB", "≤ 60; stretch ≤ 45", _of(SCAN, "peak_mb"), 60, "{:.0f}"),
    _Target("nothing new, whole process, s", "≤ 0.3", _of(POLL, "wall"), 0.3),
    _Target("ten new, on the wire, KB", "≤ 10 with the login", _of(NEW, "wire_bytes", 1e3), 10, "{:.1f}"),
    _Target("store, bytes a message", "≤ 120; stretch ≤ 60", _store_each, 120, "{:.0f}"),
    _Target("kith status, s", "≤ 0.15", _of(STATUS, "wall"), 0.15),
    _Target("kith --help, s", "≤ 0.15", _of(HELP, "wall"), 0.15),
)  # fmt: skip


def _targets(sizes: Sizes) -> str:
    rows = [["target", "wanted", *(f"at {size:,}" for size in sizes)]]
    for target in _TARGETS:
        values = [target.value(found) for found in sizes.values()]
        rows.append([target.what, target.want, *(_judged(target, value) for value in values)])
    peaks = [found[SCAN]["peak_mb"] for found in sizes.values() if SCAN in found]
    if len(peaks) > 1:
        spread = max(peaks) - min(peaks)
        rows.append(
            [
                "first scan, peak MB from size to size",
                "within 10",
                f"{spread:.0f}{'' if spread <= 10 else ' **missed**'}",
                *[""] * (len(sizes) - 1),
            ]
        )
    return _markdown(rows)


def _judged(target: _Target, value: float | None) -> str:
    if value is None:
        return "not measured"
    return target.form.format(value) + ("" if value <= target.at_most else " **missed**")


def _markdown(rows: list[list[str]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    rule = (
        "|"
        + "|".join("-" * (width + 1) + ("-" if column == 0 else ":") for column, width in enumerate(widths))
        + "|"
    )
    return "\n".join([lines[0], rule, *lines[1:]])


def write(page: Path, text: str) -> None:
    """Put the tables between the markers of a page. Raises ValueError where there are none."""
    old = page.read_text("utf-8")
    pattern = re.compile(f"{re.escape(_BEGIN)}.*?{re.escape(_END)}", re.DOTALL)
    if not pattern.search(old):
        raise ValueError(f"{page} has no lines {_BEGIN} and {_END}")
    page.write_text(pattern.sub(lambda _: f"{_BEGIN}\n\n{text}\n\n{_END}", old), "utf-8")
