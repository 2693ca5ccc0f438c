"""What a digest has to do with the user's commands: it tells of those since the last one, and pauses when told to.
So it tells of the drafts that were taken out of their folder again."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from kith.clock import instant, unix
from kith.commands import wording
from kith.jobs.word import told
from kith.journal import Journal, clean
from kith.store import Store
from kith.store.drafts import Placement
from kith.suggest.assessing import Assessment

MOST_NAMED = 12  # drafts in one sentence
_REMOVED = "Taken out of your Drafts folder, unsent"
_LEFT = "Still in your Drafts folder, for you to delete"


def noted(
    store: Store,
    assessments: Sequence[Assessment],
    at: int,
    zone: ZoneInfo,
    besides: int | None,
    groups: Collection[str] = (),
) -> list[str]:
    """A sentence for each thing the user has said since the newest digest, as of `at` (unix seconds), and on the drafts
    that were taken out of their folder. `besides`: a letter that does not count, because it is written anew. `groups`:
    those that are configured."""
    events, drafts = store.events.all(at), store.tended.to_tell(at, besides)
    if not events and not drafts:
        return []
    names = {spec: one.person.name for one in assessments for spec in one.person.addresses}
    today = instant(at).astimezone(zone).date()
    said = wording.since(events, store.ledger.heard(besides), names, today, groups)
    return [*said, *_taken_away(drafts, names)]


def _taken_away(drafts: Sequence[Placement], names: Mapping[str, str]) -> list[str]:
    """What kith has taken out of the Drafts folder since, and what it would have if it could."""
    told = []
    for state, opening in (("removed", _REMOVED), ("left", _LEFT)):
        ended = [
            f"{clean(names.get(one.address) or one.address, 60)} ({one.because})"
            for one in drafts
            if one.state == state
        ]
        if ended:
            more = f" and {len(ended) - MOST_NAMED} more" if len(ended) > MOST_NAMED else ""
            told.append(f"{opening}: {', '.join(ended[:MOST_NAMED])}{more}.")
    return told


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
