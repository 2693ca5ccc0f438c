"""Days of the year that are somebody's, in every form that address books write them; and when they come round.

Promises: any text gives a day that exists or nothing. A year that only stands for "none" (1604 is Apple's, 1900
khard's) is dropped. 29 February is kept on 28 February where the year has none.
"""

import re
from calendar import isleap, monthrange
from datetime import date

from kith.model import Occasion

_PLACEHOLDERS = frozenset({1604, 1900})
_OLDEST, _NEWEST = 1850, 2150  # years outside of it are a slip of the pen; the day may be right
_ISO = re.compile(r"(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})(?:[T ].*)?", re.DOTALL)
_NO_YEAR = re.compile(r"--?(\d{2})-?(\d{2})(?:[T ].*)?", re.DOTALL)  # "--0415": RFC 6350 section 4.3.1
_DAY_FIRST = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})?")  # as it is written between Lisbon and Prague
_LONGEST = 40  # characters
NEAR = 182  # days to either side


def day_of(text: str, omitted: str = "") -> tuple[int, int, int | None] | None:
    """Month, day and year of a BDAY or ANNIVERSARY, the year None where it is not known; None for what is no day.

    `omitted`: the year that stands for none, as Apple's X-APPLE-OMIT-YEAR says.
    """
    said = text.strip()
    if len(said) > _LONGEST or not said.isascii():
        return None
    if found := _NO_YEAR.fullmatch(said):
        return _existing(int(found[1]), int(found[2]), None)
    if found := _ISO.fullmatch(said):
        year, month, day = int(found[1]), int(found[3]), int(found[4])
        if not found[2] and len(found[3] + found[4]) != 4:
            return None
        return _existing(month, day, None if found[1] == omitted.strip() else year)
    if found := _DAY_FIRST.fullmatch(said):
        return _existing(int(found[2]), int(found[1]), int(found[3]) if found[3] else None)
    return None


def _existing(month: int, day: int, year: int | None) -> tuple[int, int, int | None] | None:
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(2000, month)[1]:
        return None
    known = year is not None and year not in _PLACEHOLDERS and _OLDEST <= year <= _NEWEST
    if known and year is not None and (month, day) == (2, 29) and not isleap(year):
        known = False
    return month, day, year if known else None


def on(occasion: Occasion, year: int) -> date:
    """The day it is kept on in a year."""
    if (occasion.month, occasion.day) == (2, 29) and not isleap(year):
        return date(year, 2, 28)
    return date(year, occasion.month, occasion.day)


def nearest(occasion: Occasion, today: date) -> date:
    """The day it is kept on that lies nearest to `today`, before or behind it."""
    days = (on(occasion, year) for year in (today.year - 1, today.year, today.year + 1) if 1 <= year <= 9999)
    return min(days, key=lambda day: abs(day - today))


def following(occasion: Occasion, today: date) -> date:
    """The next day it is kept on, today included."""
    day = on(occasion, today.year)
    return day if day >= today else on(occasion, today.year + 1)


def one_of_each(occasions: list[Occasion]) -> tuple[Occasion, ...]:
    """Of each kind the first that is told; of one day told twice, the one with its year."""
    found: dict[str, Occasion] = {}
    for one in occasions:
        kept = found.setdefault(one.kind, one)
        if kept.year is None and one.year is not None and kept[:3] == one[:3]:
            found[one.kind] = one
    return tuple(found.values())
