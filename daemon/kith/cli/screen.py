"""A terminal to print for: how wide it is, what it can show, and lines cut to fit it.

Promises: rich is imported only where a stream is a terminal; NO_COLOR, TERM=dumb and COLUMNS are respected (rich does
that); no line is wider than the terminal, whatever alphabet a name is in; what its encoding lacks is spelled out before
it is measured, so that columns stay where they are. Colour only repeats what words or marks say.
"""

import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TextIO

import click

from kith.cli.sparkline import has_blocks

if TYPE_CHECKING:
    from rich.segment import Segment

Piece = tuple[str, str]  # text, and how it looks in rich's words: "bold green", "dim", ""
Line = Sequence[Piece]
NARROWEST = 20  # columns; less is taken for a mistake


class Screen:
    """A terminal that lines are printed to."""

    def __init__(self, stream: TextIO) -> None:
        from rich.console import Console

        # Of a dumb terminal rich believes that it is 80 wide, whatever COLUMNS says.
        size = shutil.get_terminal_size()
        self.console: Console = Console(
            file=stream, width=size.columns, height=size.lines, highlight=False, markup=False, emoji=False
        )
        self.encoding = self.console.encoding
        self.blocks = has_blocks(self.encoding)

    @property
    def width(self) -> int:
        """Columns."""
        return max(NARROWEST, self.console.width)

    @property
    def height(self) -> int:
        """Lines."""
        return self.console.height

    def shown(self, text: str) -> str:
        """Text as this terminal's encoding can show it: `J\\xfcrgen` where it has no letter for it. Nothing in it moves
        a cursor or sets a colour, should it not have been cleaned before (threat C4)."""
        if not text.isprintable():
            text = "".join(char if char.isprintable() else " " for char in text)
        return text.encode(self.encoding, "backslashreplace").decode(self.encoding)

    def cut(self, text: str, width: int) -> str:
        """Text in exactly so many columns: filled up with blanks, or cut with a mark at its end."""
        from rich.cells import cell_len, set_cell_size

        text = self.shown(text)
        if cell_len(text) <= width:
            return set_cell_size(text, width)
        return set_cell_size(text, width - 1) + ("…" if self.blocks else "~")

    def measure(self, text: str) -> int:
        """The columns that a text takes here."""
        from rich.cells import cell_len

        return cell_len(self.shown(text))

    def wrapped(self, text: str, look: str = "", indent: int = 0) -> "Iterator[Line]":
        """A sentence in lines that fit; all but the first begin so many columns further in than it does."""
        from rich.text import Text

        margin = len(text) - len(text.lstrip(" "))
        first, rest = " " * margin, " " * (margin + indent)
        room = max(NARROWEST // 2, self.width - len(rest))
        for turn, line in enumerate(Text(self.shown(text.strip())).wrap(self.console, room)):
            yield [((first if turn == 0 else rest) + line.plain.rstrip(), look)]

    def print(self, lines: Iterable[Line]) -> None:
        """Print lines that fit."""
        from rich.segment import Segment, Segments
        from rich.style import Style

        def pieces() -> "Iterator[Segment]":
            for line in lines:
                for text, look in line:
                    yield Segment(self.shown(text), Style.parse(look) if look else None)
                yield Segment("\n")

        self.console.print(Segments(pieces()), end="", soft_wrap=True)

    def print_long(self, lines: Sequence[Line]) -> None:
        """The same; what is longer than the terminal goes through the user's pager ($PAGER), if somebody is there to
        turn pages."""
        if len(lines) < self.height or not sys.stdin.isatty() or self.console.is_dumb_terminal:
            self.print(lines)
            return
        with self.console.capture() as captured:
            self.print(lines)
        click.echo_via_pager(captured.get())


def screen(stream: TextIO) -> Screen | None:
    """The terminal behind a stream, None where it is none: a pipe, a file."""
    return Screen(stream) if stream.isatty() else None
