"""Handing a notice over, by whatever way still works: INBOX of any account, SMTP, the journal.

Exactly once, across ways: the ledger holds by which way it was tried last, and while nobody knows whether it arrived
there, it is looked for there and goes no other way.
"""

from dataclasses import dataclass

from kith.clock import unix
from kith.errors import AccountDown, DeliveryDeferred, DeliveryHeld, DeliveryUncertain, KithError
from kith.jobs.reading.backoff import LETTER_MOST, letter_wait
from kith.jobs.reading.look import Watch
from kith.jobs.workplace import Workplace
from kith.store.ledger import Letter
from kith.suggest.alarm import Kind

_SMTP, _IMAP = "smtp", "imap "


@dataclass(frozen=True, slots=True)
class NoticeDelivery:
    """Delivers notices, one at a time."""

    place: Workplace
    watch: Watch

    def deliver(self, letter: Letter, now: int) -> None:
        """Hand it over by the first way that works; a failure is noted, and it is tried again later."""
        try:
            if letter.state == "leaving" and self._arrived(letter):
                self._closed(letter, "found in your mailbox")
                return
        except DeliveryUncertain as error:
            self._failed(letter, "leaving", error, now)
            return
        failure: KithError = DeliveryDeferred("no account works, and there is no other way to you")
        for way in self._ways():
            if self.watch.stopping():
                return
            try:
                self._leave(letter, way, now)
            except DeliveryHeld as error:
                with self.place.store.transaction():
                    self.place.store.ledger.held(letter.number, str(error), now + LETTER_MOST)
                return
            except DeliveryUncertain as error:
                self._failed(letter, "leaving", error, now)
                return
            except KithError as error:
                failure = error
                with self.place.store.transaction():
                    self.place.store.ledger.failed(letter.number, "written", str(error), now)
            else:
                return
        self._failed(letter, "written", failure, now)

    def take_back(self, letter: Letter) -> None:
        """What a notice tells of is over before it could be told. One that may have arrived is looked for first."""
        store = self.place.store
        if letter.state == "leaving":
            try:
                if self._arrived(letter):
                    self._closed(letter, "found in your mailbox")
                    return
            except DeliveryUncertain as error:
                self._failed(letter, "leaving", error, unix(self.place.clock.now()))
                return
        with store.transaction():
            store.outages.take_back(letter.number)
        self.place.journal.notice_not_needed()

    def _ways(self) -> list[str]:
        """Accounts that can be read, the digest's first; SMTP; accounts that time may heal: their INBOX may take it."""
        settings, cursors = self.place.settings, self.place.store.cursors
        first = next((n for n, one in settings.accounts.items() if one.email == settings.recipient), "")
        names = sorted(settings.accounts, key=lambda name: name != first)
        failing = {one.account for one in cursors.health(names) if one.failure} | {
            name for name in names if cursors.refused(name)[0]
        }
        doubtful = [name for name in names if name in failing and cursors.code(name) == AccountDown.exit_code]
        return [
            *(_IMAP + name for name in names if name not in failing),
            *([_SMTP] if settings.smtp else ()),
            *(_IMAP + name for name in doubtful),
        ]

    def _leave(self, letter: Letter, way: str, now: int) -> None:
        store, postman = self.place.store, self.place.postman()
        with store.transaction():
            store.ledger.leaving(letter.number, now, way)
        if way == _SMTP:
            answer = postman.send(letter)
        else:
            answer = postman.append(letter, self.watch, way.removeprefix(_IMAP))
        self._closed(letter, answer)

    def _arrived(self, letter: Letter) -> bool:
        """Raises DeliveryUncertain while that cannot be told."""
        way, accounts = self.place.store.ledger.way(letter.number), self.place.settings.accounts
        name = way.removeprefix(_IMAP)
        if name not in accounts:  # by SMTP it goes to the digest's address; an account may be gone meanwhile
            name = next(
                (n for n, one in accounts.items() if one.email == letter.recipient), next(iter(accounts))
            )
        postman = self.place.postman()
        return postman.arrived(letter, self.watch, name, by_smtp=way == _SMTP)

    def _closed(self, letter: Letter, answer: str) -> None:
        store = self.place.store
        with store.transaction():
            store.ledger.closed(letter.number, "delivered", answer)
            if letter.said == Kind.TROUBLE:
                store.outages.arrived(letter, unix(self.place.clock.now()))
        self.place.journal.delivered(letter.message_id, answer)

    def _failed(self, letter: Letter, state: str, error: KithError, now: int) -> None:
        wait = letter_wait(letter.tries)
        with self.place.store.transaction():
            if state == "leaving":
                self.place.store.ledger.failed(letter.number, state, str(error), now + wait)
            else:
                self.place.store.ledger.held(letter.number, str(error), now + wait)
        self.place.journal.delivery_failed(letter.message_id, error)
