"""Handing letters over, exactly once each.

The ledger says that a letter is leaving, by which way and where to, before it leaves. A letter found in that state was
interrupted: its Message-ID is looked for in the user's own mailbox, which is where it was going, and only a letter that
is surely not there is handed over again (`kith.jobs.delivering.arrivals`). So is one that a server has had whole and
put off: it has not taken it (RFC 5321 section 4.2.1), but some have.
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
    KithError,
    StoreBusy,
    StoreUnusable,
)
from kith.imap.session import Session
from kith.jobs.credentials import smtp_credential
from kith.jobs.delivering.arrivals import HOLD, Arrivals
from kith.jobs.delivering.logins import SMTP, login_at, session_at
from kith.jobs.reading.backoff import LETTER_MOST, letter_wait
from kith.jobs.scan import Watch
from kith.journal import Journal
from kith.store import Store
from kith.store.departures import Way
from kith.store.ledger import Letter


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
                note = self._stays
                try:
                    if not self._is_there(letter, watch):
                        note = self._note
                        self._deliver(letter, watch)
                except (StoreBusy, StoreUnusable):
                    raise  # of the letter it says nothing: what stands in the ledger stays true
                except KithError as error:
                    failures.append(error)
                    note(letter, error)
            return failures

    def _to_try(self, patient: bool) -> list[Letter]:
        """The letters that wait, oldest first; the pause between two tries doubles up to an hour."""
        now = unix(self.clock.now())
        return [
            letter
            for letter in self.store.ledger.waiting()
            if not patient or letter.retry_at is None or now >= letter.retry_at
        ]

    def _is_there(self, letter: Letter, watch: Watch) -> bool:
        """Whether a letter of before has arrived; then it is closed. Raises as `Arrivals.has`."""
        if not self.arrivals.has(letter, watch):
            return False
        self.journal.found_delivered(letter.message_id)
        with self.store.transaction():
            self.store.ledger.closed(letter.number, "delivered", "found in your mailbox")
        return True

    def _deliver(self, letter: Letter, watch: Watch) -> None:
        way = self.way_by_smtp(letter) if self.by_smtp else self.way_by_imap(self.settings.digest_account)
        with self.store.transaction():
            self.store.ledger.leaving(letter.number, unix(self.clock.now()), way)
        answer = self.hand_over(letter, watch, way)
        with self.store.transaction():
            self.store.ledger.closed(letter.number, "delivered", answer)
        self.journal.delivered(letter.message_id, answer)

    def _stays(self, letter: Letter, error: KithError) -> None:
        """It was not handed over again: it stays what it was, unless nothing more can become of it."""
        with self.store.transaction():
            if isinstance(error, DeliveryRefused):
                self.store.ledger.closed(letter.number, "refused", str(error))
            else:
                retry_at = unix(self.clock.now()) + letter_wait(letter.tries)
                self.store.ledger.held(letter.number, str(error), retry_at)
        self._journal(letter, error)

    def _note(self, letter: Letter, error: KithError) -> None:
        """What a failure means for the letter: refused for good, surely still here, or nobody knows."""
        now, wait = unix(self.clock.now()), letter_wait(letter.tries)
        put_off = isinstance(error, DeliveryPutOff)
        if put_off:
            wait = max(wait, HOLD)  # if it was taken it shows by then; RFC 5321 section 4.5.4.1 asks for more
        with self.store.transaction():
            if isinstance(error, DeliveryHeld):
                self.store.ledger.held(letter.number, str(error), now + LETTER_MOST)
            elif isinstance(error, DeliveryRefused):
                self.store.ledger.closed(letter.number, "refused", str(error))
            else:
                state = "leaving" if isinstance(error, DeliveryUncertain) else "written"
                self.store.ledger.failed(letter.number, state, str(error), now + wait, put_off=put_off)
        self._journal(letter, error)

    def _journal(self, letter: Letter, error: KithError) -> None:
        note = self.journal.refused if isinstance(error, DeliveryRefused) else self.journal.delivery_failed
        note(letter.message_id, error)

    @property
    def arrivals(self) -> Arrivals:
        """Looks for what may have arrived."""
        return Arrivals(self.settings, self.store, self.environ, self.clock)

    def way_by_smtp(self, letter: Letter) -> Way:
        """To where the letter is addressed."""
        name = self.arrivals.mailbox_of(letter.recipient)
        return Way("smtp", name, self.settings.accounts[name].email)

    def way_by_imap(self, name: str) -> Way:
        """Into the INBOX of an account."""
        return Way("imap", name, self.settings.accounts[name].email)

    def hand_over(self, letter: Letter, watch: Watch, way: Way) -> str:
        """By a way of today's configuration; gives what the server said."""
        return self.send(letter) if way.by == "smtp" else self.append(letter, watch, way.account)

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

    def _session(self, watch: Watch, name: str) -> AbstractContextManager[Session]:
        account, now = self.settings.accounts[name], unix(self.clock.now())
        return session_at(self.store, name, account, self.environ, now, watch)
