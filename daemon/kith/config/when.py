"""When a digest leaves: weekdays and a local time, and the instants they mean.

Pure arithmetic on the local calendar, one slot per local date, so that a change of the clocks neither loses a
slot nor doubles it. Due-ness itself is decided by the store: this module only knows which slots exist.
"""

import bisect
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FORM = re.compile(r"(?P<days>[^0-9]*?)\s*(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})")
_DAY, _SECOND = timedelta(days=1), timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class When:
    """Weekdays (Monday is 0, at least one) and a local time of day without a zone."""

    days: frozenset[int]
    at: time

    def __str__(self) -> str:
        """The form `parse` reads."""
        every_day = len(self.days) == len(DAYS)
        days = "daily" if every_day else ",".join(DAYS[day] for day in sorted(self.days))
        return f"{days} {self.at:%H:%M}"

    def latest(self, now: datetime, zone: ZoneInfo) -> datetime:
        """The newest slot at or before `now` (aware); aware, in UTC."""
        # Clocks set back across midnight (St. John's, 1987 to 2011) make tomorrow begin before today ends.
        newest_date = now.astimezone(zone).date() + _DAY
        dates = (newest_date - days * _DAY for days in itertools.count())
        return next(slot for slot in self._slots(dates, zone) if slot <= now)

    def following(self, now: datetime, zone: ZoneInfo) -> datetime:
        """The first slot after `now` (aware); aware, in UTC."""
        oldest_date = now.astimezone(zone).date() - _DAY
        dates = (oldest_date + days * _DAY for days in itertools.count())
        return next(slot for slot in self._slots(dates, zone) if slot > now)

    def _slots(self, dates: Iterable[date], zone: ZoneInfo) -> Iterator[datetime]:
        return (
            instant(datetime.combine(day, self.at), zone)
            for day in dates
            if day.weekday() in self.days and _exists(day, zone)
        )


def parse(text: str) -> When:
    """Read "mon 07:30", "mon,thu 18:00" or "daily 07:30"; ValueError says what is wrong with it."""
    match = _FORM.fullmatch(text.strip().lower())
    if not match:
        raise ValueError
    names = [name.strip() for name in match["days"].split(",")]
    if names == ["daily"]:
        names = list(DAYS)
    for name in names:
        if name not in DAYS:
            raise ValueError(f'"{name}" is no day: days are {", ".join(DAYS)}' if name else "no day")
    hour, minute = int(match["hour"]), int(match["minute"])
    if hour > 23 or minute > 59:
        raise ValueError(f"{hour}:{minute:02} is no time of day")
    return When(frozenset(DAYS.index(name) for name in names), time(hour, minute))


def instant(local: datetime, zone: ZoneInfo) -> datetime:
    """The instant of a naive local time, aware, in UTC.

    A time that comes twice is the first of the two; one that the clocks jump over is the first instant
    after the jump. PEP 495: in such a gap `fold=0` counts with the offset before it, `fold=1` with the one
    behind it.
    """
    first = local.replace(tzinfo=zone, fold=0)
    after = first.astimezone(UTC)
    if after.astimezone(zone).replace(tzinfo=None) == local:
        return after
    before = local.replace(tzinfo=zone, fold=1).astimezone(UTC)
    old_offset = first.utcoffset()
    seconds = range(int((after - before).total_seconds()))
    jump = bisect.bisect_left(
        seconds,
        True,
        key=lambda second: (before + second * _SECOND).astimezone(zone).utcoffset() != old_offset,
    )
    return before + jump * _SECOND


def _exists(day: date, zone: ZoneInfo) -> bool:
    """False for a date that was skipped whole: Apia had no 30 December 2011."""
    return instant(datetime.combine(day, time.min), zone).astimezone(zone).date() == day
