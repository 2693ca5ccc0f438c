"""Days as tables write them: what `kith.people.yearly` reads, and "4/5/1980" or "4-5-1980", which are two days in two
countries.

Promises: which of the two numbers is the month is taken from the whole table where one of its days says it (no month is
a thirteenth), else from the program that wrote it; a day that could be two is none.
"""

import re
from collections.abc import Iterable

from kith.people.yearly import day_of

_SLASHED = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4}|\d{2})(?: .*)?")
_NONE = re.compile(r"0{1,4}([-/.])0{1,2}\1 ?0{1,4}(?: .*)?")  # "0/0/00": Outlook's word for no date

Day = tuple[int, int, int | None]


def says_nothing(text: str) -> bool:
    """Whether a date of zeros stands for none."""
    return _NONE.fullmatch(text.strip()[:40]) is not None


def month_first(texts: Iterable[str], by_its_program: bool) -> bool | None:
    """Whether the days of a table are written as in America, by what they say themselves, else by who wrote them; None
    where nobody can tell: they say both."""
    pairs = [
        (int(found[1]), int(found[3])) for text in texts if (found := _SLASHED.fullmatch(text.strip()[:40]))
    ]
    american, european = any(two > 12 for _, two in pairs), any(one > 12 for one, _ in pairs)
    if american != european:
        return american
    return True if by_its_program and not american else None


def may_be_two(text: str) -> bool:
    """Whether a day has the form of one that two countries read differently."""
    return _SLASHED.fullmatch(text.strip()[:40]) is not None


def day(text: str, american: bool | None) -> Day | None:
    """Month, day and year (None where it is not known, or has two digits). None for what is no day, or may be two."""
    found = _SLASHED.fullmatch(text.strip()[:40])
    if not found:
        return day_of(text)
    one, two = int(found[1]), int(found[3])
    if american is None and one <= 12 and two <= 12 and one != two:
        return None
    first = american if american is not None and max(one, two) <= 12 else two > 12
    month, number = (one, two) if first or one == two else (two, one)
    year = f"{found[4]}-" if len(found[4]) == 4 else "--"
    return day_of(f"{year}{month:02}-{number:02}")
