"""What goes away with a place the user has left: its addresses stay the user's for judging mail, but no draft comes
from them, and an account that is switched off there is no trouble."""

from collections.abc import Iterable, Sequence

from kith.config.settings import Settings
from kith.digest import AccountHealth
from kith.journal import clean
from kith.people.address import normalise
from kith.suggest.moving import Leaving, Standing


class Gone:
    """The user's addresses that are for reading only at an instant (unix seconds); ask it with `in`."""

    def __init__(self, plans: Iterable[Standing] = (), now: int = 0) -> None:
        self.left: tuple[Leaving, ...] = tuple(one.leaving for one in plans if one.gone(now))

    def __contains__(self, spec: object) -> bool:
        return isinstance(spec, str) and self.with_what(spec) is not None

    def with_what(self, spec: str) -> Leaving | None:
        """With what an address has gone; of several the newest."""
        return next((one for one in self.left[::-1] if one.holds(normalise(spec))), None)

    def instead_of(self, spec: str) -> str:
        """The address to write from: this one, or the one that took its place."""
        for _ in self.left:  # who has moved twice
            if (found := self.with_what(spec)) is None:
                break
            spec = found.reach
        return spec

    def left_over(self, settings: Settings) -> list[str]:
        """The accounts that drafts may go to, those of the new addresses first where any has gone; all of them where
        nothing else is left, since a draft has to lie somewhere."""
        accounts = {name: normalise(account.email) for name, account in settings.accounts.items()}
        staying = [name for name, email in accounts.items() if email not in self]
        new = {one.reach for one in self.left}
        return sorted(staying, key=lambda name: accounts[name] not in new) or list(accounts)


NOTHING_GONE = Gone()


def told(
    gone: Gone, settings: Settings, recipient: str, health: Sequence[AccountHealth]
) -> tuple[tuple[AccountHealth, ...], tuple[str, ...]]:
    """The health of the accounts without those that were to be expected to fail, and a sentence for each account that
    may be taken out of the configuration, or that must be seen to."""
    if not gone.left:
        return tuple(health), ()
    accounts = {name: account.email for name, account in settings.accounts.items()}
    away = {name: left for name, email in accounts.items() if (left := gone.with_what(email))}
    kept = tuple(one for one in health if one.account not in away or not one.failure)
    failing = {one.account for one in health if one.failure}
    told = []
    for name, left in away.items():
        state = " cannot be read any more and" if name in failing else ""
        told.append(
            f"You have left {clean(left.place, 40)}: its account [accounts.{clean(name, 40)}]{state} may be taken out "
            f"of your configuration; put {clean(accounts[name], 80)} into `me` instead, so that old mail stays yours."
        )
    if recipient in gone:
        told.append(
            f"This digest goes to {clean(recipient, 80)}, which you have left: name another address as `digest.to`."
        )
    return kept, tuple(told)
