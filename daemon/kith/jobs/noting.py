"""What a digest has to do with the user's commands: it tells of those since the last one, and pauses when told to."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from kith.clock import instant, unix
from kith.commands import wording
from kith.jobs.word import told
from kith.journal import Journal
from kith.store import Store
from kith.suggest.assessing import Assessment


def noted(
    store: Store, assessments: Sequence[Assessment], at: int, zone: ZoneInfo, besides: int | None
) -> list[str]:
    """A sentence for each thing the user has said since the newest digest, as of `at` (unix seconds). `besides`: a
    letter that does not count, because it is written anew."""
    events = store.events.all(at)
    if not events:
        return []
    names = {spec: one.person.name for one in assessments for spec in one.person.addresses}
    return wording.since(events, store.ledger.heard(besides), names, instant(at).astimezone(zone).date())


def newest_heard(store: Store, at: int) -> int:
    """The number of the newest event by an instant (unix seconds), 0 for none."""
    return max((one.number for one in store.events.all(at)), default=0)


def passes_over(store: Store, journal: Journal, name: str, due: tuple[int, datetime], now: datetime) -> bool:
    """Take an appointment that comes in a pause of the user's, and write nothing for it. False where there is no pause,
    or another kith took it."""
    before, slot = due
    said = told(store)
    if not (said.paused(unix(now)) or said.paused(unix(slot))):
        return False
    with store.transaction():
        taken = store.ledger.claim(name, before, unix(slot))
    if taken:
        journal.paused()
    return taken
