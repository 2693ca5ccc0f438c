"""The timeline of one person as the paths of an SVG picture: letters sent above the line, received below, and the
silence since the last one against what is usual.

Promises: nothing but numbers leaves here, so there is nothing to escape; time runs from left to right over the same
quarters for everybody on a page (`kith.suggest.quarters`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from kith.model import Person
from kith.suggest.quarters import A_YEAR, HIGHEST, beginning, beginnings, counted_in, heights, number_of
from kith.suggest.rhythm import DAY

WIDTH = 480  # units of a picture; a browser makes them as wide as there is room
LEAST, STEP = 2, 4  # units of every bar, and more for each height
LINE = LEAST + HIGHEST * STEP + 4  # where the line lies, seen from the top
HEIGHT = 2 * LINE
MOST_QUARTERS, FEWEST_QUARTERS = 10 * A_YEAR, 2 * A_YEAR
_BAND = 4  # units of what is usual, above and below the line
_DOT = 2


@dataclass(frozen=True, slots=True)
class Axis:
    """The quarters of a page: when each begins (unix seconds), when the empty one after them ends, and now."""

    begins: tuple[int, ...]
    ends: int
    now: int
    years: tuple[int, ...]  # where a year begins, in units from the left
    from_year: int

    def place(self, at: float) -> int:
        """Units from the left of an instant (unix seconds); what lies outside is moved to the edge."""
        share = (at - self.begins[0]) / (self.ends - self.begins[0])
        return round(WIDTH * min(1.0, max(0.0, share)))


@dataclass(frozen=True, slots=True)
class Timeline:
    """The paths of one picture (SVG 1.1 section 8.3), "" where there is nothing to draw; `today`: units from the left.

    `usual` is a band from the last touch on, as long as what is usual; `past` the silence beyond it, and `quiet` the
    whole silence where nothing is known to be usual. `earlier`: touches before the first quarter.
    """

    sent: str
    received: str
    logged: str
    usual: str
    quiet: str
    past: str
    today: int
    earlier: int


def axis(people: Sequence[Person], now: int, zone: ZoneInfo) -> Axis:
    """From the first touch of any of them, ten years at most and two at least, to the end of the next quarter."""
    first = min((at for person in people for at in person.times[:1]), default=now)
    newest = number_of(now, zone)
    quarters = min(MOST_QUARTERS, max(FEWEST_QUARTERS, newest - number_of(first, zone) + 1))
    begins = beginnings(now, zone, quarters)
    ends = beginning(newest + 2, zone)
    bare = Axis(begins, ends, now, (), number_of(begins[0], zone) // A_YEAR)
    januaries = [
        beginning(number, zone) for number in range(newest - quarters + 2, newest + 2) if number % A_YEAR == 0
    ]
    return Axis(begins, ends, now, tuple(map(bare.place, januaries)), bare.from_year)


def timeline(person: Person, usual: float | None, along: Axis) -> Timeline:
    """`usual`: the usual gap with them in days, None where that is not known."""
    before = sum(at < along.begins[0] for at in person.times)
    last = person.last_touch
    band = quiet = past = ""
    if last is not None:
        began, today = along.place(last[0]), along.place(along.now)
        if usual is None:
            quiet = _line(began, today)
        else:
            over = along.place(last[0] + usual * DAY)
            band = _box(began, LINE - _BAND, max(1, over - began), 2 * _BAND)
            past = _line(over, today) if along.now > last[0] + usual * DAY else ""
    return Timeline(
        _bars(person.sent, along, upwards=True),
        _bars(person.received, along, upwards=False),
        _dots(person.logged, along),
        band, quiet, past, along.place(along.now), before,
    )  # fmt: skip


def _bars(times: Sequence[int], along: Axis, *, upwards: bool) -> str:
    edges = [*map(along.place, along.begins)]
    wide = max(2, edges[1] - edges[0] - 2)
    tall = [LEAST + high * STEP if high else 0 for high in heights(counted_in(times, along.begins))]
    return "".join(
        _box(left, LINE - 1 - high if upwards else LINE + 1, wide, high)
        for left, high in zip(edges, tall, strict=True)
        if high
    )


def _dots(times: Sequence[int], along: Axis) -> str:
    """A square on its corner for each quarter with something the user told of."""
    wide = along.place(along.begins[1]) // 2
    return "".join(
        f"M{along.place(begin) + wide} {LINE - 2 * _DOT}l{2 * _DOT} {2 * _DOT}l{-2 * _DOT} {2 * _DOT}"
        f"l{-2 * _DOT} {-2 * _DOT}z"
        for begin, count in zip(along.begins, counted_in(times, along.begins), strict=True)
        if count
    )


def _box(left: int, top: int, wide: int, high: int) -> str:
    return f"M{left} {top}h{wide}v{high}h{-wide}z"


def _line(left: int, right: int) -> str:
    return f"M{left} {LINE}H{right}" if right > left else ""
