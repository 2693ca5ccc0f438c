"""Days and lengths of time as people write them: "yesterday", "fri", "12 nov", "2 weeks".

Promises: what is taken from the beginning of a text is a day or a length, or nothing is taken; a day that looks like
one but cannot be (31 February) is an `Unclear`. `today` is the user's local day; nothing here knows the time.
"""

import re
from calendar import isleap, monthrange
from datetime import date, timedelta

from kith.commands import languages
from kith.commands.command import Unclear
from kith.config.durations import DAYS

MOST_DAYS = 3653  # ten years
EARLIEST = date(1980, 1, 1)  # as for mail: what claims to be older is a mistake
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
           "november", "december")  # fmt: skip
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NUMBERS = {word: number for number, word in enumerate(
    "one two three four five six seven eight nine ten eleven twelve".split(), 1
)} | {"a": 1, "an": 1}  # fmt: skip
_END = r"(?![\w@+])"
_WEEKDAY = (
    r"mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?"
    r"|sat(?:urday)?|sun(?:day)?"
)
_MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?" if len(name) > 3 else name for name in _MONTHS) + "|sept"
_FOREIGN = "|".join(sorted(languages.UNITS, key=len, reverse=True))
_UNIT = rf"{_FOREIGN}|d(?:ays?)?|w(?:ks?|eeks?)?|m(?:os?|onths?)?|y(?:rs?|ears?)?"
_COUNT = rf"[0-9]{{1,6}}|{'|'.join(_NUMBERS)}"
_NUMBER = r"([0-9]{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?:,?\s+([0-9]{4}))?"
_BEFORE = rf"(?:on\s+)?(?:(?:{_WEEKDAY})\.?,?\s+)?(?:the\s+)?"


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern + _END, re.IGNORECASE)


_LENGTH = _form(rf"({_COUNT})\s*({_UNIT})")
_EVERY_ONE = _form(rf"({_UNIT})")
_AGO = _form(rf"({_COUNT})\s*({_UNIT})\s+ago")
_LAST = _form("last (week|month|year)")
_NEARBY = {"today": 0, "yesterday": -1, "tomorrow": 1, **languages.NEAR}
_NEAR = _form(f"({'|'.join(sorted(_NEARBY, key=len, reverse=True))})")
_ISO = _form(rf"{_BEFORE}([0-9]{{4}})-([0-9]{{1,2}})-([0-9]{{1,2}})")
_DAY_MONTH = _form(rf"{_BEFORE}{_NUMBER}\.?\s+(?:of\s+)?({_MONTH})\.?{_YEAR}")
_DOTTED = _form(rf"{_BEFORE}([0-9]{{1,2}})\.\s?([0-9]{{1,2}})\.(?:\s?([0-9]{{4}}))?")  # never 5.30, a time
_MONTH_DAY = _form(rf"{_BEFORE}({_MONTH})\.?\s+{_NUMBER}{_YEAR}")
_ON = _form(rf"(?:on\s+)?(?:last\s+|next\s+)?({_WEEKDAY})")


def take_length(text: str, *, bare: bool = False) -> tuple[int, str] | None:
    """Whole days of "2w" or "2 weeks" at the beginning, and what follows; `bare`: "week" is one of them.

    Raises Unclear for none at all and for more than ten years.
    """
    found = _LENGTH.match(text)
    count, unit, end = (found[1], found[2], found.end()) if found else ("1", "", 0)
    if not found:
        one = _EVERY_ONE.match(text) if bare else None
        if one is None or len(one[1]) == 1:
            return None
        unit, end = one[1], one.end()
    days = round(_number(count) * _days(unit))
    if not 1 <= days <= MOST_DAYS:
        raise Unclear(f'"{text[:end]}": want a length of time of one day to ten years, such as 2w')
    return days, text[end:]


def past_day(text: str, today: date) -> tuple[date, str] | None:
    """The day a touch was on, and what follows. A day without its year is the latest such one.

    Raises Unclear for a day to come, one before 1980, and one that does not exist.
    """
    taken = _day(text, today, ahead=False)
    if taken is None:
        return None
    day, rest = taken
    if day > today:
        raise Unclear(
            f"{_written(text, rest)} is still to come; a touch has a day in the past, such as yesterday"
        )
    if day < EARLIEST:
        raise Unclear(f"{_written(text, rest)} is before {EARLIEST.year}")
    return day, rest


def coming_day(text: str, today: date) -> tuple[date, str] | None:
    """The day something lasts until, and what follows. A day without its year is the next such one.

    Raises Unclear for a day that is not to come, one more than ten years ahead, and one that does not exist.
    """
    taken = _day(text, today, ahead=True)
    if taken is None:
        return None
    day, rest = taken
    if day <= today:
        raise Unclear(f"{_written(text, rest)} is not to come; want a later day, such as 2 dec or fri")
    if (day - today).days > MOST_DAYS:
        raise Unclear(f"{_written(text, rest)} is more than ten years ahead")
    return day, rest


def birthday(text: str, today: date) -> tuple[str, str] | None:
    """A birthday as "1980-05-03", or "--05-03" without its year, and what follows. Raises Unclear as `past_day`."""
    for pattern in (_DAY_MONTH, _MONTH_DAY):
        if (found := pattern.match(text)) and found[3] is None:
            month, number = _month_and_number(found, pattern)
            if not 1 <= number <= monthrange(2000, month)[1]:
                raise Unclear(_no_such_day(number, month))
            return f"--{month:02}-{number:02}", text[found.end() :]
    taken = _day(text, today, ahead=False)
    if taken is None:
        return None
    day, rest = taken
    if day.year < 1900 or day > today:
        raise Unclear(
            f"{_written(text, rest)}: want a day since 1900, such as 3 may 1980, or without the year"
        )
    return day.isoformat(), rest


def said_birthday(kept: str) -> str:
    """A birthday as it is read: "3 May 1980", "3 May"."""
    year, month, number = kept.rsplit("-", 2)
    name = _MONTHS[int(month) - 1].title()
    return f"{int(number)} {name}" + (f" {int(year)}" if year.strip("-") else "")


def dated(day: date, today: date) -> str:
    """A day as it is read, its year only where it is another one: "12 December", "3 January 2027"."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day.day} {_MONTHS[day.month - 1].title()}{year}"


def _day(text: str, today: date, *, ahead: bool) -> tuple[date, str] | None:
    """A day at the beginning; one that is not fully told is the next (`ahead`) or the latest one that can be."""
    if found := _NEAR.match(text):
        return _moved(today, _NEARBY[found[1].lower()]), text[found.end() :]
    if found := _AGO.match(text):
        days = round(_number(found[1]) * _days(found[2]))
        return _moved(today, -min(days, 10 * MOST_DAYS)), text[found.end() :]
    if found := _LAST.match(text):
        return _moved(today, -round(DAYS[found[1][0].lower()])), text[found.end() :]
    if found := _ISO.match(text):
        return _exact(int(found[1]), int(found[2]), int(found[3])), text[found.end() :]
    if found := _DOTTED.match(text):
        return _dotted(found, today, ahead), text[found.end() :]
    for pattern in (_DAY_MONTH, _MONTH_DAY):
        if found := pattern.match(text):
            month, number = _month_and_number(found, pattern)
            day = (
                _exact(int(found[3]), month, number) if found[3] else _of_a_year(month, number, today, ahead)
            )
            return day, text[found.end() :]
    if found := _ON.match(text):
        back = (today.weekday() - _index(found[1], _WEEKDAYS)) % 7
        return _moved(today, 7 - back if ahead else -back), text[found.end() :]
    return None


def _dotted(found: re.Match[str], today: date, ahead: bool) -> date:
    """ "5.12." and "5.12.2026", as they are written between Lisbon and Prague: the day first."""
    number, month = int(found[1]), int(found[2])
    if found[3] or not 1 <= month <= 12:
        return _exact(int(found[3] or today.year), month, number)
    return _of_a_year(month, number, today, ahead)


def _days(unit: str) -> float:
    """How long a unit is: its word in another language, else its first letter."""
    return DAYS[languages.UNITS.get(unit.lower(), unit[0].lower())]


def _of_a_year(month: int, number: int, today: date, ahead: bool) -> date:
    """The latest 12 November there was, or the next one to come; 29 February comes only so often."""
    if not 1 <= number <= monthrange(2000, month)[1]:
        raise Unclear(_no_such_day(number, month))
    years = range(today.year, today.year + 9) if ahead else range(today.year, today.year - 9, -1)
    possible = (date(year, month, number) for year in years
                if 1 <= year <= 9999 and ((month, number) != (2, 29) or isleap(year)))  # fmt: skip
    fitting = (day for day in possible if (day > today if ahead else day <= today))
    return next(fitting, today)


def _month_and_number(found: re.Match[str], pattern: re.Pattern[str]) -> tuple[int, int]:
    month, number = (found[2], found[1]) if pattern is _DAY_MONTH else (found[1], found[2])
    return _index(month, _MONTHS) + 1, int(number)


def _exact(year: int, month: int, number: int) -> date:
    try:
        return date(year, month, number)
    except ValueError:
        raise Unclear(
            _no_such_day(number, month, year) if 1 <= month <= 12 else f"there is no month {month}"
        ) from None


def _no_such_day(number: int, month: int, year: int | None = None) -> str:
    return f"there is no {number} {_MONTHS[month - 1].title()}" + (f" {year}" if year is not None else "")


def _moved(day: date, by: int) -> date:
    try:
        return day + timedelta(days=by)
    except OverflowError:
        raise Unclear("that day is beyond the calendar") from None


def _index(word: str, names: tuple[str, ...]) -> int:
    return next(number for number, name in enumerate(names) if name.startswith(word.lower()[:3]))


def _number(word: str) -> int:
    return _NUMBERS.get(word.lower()) or int(word)


def _written(text: str, rest: str) -> str:
    return f'"{text[: len(text) - len(rest)].strip()}"'
