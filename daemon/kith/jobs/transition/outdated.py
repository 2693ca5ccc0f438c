"""Goodbyes in the Drafts folder that a correction of the plan has made untrue: they name another day, or another
address."""

from collections.abc import Mapping

from kith.store import Store
from kith.suggest.reasons.my_transition import KIND

BECAUSE = "you corrected the plan"


def outdated(store: Store) -> Mapping[str, frozenset[int]]:
    """Address -> when the digests were written (unix seconds) whose goodbye to them holds no longer."""
    changed = [plan for plan in store.transitions.all() if plan.leaving.changed_at]
    if not changed:  # nearly always
        return {}
    suggested, found = store.ledger.suggested(), dict[str, frozenset[int]]()
    for plan in changed:
        at = plan.leaving.changed_at
        for address in plan.people:
            times = (when for when, kind in suggested.get(address, ()) if kind == KIND and when < at)
            found[address] = found.get(address, frozenset()).union(times)
    return found
