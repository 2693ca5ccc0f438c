"""`kith why` on a terminal: the page of a pipe in headed sections, with a sparkline each way."""

from collections.abc import Iterator, Sequence
from typing import TextIO
from zoneinfo import ZoneInfo

import click

from kith.cli.screen import Line, Screen, screen
from kith.cli.sparkline import QUARTERS, key, sparkline
from kith.cli.views import months, why_sections, why_text
from kith.jobs.why import Why
from kith.suggest.assessing import Assessment
from kith.suggest.quarters import beginnings, counted_in

_HANG = 4  # columns that a folded line begins further in
_PICTURED = 46  # columns, from which on there is room for a sparkline between its words


def show_why(found: Why, now: int, zone: ZoneInfo, stream: TextIO) -> None:
    """Print it: for the eye on a terminal, and plain into a pipe."""
    on = screen(stream)
    if on is None:
        click.echo(why_text(found, now, zone), file=stream)
    else:
        on.print(why_lines(found, now, zone, on))


def why_lines(found: Why, now: int, zone: ZoneInfo, on: Screen) -> Iterator[Line]:
    """The lines of the page, none wider than the terminal."""
    opening, rhythm, signals, said, drafts, _, touches, uncounted = why_sections(found, now, zone)
    name, *known = opening
    gap = known.index("")
    yield from on.wrapped(name, "bold", _HANG)
    for line in known[:gap]:
        yield from on.wrapped(line, "dim", _HANG)
    yield from _heading("NOW", on)
    verdict, *reasons = known[gap + 1 :]
    yield from on.wrapped(verdict, "bold green" if found.assessment.ready else "bold")
    for line in reasons:
        yield from on.wrapped(line, "green" if line.startswith("  + ") else "dim", _HANG)
    yield from _heading("RHYTHM", on)
    yield from _sparklines(found.assessment, now, zone, on)
    for line in rhythm[:-1]:
        yield from on.wrapped(line)
    table = months(found.assessment.person, zone, on.width)
    for title, lines in (
        ("SIGNALS", signals), ("YOU SAID", said), ("DRAFTS", drafts), ("MONTH BY MONTH", table),
        ("TOUCHES", touches), ("DID NOT COUNT", uncounted),
    ):  # fmt: skip
        if lines:
            yield from _heading(title, on)
            yield from _rows(table, on) if lines is table else _listed(lines, on)


def _heading(title: str, on: Screen) -> Iterator[Line]:
    """A title with a rule as wide as the terminal, below an empty line."""
    yield []
    rule = ("─" if on.blocks else "-") * max(0, on.width - len(title) - 1)
    yield [(title, "bold cyan"), (f" {rule}", "dim")]


def _listed(lines: Sequence[str], on: Screen) -> Iterator[Line]:
    """What is indented deepest is evidence, and may stand back."""
    for line in filter(None, lines):
        evidence = line.startswith("      ") and line.strip()[0].isalnum()
        yield from on.wrapped(line, "dim" if evidence else "", _HANG)


def _rows(lines: Sequence[str], on: Screen) -> Iterator[Line]:
    """A table that was made for this width; only the words below it may be folded."""
    for line in filter(None, lines):
        yield from [[(line, "")]] if len(line) <= on.width else on.wrapped(line)


def _sparklines(one: Assessment, now: int, zone: ZoneInfo, on: Screen) -> Iterator[Line]:
    """A line for each way there were touches, and what the marks stand for; without the marks where it is narrow."""
    begins, person = beginnings(now, zone, QUARTERS), one.person
    narrow = on.width < _PICTURED
    ways = (("you wrote", person.sent), ("they wrote", person.received), ("you told of", person.logged))
    for words, times in ways:
        if times or words != "you told of":
            counts = counted_in(times, begins)
            total = f" {sum(counts)} in 3 years"
            if narrow:
                yield from on.wrapped(f"  {words}:{total}", "", 2)
                continue
            yield [
                (f"  {words:<11} ", ""),
                (sparkline(counts, on.blocks), "cyan"),
                (total, ""),
            ]
    if not narrow:
        yield from on.wrapped(f"  a mark for each quarter, this one last: {key(on.blocks)}", "dim", 2)
