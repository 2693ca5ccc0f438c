"""When a message was written: the Date header where it can be believed, else when the server got it.

Migrations reset INTERNALDATE by years and broken clocks put Date anywhere, so neither is trusted alone:
a message can arrive long after it was written, but not before (docs/design.md, "When").
"""

import re
from datetime import UTC, date, datetime
from email.utils import mktime_tz, parsedate_tz
from functools import lru_cache

EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)
_EARLIEST = EARLIEST.timestamp()
_SLACK = 86_400  # seconds; zones written wrongly and clocks that run ahead
FARTHEST_ZONE = 14 * 3600  # seconds; Kiritimati. `+9999` is no zone, and would shift a letter by four days
_GLUED_ZONE = re.compile(r"\b(?:GMT|UTC|UT)\s*([+-]\d{2}):?(\d{2})\b")
# The form of RFC 5322 section 3.3 as programs write it, with no more freedom than they take.
_STRICT = re.compile(
    r"(?:[A-Z][a-z]{2}, {1,2})?([0-9]{1,2} [A-Z][a-z]{2} (?:19|20)[0-9]{2}) "
    r"([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9]) ([+-](?:0[0-9]|1[0-3])[0-5][0-9]|GMT|UTC?)(?: \([A-Z]{1,5}\))?"
)
_MONTHS = {
    name: number
    for number, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), start=1)
}
_NUMBER = {f"{number:02}": number for number in range(60)}
_EPOCH = date(1970, 1, 1).toordinal()
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}")


def parse(value: str) -> datetime | None:
    """The instant of a Date field in UTC, None where it cannot be read. A date without a zone is taken as UTC.

    RFC 5322 sections 3.3 and 4.3, plus forms seen in real mail: ISO 8601, and `GMT+0200`, which the standard
    library would read as ten o'clock without a zone.
    """
    value = _GLUED_ZONE.sub(r"\1\2", value.strip())
    try:
        if _ISO.match(value):
            moment = datetime.fromisoformat(value.replace("Z", "+00:00"))
            return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
        parts = parsedate_tz(value)
        if parts is None or abs(parts[9] or 0) > FARTHEST_ZONE:
            return None
        if parts[3:5] != (24, 0):  # midnight by ISO 8601; any other time that is none must not be rolled over
            datetime(*parts[:5], min(parts[5], 59), tzinfo=UTC)
        return datetime.fromtimestamp(mktime_tz(parts), UTC)
    except (ValueError, OverflowError, OSError, TypeError, IndexError):
        return None


def strict(value: str) -> int | None:
    """What `parse` says of the form nearly all mail uses, as unix seconds; None for every other form."""
    match = _STRICT.fullmatch(value)
    if match is None:
        return None
    day, hour, minute, second, zone = match.groups()
    midnight = _midnight(day)
    if midnight is None:
        return None
    at = midnight + _NUMBER[hour] * 3600 + _NUMBER[minute] * 60 + _NUMBER[second]
    return at - _east(zone)


@lru_cache(maxsize=64)
def _east(zone: str) -> int:
    """Seconds of `+0100` before UTC; those of a name are none."""
    if zone[0] not in "+-":
        return 0
    seconds = int(zone[1:3]) * 3600 + int(zone[3:]) * 60
    return -seconds if zone[0] == "-" else seconds


@lru_cache(maxsize=1024)  # a mailbox is read day by day
def _midnight(day: str) -> int | None:
    """When `1 Mar 2026` begins in UTC; None where there is no such day."""
    number, month, year = day.split()
    try:
        return (date(int(year), _MONTHS[month], int(number)).toordinal() - _EPOCH) * 86_400
    except (KeyError, ValueError):
        return None


def stated(said: str) -> int | None:
    """What a Date field says, in unix seconds rounded down; None where it cannot be read."""
    at = strict(said)
    if at is None and (moment := parse(said)):
        at = int(moment.timestamp() // 1)
    return at


def written(stated: int | None, arrived: datetime | None, now: datetime) -> int | None:
    """When a message counts for, in unix seconds; None where neither its Date nor its arrival can be believed.

    `stated` is what its Date field says (`stated`), `arrived` INTERNALDATE (aware); None where there is none. Never
    later than `now`, never before 1980, and the Date header's only up to a day after arrival.
    """
    latest = bound = now.timestamp()
    came: float | None = None
    if arrived is not None and (at := arrived.timestamp()) >= _EARLIEST:
        came = at if at < latest else latest
        bound = came + _SLACK if came + _SLACK < latest else latest
    if stated is not None and _EARLIEST <= stated <= bound:
        return stated
    return None if came is None else int(came)
