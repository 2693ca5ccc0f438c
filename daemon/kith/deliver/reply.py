"""An answer of kith's to mail of the user's, as values for its template: what was not understood, what was asked, what
was done. Like `kith.deliver.view`: everything is worded and cleaned here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kith.journal import clean

_LONGEST_LINE, _LONGEST_WHY, _MOST_LINES = 100, 400, 200


@dataclass(frozen=True, slots=True)
class Missed:
    """One line that nothing was done for."""

    line: str
    why: str
    choices: tuple[
        tuple[int, str], ...
    ] = ()  # whom it could mean: the numbers by which this answer calls them


@dataclass(frozen=True, slots=True)
class Told:
    """One line that asked something, and what kith says to it."""

    line: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """The whole answer."""

    sentinel: str  # the line to answer above
    missed: tuple[Missed, ...]
    told: tuple[Told, ...]
    done: tuple[str, ...]  # what was understood and done, a sentence each


def missed(line: str, why: str, choices: Iterable[tuple[int, str]]) -> Missed:
    """A line of the user's that was not understood, fit to be shown."""
    shown = tuple((number, clean(text, _LONGEST_LINE)) for number, text in choices)
    return Missed(clean(line, _LONGEST_LINE), clean(why, _LONGEST_WHY).rstrip("."), shown)


def told(line: str, text: str) -> Told:
    """A line of the user's that asked something, and the answer to it, fit to be shown."""
    lines = text.splitlines()[:_MOST_LINES]
    # Indented as it is: `clean` would take the blanks away.
    return Told(clean(line, _LONGEST_LINE), tuple(_indented(each) for each in lines))


def done(sentences: Sequence[str]) -> tuple[str, ...]:
    """What was done, fit to be shown."""
    return tuple(clean(one, _LONGEST_WHY) for one in sentences)


def _indented(line: str) -> str:
    return " " * (len(line) - len(line.lstrip(" "))) + clean(line, _LONGEST_WHY)
