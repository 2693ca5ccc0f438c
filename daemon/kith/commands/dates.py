"""Dates as they are written, in numbers and names of months: "12 nov", "5.12.26", "2026/11/12", "the 12th".

Promises: what is taken from the beginning of a text is a date, or nothing is taken. Which year is meant where none is
written, and whether there is such a day, is told by `kith.commands.days`.
"""

import difflib
import re
from dataclasses import dataclass

from kith.commands.command import Unclear
from kith.commands.languages import MONTHS, ON, THE, WEEKDAYS, either, plain

END = r"(?![\w@+])"
CLOSED = r"(?=\s*(?:$|[.,;:!?)](?!\w)|[-–—]\s))"  # before the end, or a sign
_BEFORE = (
    rf"(?:(?:{either((*ON, 'zum', 'vom'))})\s+)?(?:(?:{either(WEEKDAYS)})\.?,?\s+)?(?:(?:{either(THE)})\s+)?"
)
_MONTH = either(MONTHS)
_NUMBER = r"(?P<day>[0-9]{1,2})"
_YEAR = rf"(?:(?:,?\s+(?:de\s+)?|-)(?P<year>[0-9]{{4}}|[0-9]{{2}}{CLOSED}))?"


def form(pattern: str) -> re.Pattern[str]:
    """A pattern behind which a word ends; for texts made `plain`."""
    return re.compile(pattern + END)


_FORMS = (
    form(rf"{_BEFORE}(?P<year>[0-9]{{4}})(?P<sign>[-/.])(?P<month>[0-9]{{1,2}})(?P=sign){_NUMBER}"),
    form(rf"{_BEFORE}{_NUMBER}(?:st|nd|rd|th|er|[.º])?[\s-]*(?:of\s+|de\s+)?(?P<name>{_MONTH})\.?{_YEAR}"),
    form(rf"{_BEFORE}(?P<name>{_MONTH})\.?\s+{_NUMBER}(?:st|nd|rd|th)?{_YEAR}"),
    form(rf"{_BEFORE}{_NUMBER}\.\s?(?P<month>[0-9]{{1,2}})\.(?:\s?(?P<year>[0-9]{{4}}|(?<!\s)[0-9]{{2}}))?"),
    form(rf"{_BEFORE}{_NUMBER}\.(?P<month>[0-9]{{1,2}}){CLOSED}"),  # never 5.30 pm, a time
    form(rf"on\s+(?:the\s+)?{_NUMBER}(?:st|nd|rd|th)"),
    form(rf"the\s+{_NUMBER}(?:st|nd|rd|th){CLOSED}"),
    form(rf"(?:{either({*ON, *THE} - {'on', 'the'})})\s+{_NUMBER}\.?{CLOSED}"),
)
# Which of the two is the month, no country agrees on with its neighbour.
_EITHER_WAY = form(
    rf"{_BEFORE}(?P<one>[0-9]{{1,2}})(?P<sign>[-/])(?P<two>[0-9]{{1,2}})"
    r"(?:(?P=sign)(?P<year>[0-9]{4}|[0-9]{2})|(?<=/[0-9])|(?<=/[0-9]{2}))(?![-/.][0-9])"
)
_LIKE_ONE = re.compile(
    rf"(?:(?:{either(ON)})\s+)?(?:(?:{either(THE)})\s+)?[0-9]{{1,4}}(?:[-/.]|\.\s)[0-9]{{1,2}}(?![0-9])"
    r"(?![0-9.:-]*\s*(?:[ap]\.?m\b|uhr\b|h\b|o'clock|hours?\b|hrs?\b|%))"
)
_BY_NUMBER = ("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Written:
    """A date as far as it is written: 0 for a month that is not, None for a year that is not. `short`: the year has two
    figures, and is taken for one of this century."""

    number: int
    month: int = 0
    year: int | None = None
    short: bool = False


def take_date(text: str) -> tuple[Written, str] | None:
    """The date at the beginning, and what follows. Raises Unclear where it may be two days ("12/11")."""
    looked = plain(text)
    for pattern in _FORMS:
        if found := pattern.match(looked):
            has = found.groupdict()
            month = MONTHS[has["name"]] if has.get("name") else int(has.get("month") or 0)
            if month == 0 and has.get("month"):
                raise Unclear("there is no month 0")
            return _written(int(has["day"]), month, has.get("year")), text[found.end() :]
    if found := _EITHER_WAY.match(looked):
        number, month = _told_apart(int(found["one"]), int(found["two"]), found[0].strip())
        return _written(number, month, found["year"]), text[found.end() :]
    return None


_DAYS = ("today", "yesterday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_VAGUE = re.compile(
    rf"(?:(?:in|last)\s+(?:{_MONTH})|(?:in\s+)?(?:19|20)[0-9]{{2}}|[0-9]{{1,2}}(?:st|nd|rd|th)?)\W*\Z"
)


def looks_like_one(text: str) -> bool:
    """Whether a text begins with what is most likely a date, understood or not: figures, a month or a year ("in
    october"), a word for a day that was mistyped ("yesterdya")."""
    said = plain(text)
    first = re.match(r"[^\W\d_]{5,}(?=\W*\Z)", said.removeprefix("on "))
    mistyped = bool(first and difflib.get_close_matches(first[0], _DAYS, 1, 0.8))
    return mistyped or bool(_LIKE_ONE.match(said) or _VAGUE.match(said))


def _told_apart(one: int, two: int, said: str) -> tuple[int, int]:
    if bool(one) != bool(two):
        raise Unclear(f'"{said}" is no day; want one such as 12 nov')
    if one > 12 or one == two:
        return one, two
    if two > 12:
        return two, one
    first, second = f"{one} {_BY_NUMBER[two - 1]}", f"{two} {_BY_NUMBER[one - 1]}"
    raise Unclear(
        f'"{said}" is {first} in one country and {second} in another; write "{first}" or "{second}"'
    )


def _written(number: int, month: int, year: str | None) -> Written:
    if year is None:
        return Written(number, month)
    return Written(number, month, int(year) + (2000 if len(year) == 2 else 0), len(year) == 2)
