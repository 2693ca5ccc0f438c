"""An instant as a user writes it on the command line: `--as-of 2026-12-24`."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kith.jobs.workplace import Workplace


def as_of(text: str | None, place: "Workplace") -> datetime:
    """The instant (aware, UTC) that is meant; None is now.

    A date means the digest's own time of that day in the user's zone; a time without a zone is the user's.
    Raises click.UsageError for what is neither.
    """
    if text is None:
        return place.clock.now()
    try:
        moment = datetime.fromisoformat(text)
        if len(text) == len("2026-12-24"):
            moment = datetime.combine(moment.date(), place.settings.digest.when.at)
        return moment.replace(tzinfo=moment.tzinfo or place.zone).astimezone(UTC)
    except (ValueError, OverflowError):  # the latter: the first and the last day there is, in another zone
        raise click.UsageError(
            f'--as-of "{text}": want a date such as 2026-12-24 or 2026-12-24T07:30'
        ) from None
