"""The only place that asks the system what time it is.

Everything else takes `now` as an argument, an aware datetime in UTC, so that a test or `--as-of` can choose it.
"""

import time
from datetime import UTC, date, datetime, tzinfo
from typing import Protocol


class Clock(Protocol):
    """Where the daemon gets its time from."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC, whole seconds."""

    def monotonic(self) -> float:
        """Seconds that never run backwards; for measuring how long something took."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC).replace(microsecond=0)  # noqa: TID251  (this is kith.clock)

    def monotonic(self) -> float:
        return time.monotonic()


def instant(unix_seconds: int) -> datetime:
    """The aware UTC datetime of whole seconds since 1970, as the store keeps them."""
    return datetime.fromtimestamp(unix_seconds, UTC)


def unix(moment: datetime) -> int:
    """Whole seconds since 1970 of an aware datetime: how the store keeps an instant."""
    return int(moment.timestamp())


def day_in(zone: tzinfo, moment: datetime) -> date:
    """The date of an aware datetime as a calendar on the wall there shows it."""
    return moment.astimezone(zone).date()


def iso(unix_seconds: int | None) -> str | None:
    """ISO 8601 in UTC with a `Z`, as the JSON contracts want it; None stays None."""
    return None if unix_seconds is None else instant(unix_seconds).strftime("%Y-%m-%dT%H:%M:%SZ")
