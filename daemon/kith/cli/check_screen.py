"""What `kith check` prints: each line as soon as it is found, at a terminal wrapped at words under its third column.

In a pipe a line stays a line. What was found before Ctrl-C, or before a server that keeps silent, is there to be read.
"""

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from kith.cli.screen import screen

if TYPE_CHECKING:
    from kith.cli.screen import Line
    from kith.jobs.checking.check import Checked
    from kith.jobs.checking.finding import Finding

_LOOKS = {"ok": "green", "warn": "yellow", "fail": "bold red", "skipped": "bright_black"}
_MARK = max(map(len, _LOOKS))
_LONGEST = ("smtp connection", "tagged address")  # of all accounts together, of one of them
_NARROW = 30  # columns: with less room for what was found it begins on a line of its own


class CheckScreen:
    """Where it is printed. `accounts`: the names of those that will be told of, for the width of the second column."""

    def __init__(self, accounts: Sequence[str]) -> None:
        self._screen = screen(sys.stdout)
        subjects = [_LONGEST[0], *(f"{name}: {_LONGEST[1]}" for name in accounts)]
        self._width = max(map(self._measure, subjects))

    def line(self, found: "Finding") -> None:
        """One line, at once."""
        subject = f"{found.account}: {found.what}" if found.account else found.what
        told = f"{found.found}{f' ({found.fix})' if found.fix else ''}"
        mark = f"{found.mark.value:<{_MARK}}"
        if self._screen is None:
            click.echo(f"{mark} {subject:<{self._width}}  {told}")
            return
        head = f" {subject}{' ' * (self._width - self._measure(subject))}  "
        margin = _MARK + self._measure(head)
        look = _LOOKS[found.mark.value]
        if self._screen.width - margin < _NARROW:
            self._screen.print([[(mark, look), (f" {subject}", "")], *self._screen.wrapped(f"    {told}")])
            return
        (first, *_), *rest = self._screen.wrapped(" " * margin + told)
        self._screen.print([[(mark, look), (head, ""), (first[0][margin:], "")], *rest])

    def promises(self, checked: "Checked") -> None:
        """What kith reads, writes and connects to."""
        for heading, told in (
            ("kith reads", checked.reads),
            ("kith writes", checked.writes),
            ("kith connects to", checked.connects),
        ):
            if told:
                self._plainly(["", heading, *(f"  - {one}" for one in told)])

    def _plainly(self, lines: Iterable[str]) -> None:
        if self._screen is None:
            click.echo("\n".join(lines))
            return
        wrapped: list[Line] = []
        for text in lines:
            wrapped += self._screen.wrapped(text, indent=2) if text else [[]]
        self._screen.print(wrapped)

    def _measure(self, text: str) -> int:
        return self._screen.measure(text) if self._screen else len(text)
