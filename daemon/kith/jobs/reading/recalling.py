"""Digests of this kith's that the store does not know, because it came from a backup or was built anew: they are
entered as what they are, sent. In the transaction of the window they were read in."""

from collections.abc import Iterable

from kith.mail import carried
from kith.model import Skip
from kith.store import Store
from kith.store.touches import Judged


def recall(store: Store, judged: Iterable[Judged], now: int) -> int:
    """Enter what the digests among these messages carry; gives how many were not known. `now`: unix seconds."""
    ours = [one.facts for one in judged if one.verdict.skip is Skip.KITH and one.facts.message_id]
    if not ours:
        return 0
    secret, forgotten, recalled = store.ledger.secret(), store.decisions.forgotten(), 0
    for facts in ours:
        found = carried.read(facts.fields.get("x-kith", ""), facts.message_id, secret)
        if found is not None:
            people = [row for row in found.people if row[1] not in forgotten]
            # One of a clock that ran years ahead is not the newest for years: then its arrival is its date.
            at = found.at if found.at <= now or facts.at is None else facts.at
            read = store.cursors.messages_read()
            known = found._replace(at=at, people=tuple(people))
            recalled += store.ledger.recall(facts.message_id, known, read, now)
    return recalled
