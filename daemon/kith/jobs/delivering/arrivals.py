"""Whether a letter that may have been taken has arrived: before any second try it is looked for.

What counts is how it left and where it went then (`Ledger.perhaps_taken`), not what the settings say today: the way of
delivery, the address and the accounts may have been changed meanwhile.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kith.clock import Clock, unix
from kith.config.settings import Settings
from kith.deliver import mailbox
from kith.errors import (
    DeliveryRefused,
    DeliveryUncertain,
    FolderUnavailable,
    KithError,
    StoreBusy,
    StoreUnusable,
)
from kith.imap.folders import Folder, listing
from kith.imap.session import Session
from kith.jobs.delivering.logins import session_at
from kith.jobs.reading.look import Watch
from kith.journal import clean
from kith.model import Role
from kith.store import Store
from kith.store.departures import HandOver, Way
from kith.store.ledger import Letter

HOLD = (
    600  # seconds: a letter that SMTP may have taken is given this long to show up (greylisting, slow relays)
)
BELIEVED = (
    3600  # seconds: a mailbox that cannot be asked is waited for this long, then what was said of it holds
)
_ARRIVALS = frozenset({Role.INBOX, Role.ALL, Role.JUNK})  # where a server may put what comes by SMTP
_SEARCHED = {
    Role.INBOX: 0,
    Role.ALL: 1,
    Role.ARCHIVE: 2,
    Role.NORMAL: 2,
    Role.SENT: 3,
    Role.JUNK: 4,
    Role.TRASH: 5,
    Role.IGNORED: 6,
}


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Looks for letters in the mailboxes they may have gone to."""

    settings: Settings
    store: Store
    environ: Mapping[str, str]
    clock: Clock

    def has(self, letter: Letter, watch: Watch) -> bool:
        """Whether it has arrived. False: it surely has not, or was never handed over; it may be handed over now.

        Raises DeliveryUncertain while that cannot be told: a letter by SMTP may still be on its way, or the mailbox
        is out of reach. DeliveryRefused where it never will be: the mailbox is no longer in the configuration.
        """
        handed = self.store.ledger.perhaps_taken(letter.number)
        if letter.state == "leaving" and not handed:
            handed = [HandOver(letter.tried_at or 0, Way())]
        if not handed:
            return False
        failure, lost = None, ""
        names = dict.fromkeys(self._name(one.way, letter) for one in handed)
        for name in names:
            try:
                if self._found(letter, watch, name or self.settings.digest_account):
                    return True
            except (StoreBusy, StoreUnusable):
                raise
            except KithError as error:
                failure = error
        if "" in names:
            lost = next(one.way.email or one.way.account for one in handed if not self._name(one.way, letter))
        _weigh(letter, handed, unix(self.clock.now()), failure, lost)
        return False

    def mailbox_of(self, recipient: str) -> str:
        """The account in whose mailbox a letter by SMTP is looked for: the one with that address, else the first."""
        accounts = self.settings.accounts
        return next((name for name, one in accounts.items() if one.email == recipient), next(iter(accounts)))

    def _name(self, way: Way, letter: Letter) -> str:
        """What the account that a letter went to is called now; "" where there is none any more."""
        accounts = self.settings.accounts
        if not way.account:
            return self.mailbox_of(letter.recipient)
        if way.account in accounts and way.email in ("", accounts[way.account].email):
            return way.account
        return next((name for name, one in accounts.items() if one.email == way.email), "")

    def _found(self, letter: Letter, watch: Watch, name: str) -> bool:
        account, now = self.settings.accounts[name], unix(self.clock.now())
        with session_at(self.store, name, account, self.environ, now, watch) as session:
            folders = sorted(listing(session), key=lambda folder: _SEARCHED.get(folder.role, 9))
            return any(_holds(session, folder, letter.message_id) for folder in folders)


def _weigh(
    letter: Letter, handed: Sequence[HandOver], now: int, failure: KithError | None, lost: str
) -> None:
    """It was not found. Returns where it may be handed over again.

    `failure`: of a mailbox that could not be asked. `lost`: the account that is no longer in the configuration.
    Raises as `Arrivals.has`.
    """

    def since(ones: Sequence[HandOver]) -> int:
        """Seconds; negative where the clock was set back: `Clockwork` mends when it was last tried."""
        return now - min(ones[0].at, letter.tried_at or ones[0].at)

    in_doubt = letter.state == "leaving"
    if failure is not None and (in_doubt or since(handed) < BELIEVED):
        raise DeliveryUncertain(
            f"it may have arrived, and the mailbox cannot be asked: {failure}"
        ) from failure
    # Nobody knows how an older kith handed it over: then it may be on its way, too.
    by_smtp = [one for one in handed if one.way.by != "imap"]
    if by_smtp and since(by_smtp) < HOLD:
        wait = min(HOLD - since(by_smtp), HOLD)
        raise DeliveryUncertain(f"it may still be on its way; kith looks again in {wait} s")
    if not lost:
        return
    where = f"it may have arrived in the mailbox of {clean(lost)}, which is no longer in your configuration"
    if since(handed) < BELIEVED:
        raise DeliveryUncertain(f"{where}; put it back, and kith looks for it there")
    if in_doubt and letter.kind != "notice":  # of trouble two are better than none
        raise DeliveryRefused(f"{where}: look for it there; kith does not send it again")


def _holds(session: Session, folder: Folder, message_id: str) -> bool:
    """Whether the letter lies in a folder. One that cannot be opened is passed over where no digest arrives."""
    try:
        with session.doing(f"looking for the digest in {folder.name}"):
            return mailbox.holds(session.client, folder.raw, message_id)
    except FolderUnavailable:
        if folder.role in _ARRIVALS:
            raise
        return False
