"""Touches in quarters of the year: what a terminal's sparkline and the page of `kith people --html FILE` draw.

Promises: both count alike. A quarter is the user's own, from the first of January, April, July or October at midnight
in their time zone. A height stands for the same number everywhere, whoever it is about, so that people can be compared.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from itertools import pairwise

from kith.clock import instant, unix

FEWEST = (1, 2, 3, 5, 8, 13, 21, 34)  # touches in a quarter, from which on a mark has the height 1, 2, … 8
HIGHEST = len(FEWEST)
A_YEAR = 4  # quarters


def number_of(at: int, zone: tzinfo) -> int:
    """The quarter of an instant (unix seconds), counted from the year 0: quarters are numbered without gaps."""
    local = instant(at).astimezone(zone)
    return local.year * A_YEAR + (local.month - 1) // 3


def beginning(number: int, zone: tzinfo) -> int:
    """When the quarter of this number begins, in unix seconds."""
    year, quarter = divmod(number, A_YEAR)
    return unix(datetime(year, 3 * quarter + 1, 1, tzinfo=zone))


def beginnings(now: int, zone: tzinfo, quarters: int) -> tuple[int, ...]:
    """When so many quarters begin, the last of them being that of `now`; unix seconds, ascending."""
    newest = number_of(now, zone)
    return tuple(beginning(number, zone) for number in range(newest - quarters + 1, newest + 1))


def counted_in(times: Sequence[int], begins: Sequence[int]) -> tuple[int, ...]:
    """How many of the ascending `times` lie in each quarter. What is later counts to the last one; what is earlier,
    to none."""
    places = [*(bisect_left(times, begin) for begin in begins), len(times)]
    return tuple(after - before for before, after in pairwise(places))


def heights(counts: Sequence[int]) -> Iterator[int]:
    """0 for a quarter without a touch, else 1 to `HIGHEST`."""
    return (bisect_right(FEWEST, count) for count in counts)
