"""`kith people` on a terminal: a line for each person with a sparkline, as many columns as there is room for."""

from collections.abc import Callable, Mapping, Sequence
from textwrap import wrap
from typing import NamedTuple, TextIO
from zoneinfo import ZoneInfo

from kith.cli.screen import Line, Screen, screen
from kith.cli.sparkline import QUARTERS, key, sparkline
from kith.cli.views import WAY, people_table, print_table, rhythm_words
from kith.journal import clean
from kith.model import Kind
from kith.suggest.assessing import Assessment
from kith.suggest.quarters import beginnings, counted_in
from kith.suggest.wording import about

GAP = 2  # blanks between columns
SPARK = "3 YEARS"


class Column(NamedTuple):
    """`least` and `most` are how wide it may be; the column with the largest `rank` goes first where there is no room.
    `look` is how its cells look (rich)."""

    title: str
    cell: Callable[[Assessment], str]
    least: int
    most: int
    rank: int
    look: str = ""
    right: bool = False


def show_people(
    found: Sequence[Assessment], now: int, zone: ZoneInfo, stream: TextIO, *, paged: bool = True
) -> None:
    """A list of people on a terminal, or as lines with tabs; those who were in touch last come first. Nothing where
    there is nobody. `paged`: what is longer than the terminal may go through the user's pager."""
    on = screen(stream)
    if on is None:
        print_table(people_table(found, now, zone), stream)
    elif found:
        newest_first = sorted(found, key=lambda one: -(one.person.last_touch or (0,))[0])
        lines = people_lines(newest_first, now, zone, on)
        (on.print_long if paged else on.print)(lines)


def people_lines(found: Sequence[Assessment], now: int, zone: ZoneInfo, on: Screen) -> list[Line]:
    """A line for each of them in this order, below one with titles, and at the end how to read it."""
    columns = _fitting(_columns(found, now, zone, on), on.width)
    cells = {column.title: [column.cell(one) for one in found] for column in columns}
    columns = _widened(columns, cells, on)
    titles = "  ".join(_aligned(column.title, column) for column in columns).rstrip()
    lines: list[Line] = [[(titles, "dim")]]
    lines += [_line(place, one.due, columns, cells, on) for place, one in enumerate(found)]
    return [*lines, [], *([(text, "dim")] for text in _footer(found, columns, on))]


def _columns(found: Sequence[Assessment], now: int, zone: ZoneInfo, on: Screen) -> list[Column]:
    """All there are, in their order; one in which nothing would stand is left out."""
    begins = beginnings(now, zone, QUARTERS)

    def touches(one: Assessment) -> str:
        ways = (one.person.sent, one.person.received, one.person.logged)
        counts = map(sum, zip(*(counted_in(way, begins) for way in ways), strict=True))
        return sparkline([*counts], on.blocks)

    columns = [
        Column("NAME", _name, 18, 40, 0),
        Column("DUE", lambda one: "due" if one.due else "", 3, 3, 1, "bold green"),
        Column("LAST TOUCH", lambda one: _when(one, now, zone), 13, 13, 2),
        Column("BY", _way, 10, 10, 6, "dim"),
        Column(SPARK, touches, QUARTERS, QUARTERS, 3, "cyan"),
        Column("YOU/THEY", lambda one: f"{len(one.person.sent)}/{len(one.person.received)}", 8, 11, 7, "", True),
        Column("RHYTHM", lambda one: rhythm_words(one.rhythm), 14, 20, 5),
        Column("CHANNEL", lambda one: one.person.channel or "", 7, 8, 9),
        Column("KIND", lambda one: str(one.person.kind), 7, 7, 4),
        Column("ADDRESS", _address, 16, 60, 8, "dim"),
    ]  # fmt: skip
    wanted = {
        "CHANNEL": any(one.person.channel for one in found),
        "KIND": any(one.person.kind is not Kind.PERSON for one in found),
    }
    return [column for column in columns if wanted.get(column.title, True)]


def _fitting(columns: Sequence[Column], width: int) -> list[Column]:
    """The columns that there is room for when each has its least; the name is always among them."""
    kept = list(columns)
    while _taken(kept) > width and len(kept) > 1:
        kept.remove(max(kept, key=lambda column: column.rank))
    return [column._replace(least=min(column.least, width)) for column in kept]


def _taken(columns: Sequence[Column]) -> int:
    return sum(column.least + GAP for column in columns) - GAP


def _widened(columns: Sequence[Column], cells: Mapping[str, Sequence[str]], on: Screen) -> list[Column]:
    """The same, as wide as their cells want while there is room, the most important first."""
    left, widths = on.width - _taken(columns), dict[str, int]()
    for column in sorted(columns, key=lambda column: column.rank):
        wanted = column.least
        if left and column.most > column.least:
            wanted = min(column.most, max(map(on.measure, cells[column.title])))
        widths[column.title] = column.least + max(0, min(left, wanted - column.least))
        left -= widths[column.title] - column.least
    return [column._replace(least=widths[column.title]) for column in columns]


def _aligned(text: str, column: Column) -> str:
    return text.rjust(column.least) if column.right else text.ljust(column.least)


def _line(
    place: int, due: bool, columns: Sequence[Column], cells: Mapping[str, Sequence[str]], on: Screen
) -> Line:
    pieces = []
    for column in columns:
        text = cells[column.title][place]
        cut = on.cut(_aligned(text, column) if column.right else text, column.least)
        look = "bold" if due and column.title == "NAME" else column.look
        pieces.append((cut + " " * GAP if column is not columns[-1] else cut.rstrip(), look))
    return pieces


def _footer(found: Sequence[Assessment], columns: Sequence[Column], on: Screen) -> list[str]:
    """How many there are, and how to read the marks."""
    due = sum(one.due for one in found)
    told = f"{len(found):,} shown, {due:,} due."
    if any(column.title == SPARK for column in columns):
        told += f" {SPARK}: touches in each quarter, this one last; {key(on.blocks)}."
    return wrap(told, on.width, break_on_hyphens=False)


def _name(one: Assessment) -> str:
    return clean(one.person.name, 40) or clean(one.person.addresses[0], 40)


def _address(one: Assessment) -> str:
    more = len(one.person.addresses) - 1
    return clean(one.person.addresses[0], 60) + (f" +{more}" if more else "")


def _way(one: Assessment) -> str:
    last = one.person.last_touch
    return WAY[last[1]] if last else ""


def _when(one: Assessment, now: int, zone: ZoneInfo) -> str:
    """As in a pipe, but a day in few letters: "Thu 26 Nov"."""
    last = one.person.last_touch
    told = about(last[0], now, zone) if last else "never"
    if not told.startswith("on "):
        return told
    return " ".join(word[:3] if word.isalpha() else word for word in told.split()[1:])
