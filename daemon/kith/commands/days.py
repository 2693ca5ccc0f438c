"""Days as people write them: "yesterday", "fri", "12 nov", "three days ago", "next month".

Promises: what is taken from the beginning of a text is a day, or nothing is taken; a day that looks like one but cannot
be (31 February) is an `Unclear`. `today` is the user's local day; nothing here knows the time.
"""

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import MAXYEAR, MINYEAR, date, timedelta

from kith.commands.command import Unclear
from kith.commands.dates import CLOSED, Written, form, take_date
from kith.commands.languages import MONTHS, NEAR, NEXT, ON, PARTS, UNITS, WEEKDAYS, either, plain
from kith.commands.lengths import MOST_DAYS, take_ago, unit_days

EARLIEST = date(1980, 1, 1)  # as for mail: what claims to be older is a mistake
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip
_NEAR = {
    **NEAR, "today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1, "day before yesterday": -2, "last night": -1,
    "day after tomorrow": 2, **{f"this {part}": 0 for part in ("morning", "noon", "afternoon", "evening")},
}  # fmt: skip
_PART = rf"(?:\s+(?:{either(PARTS)}))?"
_NEARBY = form(rf"(?:the\s+)?({either(_NEAR)}){_PART}")
_HERE = re.compile(rf"hier(?!{_PART}{CLOSED})")  # German: "called, hier in Wien"
_LAST = form("last (week|month|year)")
_WEEKDAY = form(
    rf"(?:(?:{either((*ON, 'v', 've'))})\s+)?(?:(last|{either(NEXT)})\s+)?({either(WEEKDAYS)}){_PART}"
)
_NEXT = form(rf"(?:the\s+)?(?:{either(NEXT)})\s+({either(UNITS)}|week|month|year)")
_MONTH = re.compile(rf"(?:next\s+)?({either(MONTHS)}){CLOSED}")
# No day where it stands behind other words: "in the sun", "ist jetzt hier".
_OTHER_WORDS = re.compile(r"(?:sat|sun|wed|mon|hier)\W*\Z")
_OF_THE_WORDS = re.compile(
    r"\b(?:about|for|until|till|til|by|since|from|before|after|über|wegen|bis|seit)\s+\Z"
)
_OF_ANOTHER = re.compile(r"\b(?:is|was|are|were|has|have|had|born)\b")  # "his son was born yesterday"
_LAST_WORDS = 8  # among which a day is looked for


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
            f"{_said(text, rest)} is still to come; a touch has a day in the past, such as yesterday"
        )
    if day < EARLIEST:
        raise Unclear(f"{_said(text, rest)} is before {EARLIEST.year}")
    return day, rest


def last_day(text: str, today: date) -> tuple[date, str] | None:
    """The day a touch was on where its words end with one, and what goes before: "at lunch yesterday". Raises
    Unclear as `past_day`. Words with a sign among them may tell of other days."""
    if re.search(r"[,;:!?]|\.\s", text.rstrip(" .!")) or _OF_ANOTHER.search(plain(text)):
        return None
    for word in list(re.finditer(r"\S+", text))[1:][-_LAST_WORDS:]:
        before, behind = text[: word.start()], text[word.start() :]
        if _OTHER_WORDS.match(plain(behind)) or _OF_THE_WORDS.search(plain(before)):
            continue
        taken = _day(behind, today, ahead=False)
        if taken and not taken[1].strip(" .!") and (sure := past_day(behind, today)):
            return sure[0], before.rstrip()
    return None


def coming_day(text: str, today: date) -> tuple[date, str] | None:
    """The day something lasts until, and what follows. A day without its year is the next such one; a week, a month or
    a year is its first day.

    Raises Unclear for a day that is not to come, one more than ten years ahead, and one that does not exist.
    """
    taken = _period(text, today) or _day(text, today, ahead=True)
    if taken is None:
        return None
    day, rest = taken
    if day <= today:
        raise Unclear(f"{_said(text, rest)} is not to come; want a later day, such as 2 dec or fri")
    if (day - today).days > MOST_DAYS:
        raise Unclear(f"{_said(text, rest)} is more than ten years ahead")
    return day, rest


def birthday(text: str, today: date) -> tuple[str, str] | None:
    """A birthday as "1980-05-03", or "--05-03" without its year, and what follows. Raises Unclear as `past_day`."""
    if (taken := take_date(text)) and taken[0].month:
        written, rest = taken
        if written.year is None:
            _exact(2000, written.month, written.number, yearless=True)
            return f"--{written.month:02}-{written.number:02}", rest
        day = _exact(written.year, written.month, written.number)
        if written.short and day > today:
            day = _exact(written.year - 100, written.month, written.number)
    elif found := _day(text, today, ahead=False):
        day, rest = found
    else:
        return None
    if day.year < 1900 or day > today:
        raise Unclear(f"{_said(text, rest)}: want a day since 1900, such as 3 may 1980, or without the year")
    return day.isoformat(), rest


def said_birthday(kept: str) -> str:
    """A birthday as it is read: "3 May 1980", "3 May"."""
    year, month, number = kept.rsplit("-", 2)
    return f"{int(number)} {_MONTHS[int(month) - 1]}" + (f" {int(year)}" if year.strip("-") else "")


def dated(day: date, today: date) -> str:
    """A day as it is read, its year only where it is another one: "12 December", "3 January 2027"."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day.day} {_MONTHS[day.month - 1]}{year}"


def _day(text: str, today: date, *, ahead: bool) -> tuple[date, str] | None:
    """A day at the beginning; one that is not fully told is the next (`ahead`) or the latest one that can be."""
    looked = plain(text)
    if (found := _NEARBY.match(looked)) and not _HERE.match(looked):
        return _moved(today, _NEAR[found[1]]), text[found.end() :]
    if ago := take_ago(text):
        return _moved(today, -min(ago[0], 10 * MOST_DAYS)), ago[1]
    if found := _LAST.match(looked):
        return _moved(today, -round(unit_days(found[1]))), text[found.end() :]
    if taken := take_date(text):
        return _meant(taken[0], today, ahead), taken[1]
    if found := _WEEKDAY.match(looked):
        back = (today.weekday() - WEEKDAYS[found[2]]) % 7
        if found[1] == "last" and not back:
            back = 7
        return _moved(today, 7 - back if ahead else -back), text[found.end() :]
    return None


def _period(text: str, today: date) -> tuple[date, str] | None:
    """The first day of a week, a month or a year to come."""
    looked = plain(text)
    if found := _NEXT.match(looked):
        unit = UNITS.get(found[1], found[1][0])
        if unit == "d":
            return None
        if unit == "w":
            return _moved(today, 7 - today.weekday()), text[found.end() :]
        months = today.month if unit == "m" else 12
        return _exact(today.year + months // 12, months % 12 + 1, 1), text[found.end() :]
    if found := _MONTH.match(looked):
        return _of_a_year(MONTHS[found[1]], 1, today, ahead=True), text[found.end() :]
    return None


def _meant(written: Written, today: date, ahead: bool) -> date:
    """The day of a date that may lack its year, or its month too."""
    if written.year is not None:
        return _exact(written.year, written.month, written.number)
    if written.month:
        return _of_a_year(written.month, written.number, today, ahead)
    if not 1 <= written.number <= 31:
        raise Unclear(f"no month has a day {written.number}")
    step = 1 if ahead else -1
    months = (divmod(today.year * 12 + today.month - 1 + step * count, 12) for count in range(13))
    return _fitting(((year, month + 1, written.number) for year, month in months), today, ahead)


def _of_a_year(month: int, number: int, today: date, ahead: bool) -> date:
    """The latest 12 November there was, or the next one to come; 29 February comes only so often."""
    _exact(2000, month, number, yearless=True)
    years = range(today.year, today.year + 9) if ahead else range(today.year, today.year - 9, -1)
    return _fitting(((year, month, number) for year in years), today, ahead)


def _fitting(days: Iterable[tuple[int, int, int]], today: date, ahead: bool) -> date:
    """The first of these that there is, and that is to come (`ahead`) or not."""
    possible = (
        date(*one) for one in days if MINYEAR <= one[0] <= MAXYEAR and one[2] <= monthrange(*one[:2])[1]
    )
    return next((day for day in possible if (day > today if ahead else day <= today)), today)


def _exact(year: int, month: int, number: int, *, yearless: bool = False) -> date:
    try:
        return date(year, month, number)
    except ValueError:
        if not 1 <= month <= 12:
            raise Unclear(f"there is no month {month}") from None
        shown = f"{number} {_MONTHS[month - 1]}" + ("" if yearless else f" {year}")
        raise Unclear(f"there is no {shown}") from None


def _moved(day: date, by: int) -> date:
    try:
        return day + timedelta(days=by)
    except OverflowError:
        raise Unclear("that day is beyond the calendar") from None


def _said(text: str, rest: str) -> str:
    return f'"{text[: len(text) - len(rest)].strip()}"'
