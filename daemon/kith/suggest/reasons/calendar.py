"""The user's own calendar, for reasons that are about days: the local day of an instant, the day of the next digest."""

from datetime import UTC, date, datetime, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

from kith.clock import instant
from kith.config.when import When


class Calendar(NamedTuple):
    """`zone` is the user's; `when`: at which times digests leave, None where that is not known."""

    zone: tzinfo = UTC
    when: When | None = None

    def day(self, at: int) -> date:
        """The user's local date at an instant (unix seconds)."""
        return instant(at).astimezone(self.zone).date()

    def next_digest(self, at: int) -> date | None:
        """The day of the first digest after an instant; None where nobody knows."""
        if self.when is None or not isinstance(self.zone, ZoneInfo):
            return None
        following: datetime = self.when.following(instant(at), self.zone)
        return following.astimezone(self.zone).date()
