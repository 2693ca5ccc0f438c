"""Dates, spans and lists as people say them, in the user's own time zone, whatever the machine's locale.

Everything said is true and one-sided: "7 weeks" means at least seven full weeks, "14 months ago" at least fourteen
full months. A month is named alone only while it can be no other year's.
"""

import math
from collections.abc import Sequence
from datetime import date, datetime, tzinfo
from typing import NamedTuple

from kith.clock import instant

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
DAYS_OF_A_MONTH = 30.4  # a twelfth of 365 days, less a little: a year is twelve of them, five are 152 days
DAYS_OF_A_YEAR = 365.25

# The answer that is owed, what came of the help and years gone by are the user's to add; a reminder is not.
_MINUTES = {
    "my transition": 2, "birthday": 1, "anniversary": 1, "owed reply": 5, "no answer": 1, "new job": 2, "moved": 2,
    "bounced address": 3, "second e-mail": 2, "thank-you": 3, "cadence": 2, "fading": 2, "holiday": 2, "dormant": 3,
}  # fmt: skip
USUAL_MINUTES = 2
# A text or a message is half as long as a mail. A call is one; a meeting is only arranged in this time.
_SHORT = ("text", "linkedin")
_MINUTES_OF_A_CHANNEL = {"phone": 10, "person": 3}


class Loosely(NamedTuple):
    """When something past was, before a language has words for it.

    `ago`: "recent" (under 14 days), "weeks" (under 60 days), "month"; only then there is a `month`, 1 to 12, and a
    `year` unless the month can be no other year's.
    """

    ago: str
    month: int | None = None
    year: int | None = None


def moment(at: int, now: int, zone: tzinfo) -> str:
    """An instant with its time of day: "today 07:58", "Monday 07:30", "16 November 07:30", "3 May 2024 07:30".

    A weekday alone is said only within six days of `now`, so that it can be no other week's.
    """
    day, today = _local(at, zone), _local(now, zone)
    clock = f"{day:%H:%M}"
    away = (day.date() - today.date()).days
    near = {0: "today", -1: "yesterday", 1: "tomorrow"}.get(away)
    if near:
        return f"{near} {clock}"
    if abs(away) <= 6:
        return f"{WEEKDAYS[day.weekday()]} {clock}"
    year = "" if day.year == today.year else f" {day.year}"
    return f"{_dated(day)}{year} {clock}"


def full_date(at: int, zone: tzinfo) -> str:
    """An instant that needs no other to be understood: "Monday 30 November 2026, 07:31"."""
    day = _local(at, zone)
    return f"{WEEKDAYS[day.weekday()]} {_dated(day)} {day.year}, {day:%H:%M}"


def short_date(at: int, zone: tzinfo) -> str:
    """The date alone, for a subject line: "30 Nov"."""
    day = _local(at, zone)
    return f"{day.day} {MONTHS[day.month - 1][:3]}"


def day(at: int, zone: tzinfo) -> str:
    """A date with its year: "30 November 2026"."""
    local = _local(at, zone)
    return f"{_dated(local)} {local.year}"


def about(at: int, now: int, zone: tzinfo) -> str:
    """When something past was, as an adverb: "today", "on Thursday 26 November", "in April", "14 months ago"."""
    day, today = _local(at, zone).date(), _local(now, zone).date()
    away = (today - day).days
    if away < 0:  # a clock that ran ahead; facts may lie a day in the future at most
        return f"on {_dated(day)} {day.year}"
    if away < 2:
        return ("today", "yesterday")[away]
    if away < 56:
        return f"on {WEEKDAYS[day.weekday()]} {_dated(day)}"
    if _months_on_the_calendar(day, today) <= 11:
        return f"in {MONTHS[day.month - 1]}"
    return f"{_months_or_years(_full_months(day, today))} ago"


def dated(at: int, now: int, zone: tzinfo) -> str:
    """The day of something past, with a year where it is another than now's: "3 November", "3 November 2025"."""
    local, today = _local(at, zone), _local(now, zone)
    return _dated(local) + (f" {local.year}" if local.year != today.year else "")


def loosely(at: int, now: int, zone: tzinfo) -> Loosely:
    """When something past was, for a letter that may leave some weeks later and must still be true."""
    day, today = _local(at, zone).date(), _local(now, zone).date()
    away = (today - day).days
    if away < 14:
        return Loosely("recent")
    if away < 60:
        return Loosely("weeks")
    certain = _months_on_the_calendar(day, today) <= 10
    return Loosely("month", day.month, None if certain else day.year)


def span(days: float) -> str:
    """A length of time, rounded down: "9 days", "7 weeks", "14 months", "3 years"."""
    if days < 1:
        return "less than a day"
    if days < 14:
        return counted(int(days), "day")
    if days < 3 * DAYS_OF_A_MONTH:
        return counted(int(days // 7), "week")
    if days < 2 * DAYS_OF_A_YEAR:
        return counted(int(days // DAYS_OF_A_MONTH), "month")
    return counted(int(days // DAYS_OF_A_YEAR), "year")


def within(days: float) -> str:
    """A length of time, rounded up: what happens "within 7 weeks" must not take longer than was counted."""
    if days <= 14:
        return counted(max(1, math.ceil(days)), "day")
    if days <= 3 * DAYS_OF_A_MONTH:
        return counted(math.ceil(days / 7), "week")
    if days <= 2 * DAYS_OF_A_YEAR:
        return counted(math.ceil(days / DAYS_OF_A_MONTH), "month")
    return counted(math.ceil(days / DAYS_OF_A_YEAR), "year")


def compared(usual: float, silent: float, *, to_the_day: bool = False) -> tuple[str, int] | None:
    """Two spans of days in one unit: what takes "6 weeks" at most, and that it has been 11 of them at least.

    None where so many words would make the second look no longer than the first.
    """
    middle = math.sqrt(usual * silent)
    units = ((1, "day"), (7, "week"), (DAYS_OF_A_MONTH, "month"), (DAYS_OF_A_YEAR, "year"))
    limits = (14.0, 3 * DAYS_OF_A_MONTH, 2 * DAYS_OF_A_YEAR, math.inf)
    fitting = (unit for unit, limit in zip(units, limits, strict=True) if to_the_day or middle < limit)
    length, noun = next(fitting)
    most, least = max(1, math.ceil(usual / length)), int(silent // length)
    return (counted(most, noun), least) if least > most else None


def every(days: int) -> str:
    """A cadence as the user wrote it: "every 10 days", "every 6 weeks", "every month", "every 4 months", "every year".

    `every = "4m"` is kept as 122 days; the largest unit that gives exactly these days is the one that was meant.
    """
    units = ((DAYS_OF_A_YEAR, "year"), (DAYS_OF_A_MONTH, "month"), (7, "week"), (1, "day"))
    fitting = ((round(days / length), length, noun) for length, noun in units)
    number, noun = next((n, noun) for n, length, noun in fitting if n and abs(n * length - days) < 1)
    return f"every {noun}" if number == 1 else f"every {number} {noun}s"


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1 note", "3 notes", "2 touches"."""
    plural = f"{noun}es" if noun.endswith(("ch", "ss")) else f"{noun}s"
    return f"{number} {noun if number == 1 else plural}"


def listed(names: Sequence[str], room: int = 3) -> str:
    """Names in a row: "Karen", "Karen and Ravi", "Karen, Júlia and Ravi", "Karen, Júlia, Ravi and 2 more"."""
    shown = [*names[:room]]
    if len(names) > room:
        shown.append(f"{len(names) - room} more")
    return " and ".join(filter(None, [", ".join(shown[:-1]), *shown[-1:]]))


def minutes_for(kind: str, channel: str = "mail") -> int:
    """How many minutes a note of this kind usually takes to finish and send, or to say, by this channel."""
    written = _MINUTES.get(kind, USUAL_MINUTES)
    if channel in _SHORT:
        return math.ceil(written / 2)
    return _MINUTES_OF_A_CHANNEL.get(channel, written)


def _local(at: int, zone: tzinfo) -> datetime:
    return instant(at).astimezone(zone)


def _dated(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]}"


def _months_on_the_calendar(day: date, today: date) -> int:
    return (today.year - day.year) * 12 + today.month - day.month


def _full_months(day: date, today: date) -> int:
    return _months_on_the_calendar(day, today) - (today.day < day.day)


def _months_or_years(months: int) -> str:
    return counted(months, "month") if months < 24 else counted(months // 12, "year")
