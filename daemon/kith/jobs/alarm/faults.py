"""What does not work now, by what is written down: one list for the alarm, `kith status` and the status line."""

from collections.abc import Collection
from dataclasses import dataclass

from kith.config.settings import Settings
from kith.digest import AccountHealth
from kith.jobs.transition.gone import Gone
from kith.store import Store
from kith.suggest.alarm import Outage
from kith.suggest.notice import alarm_line
from kith.suggest.wording import span

DAY = 86_400
UNSEEN = DAY  # seconds without a look, after which somebody should see whether kith runs at all


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that does not work now; as `kith.suggest.alarm.Outage`."""

    what: str
    code: int
    why: str

    @property
    def words(self) -> str:
        """A few words for a status line."""
        return alarm_line(Outage(self.what, self.code, 0, 0, self.why))


def left_accounts(store: Store, settings: Settings, now: int) -> set[str]:
    """Accounts of places the user has left (`kith transition`): that they cannot be read is no fault."""
    gone = Gone(store.transitions.all(), now)
    return {name for name, account in settings.accounts.items() if account.email in gone}


def faults(store: Store, settings: Settings, now: int) -> list[Fault]:
    """Accounts that cannot be read, letters that wait in vain, a digest that was refused. `now` in unix seconds."""
    left = left_accounts(store, settings, now)
    found = [
        Fault(f"account {one.account}", store.cursors.code(one.account), one.failure)
        for one in store.cursors.health(list(settings.accounts))
        if one.failure and one.account not in left
    ]
    waiting = next((letter for letter in store.ledger.waiting() if letter.answer), None)
    if waiting:
        found.append(Fault("letters", store.outages.code_of_letters(), waiting.answer))
    newest = store.ledger.newest()
    if newest and newest.state == "refused":
        found.append(Fault("refused", 1, newest.answer))
    return found


def unseen(health: Collection[AccountHealth], now: int) -> list[str]:
    """Accounts nobody has looked at for long, though nothing failed; in words. The alarm cannot say so: it sleeps then,
    too."""
    return [
        f"{one.account} has not been looked at for {span((now - one.looked_at) / DAY)}; is kith running?"
        for one in health
        if not one.failure and one.looked_at is not None and now - one.looked_at > UNSEEN
    ]
