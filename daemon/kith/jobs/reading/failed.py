"""A failure of an account is kept, and the account left alone for a while: in the store, or in memory where the disk
is full. Else a wrong password would be tried again and again as long as nothing can be written down.
"""

from kith.errors import KithError, LoginRefused, StoreBusy
from kith.jobs.reading.backoff import account_wait
from kith.store import Store
from kith.store.held import Failure


def keep_failure(
    store: Store, account: str, error: KithError, now: int, chance: float = 0.0
) -> tuple[int, int]:
    """Gives how many failures like this there were in a row, and the seconds to leave it alone. `now`: unix seconds.

    Of a refused login (of `account`, or of a door as `[smtp]`) its refusals are counted.
    """
    cursors, refused = store.cursors, isinstance(error, LoginRefused)
    held = cursors.held.get(account)
    try:
        with store.transaction():
            if held:
                cursors.held.write()
            note = cursors.login_refused if refused else cursors.account_failed
            count = note(account, str(error), now, error.exit_code)
            wait = account_wait(error, count, chance)
            cursors.put_off(account, now + wait)
        if held:
            cursors.held.clear()
    except StoreBusy:
        refusals = cursors.refused(account)[0] + 1 if refused else 0
        failures = (held.failures if held else 0) + 1
        count = refusals or failures
        wait = account_wait(error, count, chance)
        since = held.since if held else now
        cursors.held[account] = Failure(str(error), error.exit_code, since, now + wait, failures, refusals)
    return count, wait
