"""When a message was written: the Date header where it can be believed, else when the server got it.

Migrations reset INTERNALDATE by years and broken clocks put Date anywhere, so neither is trusted alone:
a message can arrive long after it was written, but not before (docs/design.md, "When").
"""

import re
from datetime import UTC, datetime, timedelta
from email.utils import mktime_tz, parsedate_tz

EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)
SLACK = timedelta(days=1)  # zones written wrongly and clocks that run ahead
FARTHEST_ZONE = 14 * 3600  # seconds; Kiritimati. `+9999` is no zone, and would shift a letter by four days
_GLUED_ZONE = re.compile(r"\b(?:GMT|UTC|UT)\s*([+-]\d{2}):?(\d{2})\b")
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


def written(date: str, arrived: datetime | None, now: datetime) -> datetime | None:
    """The instant a message counts for; None where neither its Date nor its arrival can be believed.

    `arrived` is INTERNALDATE (aware) or None. Never later than `now`, never before 1980, and the Date header's
    only up to a day after arrival.
    """
    if arrived is not None:
        arrived = min(arrived, now) if arrived >= EARLIEST else None
    stated = parse(date) if date else None
    if stated is not None and EARLIEST <= stated <= min((arrived or now) + SLACK, now):
        return stated
    return arrived
