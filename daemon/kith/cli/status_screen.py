"""`kith status` on a terminal: at the top whether all is well, what to do where it is not, and when the next digest
comes; below it the lines of a pipe."""

from collections.abc import Iterator
from typing import Any, TextIO
from zoneinfo import ZoneInfo

import click

from kith.cli.screen import Line, Screen, screen
from kith.jobs.status import status_text
from kith.jobs.status_advice import advice

_FIRST = ("paused by you", "next digest:")
_HANG = 2


def show_status(row: dict[str, Any], zone: ZoneInfo, stream: TextIO) -> None:
    """Print it: for the eye on a terminal, and plain into a pipe."""
    on = screen(stream)
    if on is None:
        click.echo(status_text(row, zone), file=stream)
    else:
        on.print(status_lines(row, zone, on))


def status_lines(row: dict[str, Any], zone: ZoneInfo, on: Screen) -> Iterator[Line]:
    """The lines, none wider than the terminal."""
    lines = status_text(row, zone).split("\n")
    if row["wrong"]:
        yield from on.wrapped(lines.pop(0), "bold red", _HANG)
        for sentence in advice(row):
            yield from on.wrapped(f"  {'→' if on.blocks else '->'} {sentence}", "", _HANG)
        yield []
    else:
        yield [("All is well.", "bold green")]
    ill = {one["account"] for one in row["accounts"] if one["failure"] and not one["left"]}
    for line in sorted(lines, key=lambda line: not line.startswith(_FIRST)):
        look = "red" if line.partition(": ")[0] in ill else "bold" if line.startswith(_FIRST) else ""
        yield from on.wrapped(line, look, _HANG)
