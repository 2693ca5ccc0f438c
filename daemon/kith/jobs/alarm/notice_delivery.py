"""Handing a notice over, by whatever way still works: INBOX of any account, SMTP, the journal.

Exactly once, across ways: the ledger holds by which way it was tried, and while nobody knows whether it arrived
there, it is looked for there and goes no other way. That holds also of what SMTP has had whole and put off.
"""

from dataclasses import dataclass

from kith.clock import unix
from kith.errors import (
    AccountDown,
    DeliveryDeferred,
    DeliveryHeld,
    DeliveryPutOff,
    DeliveryUncertain,
    KithError,
)
from kith.jobs.delivering.arrivals import HOLD
from kith.jobs.reading.backoff import LETTER_MOST, letter_wait
from kith.jobs.reading.look import Watch
from kith.jobs.workplace import Workplace
from kith.store.departures import Way
from kith.store.ledger import Letter
from kith.suggest.alarm import Kind


@dataclass(frozen=True, slots=True)
class NoticeDelivery:
    """Delivers notices, one at a time."""

    place: Workplace
    watch: Watch

    def deliver(self, letter: Letter, now: int) -> None:
        """Hand it over by the first way that works; a failure is noted, and it is tried again later."""
        try:
            if self._arrived(letter):
                return
        except DeliveryUncertain as error:
            self._failed(letter, error, now)
            return
        failure: KithError = DeliveryDeferred("no account works, and there is no other way to you")
        for way in self._ways(letter):
            if self.watch.stopping():
                return
            try:
                self._leave(letter, way, now)
            except DeliveryHeld as error:
                with self.place.store.transaction():
                    self.place.store.ledger.held(letter.number, str(error), now + LETTER_MOST)
                return
            except (DeliveryUncertain, DeliveryPutOff) as error:
                self._perhaps_taken(letter, error, now)
                return  # no other way before it was looked for
            except KithError as error:
                failure = error
                with self.place.store.transaction():
                    self.place.store.ledger.failed(letter.number, "written", str(error), now)
            else:
                return
        self._failed(letter, failure, now)

    def take_back(self, letter: Letter) -> None:
        """What a notice tells of is over before it could be told. One that may have arrived is looked for first."""
        store, now = self.place.store, unix(self.place.clock.now())
        put_off = letter.state == "written" and store.ledger.perhaps_taken(letter.number)
        if put_off and letter.retry_at is not None and now < letter.retry_at:
            return
        try:
            if self._arrived(letter):
                return
        except DeliveryUncertain as error:
            self._failed(letter, error, now)
            return
        with store.transaction():
            store.outages.take_back(letter.number)
        self.place.journal.notice_not_needed()

    def _ways(self, letter: Letter) -> list[Way]:
        """Accounts that can be read, the digest's first; SMTP; accounts that time may heal: their INBOX may take it."""
        settings, cursors = self.place.settings, self.place.store.cursors
        first = next((n for n, one in settings.accounts.items() if one.email == settings.recipient), "")
        names = sorted(settings.accounts, key=lambda name: name != first)
        failing = {one.account for one in cursors.health(names) if one.failure} | {
            name for name in names if cursors.refused(name)[0]
        }
        doubtful = [name for name in names if name in failing and cursors.code(name) == AccountDown.exit_code]
        postman = self.place.postman()
        return [
            *(postman.way_by_imap(name) for name in names if name not in failing),
            *([postman.way_by_smtp(letter)] if settings.smtp else ()),
            *(postman.way_by_imap(name) for name in doubtful),
        ]

    def _leave(self, letter: Letter, way: Way, now: int) -> None:
        with self.place.store.transaction():
            self.place.store.ledger.leaving(letter.number, now, way)
        self._closed(letter, self.place.postman().hand_over(letter, self.watch, way))

    def _arrived(self, letter: Letter) -> bool:
        """Whether it has arrived by a try of before; then it is closed. Raises DeliveryUncertain while that cannot be
        told."""
        if not self.place.postman().arrivals.has(letter, self.watch):
            return False
        self._closed(letter, "found in your mailbox")
        return True

    def _closed(self, letter: Letter, answer: str) -> None:
        store = self.place.store
        with store.transaction():
            store.ledger.closed(letter.number, "delivered", answer)
            if letter.said == Kind.TROUBLE:
                store.outages.arrived(letter, unix(self.place.clock.now()))
        self.place.journal.delivered(letter.message_id, answer)

    def _perhaps_taken(self, letter: Letter, error: KithError, now: int) -> None:
        put_off = isinstance(error, DeliveryPutOff)
        state, least = ("written", HOLD) if put_off else ("leaving", 0)
        wait = max(letter_wait(letter.tries), least)
        with self.place.store.transaction():
            self.place.store.ledger.failed(letter.number, state, str(error), now + wait, put_off=put_off)
        self.place.journal.delivery_failed(letter.message_id, error)

    def _failed(self, letter: Letter, error: KithError, now: int) -> None:
        """It did not leave this time, and stays what it was."""
        with self.place.store.transaction():
            self.place.store.ledger.held(letter.number, str(error), now + letter_wait(letter.tries))
        self.place.journal.delivery_failed(letter.message_id, error)
