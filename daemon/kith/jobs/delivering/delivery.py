"""Handing letters over, exactly once each.

The ledger says a letter is leaving before it leaves. A letter found in that state was interrupted: its Message-ID is
looked for in the user's own mailbox, which is where it was going, and only a letter that is surely not there is
handed over again. So is every letter that is tried again, where there is SMTP: a server that says "later" to a whole
letter has not taken it (RFC 5321 section 4.2.1), but some have.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial

from kith.clock import Clock, unix
from kith.config.settings import Settings
from kith.deliver import mailbox, smtp
from kith.errors import (
    DeliveryDeferred,
    DeliveryHeld,
    DeliveryPutOff,
    DeliveryRefused,
    DeliveryUncertain,
    FolderUnavailable,
    KithError,
    StoreBusy,
    StoreUnusable,
)
from kith.imap.folders import Folder, listing
from kith.imap.session import Session
from kith.jobs.credentials import smtp_credential
from kith.jobs.delivering.logins import SMTP, login_at, session_at
from kith.jobs.reading.backoff import LETTER_MOST, letter_wait
from kith.jobs.scan import Watch
from kith.journal import Journal
from kith.model import Role
from kith.store import Store
from kith.store.ledger import Letter

HOLD = (
    600  # seconds: a letter that SMTP may have taken is given this long to show up (greylisting, slow relays)
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
class Postman:
    """Delivers what waits in the ledger, by SMTP where the settings have one, else straight into INBOX."""

    settings: Settings
    store: Store
    environ: Mapping[str, str]
    clock: Clock
    journal: Journal

    @property
    def by_smtp(self) -> bool:
        return self.settings.by_smtp

    def deliver_waiting(self, watch: Watch, *, patient: bool = False) -> list[KithError]:
        """Hand over every letter that waits; gives what went wrong, one for each letter still waiting or refused.

        `patient`: leave a letter alone until its next try is due (the daemon); otherwise try all.
        Raises StoreBusy while another kith is delivering; StoreFull, StoreUnusable where the ledger cannot be kept;
        StoreDamaged: nothing leaves out of a broken store.
        """
        if not self._to_try(patient):
            return []
        with self.store.alone("delivery"):
            self.store.check()
            failures = []
            for letter in self._to_try(patient):
                try:
                    self._deliver(letter, watch)
                except (StoreBusy, StoreUnusable):
                    raise  # of the letter it says nothing: what stands in the ledger stays true
                except KithError as error:
                    failures.append(error)
                    self._note(letter, error)
            return failures

    def _to_try(self, patient: bool) -> list[Letter]:
        """The letters that wait, oldest first; the pause between two tries doubles up to an hour."""
        now = unix(self.clock.now())
        return [
            letter
            for letter in self.store.ledger.waiting()
            if not patient or letter.retry_at is None or now >= letter.retry_at
        ]

    def _deliver(self, letter: Letter, watch: Watch) -> None:
        if self._is_there(letter, watch):
            self.journal.found_delivered(letter.message_id)
            with self.store.transaction():
                self.store.ledger.closed(letter.number, "delivered", "found in your mailbox")
            return
        with self.store.transaction():
            self.store.ledger.leaving(letter.number, unix(self.clock.now()))
        answer = self.send(letter) if self.by_smtp else self.append(letter, watch, self._account())
        with self.store.transaction():
            self.store.ledger.closed(letter.number, "delivered", answer)
        self.journal.delivered(letter.message_id, answer)

    def _note(self, letter: Letter, error: KithError) -> None:
        """What a failure means for the letter: refused for good, surely still here, or nobody knows."""
        now, wait = unix(self.clock.now()), letter_wait(letter.tries)
        if isinstance(error, DeliveryPutOff):
            wait = max(wait, HOLD)  # if it was taken it shows by then; RFC 5321 section 4.5.4.1 asks for more
        with self.store.transaction():
            if isinstance(error, DeliveryHeld):
                self.store.ledger.held(letter.number, str(error), now + LETTER_MOST)
            elif isinstance(error, DeliveryRefused):
                self.store.ledger.closed(letter.number, "refused", str(error))
            else:
                state = "leaving" if isinstance(error, DeliveryUncertain) else "written"
                self.store.ledger.failed(letter.number, state, str(error), now + wait)
        note = self.journal.refused if isinstance(error, DeliveryRefused) else self.journal.delivery_failed
        note(letter.message_id, error)

    def _is_there(self, letter: Letter, watch: Watch) -> bool:
        """Whether a letter that is to be tried again is in the mailbox, against what was said of it or without a word.

        Where that cannot be asked, a server that did not take a letter is believed. Raises DeliveryUncertain of one
        that nothing was said of.
        """
        if letter.state == "leaving":
            return self.arrived(letter, watch, self._account(), by_smtp=self.by_smtp)
        if not letter.tries or self.settings.smtp is None:
            return False
        try:
            return self._found(letter, watch, self._account())
        except (StoreBusy, StoreUnusable):
            raise
        except KithError:
            if watch.stopping() or not self.by_smtp:
                raise  # placing it would fail as well, and cost another login
            return False

    def arrived(self, letter: Letter, watch: Watch, name: str, *, by_smtp: bool) -> bool:
        """Whether an interrupted letter is in the mailbox of the account it went to.

        Raises DeliveryUncertain while that cannot be told: the mailbox is out of reach, or a letter by SMTP may
        still be on its way.
        """
        try:
            if self._found(letter, watch, name):
                return True
        except KithError as error:
            raise DeliveryUncertain(
                f"it may have arrived, and the mailbox cannot be asked: {error}"
            ) from error
        since = unix(self.clock.now()) - (letter.tried_at or 0)
        if by_smtp and since < HOLD:  # negative where the clock was set back: `Clockwork` mends that
            wait = min(HOLD - since, HOLD)
            raise DeliveryUncertain(f"it may still be on its way; kith looks again in {wait} s")
        return False

    def _found(self, letter: Letter, watch: Watch, name: str) -> bool:
        with self._session(watch, name) as session:
            folders = sorted(listing(session), key=lambda folder: _SEARCHED.get(folder.role, 9))
            return any(_holds(session, folder, letter.message_id) for folder in folders)

    def send(self, letter: Letter) -> str:
        """By SMTP; gives what the server said."""
        server = self.settings.smtp
        if server is None:
            raise DeliveryDeferred("digest.deliver is smtp, but there is no [smtp]")
        with login_at(self.store, unix(self.clock.now()), SMTP):
            now = partial(unix, self.clock.now())
            credential = smtp_credential(SMTP, self.settings, self.environ, self.store.folder, now)
            envelope = (letter.content, letter.recipient, letter.recipient, server)
            if credential is None:
                return smtp.send(*envelope)
            return credential.opening(lambda secret: smtp.send(*envelope, secret.value, token=secret.token))

    def append(self, letter: Letter, watch: Watch, name: str) -> str:
        """Straight into the INBOX of an account; gives what the server said."""
        with self._session(watch, name) as session, session.doing("placing the digest"):
            return mailbox.append(session.client, b"INBOX", letter.content).said

    def _account(self) -> str:
        """The account the digest goes to: the one with that address, else the first."""
        return self.settings.digest_account

    def _session(self, watch: Watch, name: str) -> AbstractContextManager[Session]:
        account, now = self.settings.accounts[name], unix(self.clock.now())
        return session_at(self.store, name, account, self.environ, now, watch)


def _holds(session: Session, folder: Folder, message_id: str) -> bool:
    """Whether the letter lies in a folder. One that cannot be opened is passed over where no digest arrives."""
    try:
        with session.doing(f"looking for the digest in {folder.name}"):
            return mailbox.holds(session.client, folder.raw, message_id)
    except FolderUnavailable:
        if folder.role in _ARRIVALS:
            raise
        return False
