"""Loud failure: sees what does not work for how long, and tells the user, by whatever still works.

What is to be told is decided in `kith.suggest.alarm`; it is written into the ledger like a digest, in one transaction
with the note that it is told, so that a kill neither loses nor doubles it. A trouble that time may heal is looked at
once more just before it is told: a machine whose network is back finds its accounts well first.
"""

import hashlib
import hmac
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from kith.clock import unix
from kith.errors import StoreBusy, StoreDamaged, StoreFull, StoreUnusable
from kith.jobs.alarm.faults import Fault, faults
from kith.jobs.alarm.notice_delivery import NoticeDelivery
from kith.jobs.alarm.notices import compose_notice
from kith.jobs.alarm.store_notice import StoreNotice
from kith.jobs.alarm.store_trouble import StoreTrouble, make_room_for_note
from kith.jobs.delivering.logins import refused_logins
from kith.jobs.people import own_name
from kith.jobs.reading.look import Watch
from kith.jobs.workplace import Workplace
from kith.people.address import domain_of
from kith.store.ledger import Letter
from kith.suggest.alarm import Kind, Notice, Outage, due, ripe
from kith.suggest.notice import alarm_line, words

BEAT = 300.0  # seconds between two writings while something is wrong
LONGEST_BEAT = (
    600.0  # seconds: what is longer was no work but a sleep, or a look that lasted; then less is counted
)
HOUR = 3600.0  # seconds: how often it is proven that the store can be written while all is well


@dataclass(slots=True)
class Alarm:
    """Keeps an eye on everything, in the daemon's loop. Remembers only what may be forgotten."""

    place: Workplace
    doubt: bool = False  # somebody could not write into the store: find out at once
    store_trouble: StoreTrouble | None = None  # in which this or an earlier process has found the store
    _beaten: tuple[float, int] | None = None
    _proven: float | None = None
    _asked: dict[str, int] = field(default_factory=dict)

    def heed(self, watch: Watch, *, fresh: bool = False) -> None:
        """Note what works and what does not, and tell what is to be told. `fresh`: everything was tried just now.

        Raises StoreDamaged.
        """
        now = unix(self.place.clock.now())
        try:
            if self.store_trouble or self.doubt:
                self.place.store.prove_room()  # a beat is small, and would fit where nothing else does
            with self.place.store.reading():
                wrong = faults(self.place.store, self.place.settings, now)
                going_on = {one.what for one in self.place.store.outages.going_on()}
            if self._time_to_beat(wrong, going_on):
                self._beat(wrong, going_on, now, self._elapsed(now, fresh=fresh))
            self._asked = {what: at for what, at in self._asked.items() if what in going_on}
            self._tell(watch, now, fresh=fresh)
        except StoreDamaged:  # nothing may be sent out of it: the daemon ends, and tells
            raise
        except (StoreFull, StoreUnusable) as error:
            self.broken(error, watch, by_timer=fresh)
        except StoreBusy:
            return  # another kith writes just now

    def lines(self) -> list[str]:
        """What the user is, or will be, told of, in a few words each; for a status line."""
        shown = ripe(self.place.store.outages.all(), self.place.settings.alarm)
        return [alarm_line(one) for one in shown] + ["nothing can be written down"] * (
            self.store_trouble is not None
        )

    def _time_to_beat(self, faults: Sequence[Fault], going_on: set[str]) -> bool:
        """At once when something changes; now and then while something is wrong, and to prove that all is well."""
        if (
            self.doubt
            or self.store_trouble
            or self._proven is None
            or going_on != {one.what for one in faults}
        ):
            return True
        mono = self.place.clock.monotonic()
        waited = mono - self._beaten[0] if self._beaten else BEAT
        return mono - self._proven >= HOUR or (bool(faults) and waited >= BEAT)

    def broken(self, error: StoreBusy | StoreUnusable, watch: Watch, *, by_timer: bool) -> None:
        """The store does not take anything: note so, and tell where it is time to. `by_timer`: for a run that ends and
        is started again, whose pauses count."""
        place, now = self.place, unix(self.place.clock.now())
        elapsed = self._elapsed(now, fresh=False) if self.store_trouble else 0.0
        self._beaten = (place.clock.monotonic(), now)
        trouble = self.store_trouble = StoreTrouble.of(error, now, self.store_trouble)
        if by_timer:
            trouble.goes_on(now, place.settings.alarm)
            trouble.note(place.settings, place.environ)
        else:
            trouble.tried += elapsed
            trouble.note_now_and_then(place.settings, place.environ, now)
        if trouble.is_ripe(place.settings.alarm):
            notice = StoreNotice(place.settings, place.environ, place.zone, place.journal)
            notice.tell(trouble, now, watch, by_timer=by_timer, closed=self._closed(now))

    def _closed(self, now: int) -> Collection[str]:
        """The accounts where a login was refused and is not tried yet, as far as that can still be read."""
        store = self.place.store
        # Where it cannot be read, that is what is being told just now.
        with suppress(StoreBusy, StoreUnusable), store.reading():
            return refused_logins(store, list(self.place.settings.accounts), now)
        return ()

    def _elapsed(self, now: int, *, fresh: bool) -> float:
        """Seconds of trying since the last beat: by the clock that stands still while the machine sleeps, and never
        much longer than the pauses of the loop. For a run that is started again and again, by its usual pauses."""
        if fresh:
            return self.place.store.outages.tried_since_beat(now, self.place.settings.alarm)
        if self._beaten is None:
            return 0.0
        mono, wall = self._beaten
        return max(0.0, min(self.place.clock.monotonic() - mono, now - wall, LONGEST_BEAT))

    def _beat(self, faults: Sequence[Fault], going_on: set[str], now: int, elapsed: float) -> None:
        """Write down what works and what does not; that it could be written says that the store is well."""
        outages = self.place.store.outages
        with self.place.store.transaction():
            for one in faults:
                outages.goes_on(one.what, one.code, one.why, now, int(elapsed))
            for what in going_on - {one.what for one in faults}:
                outages.over(what, now)
            if self.store_trouble and self.store_trouble.told_at is not None:
                outages.told_of(
                    "store", self.store_trouble.code, self.store_trouble.why, self.store_trouble.since, now
                )
            self.place.store.cursors.held.write()
            outages.beat(now)
        self.place.store.cursors.held.clear()
        make_room_for_note(self.place.settings, self.place.environ)
        mono = self.place.clock.monotonic()
        self._beaten, self.store_trouble, self.doubt, self._proven = (mono, now), None, False, mono

    def _tell(self, watch: Watch, now: int, *, fresh: bool) -> None:
        store, patience = self.place.store, self.place.settings.alarm
        crier = NoticeDelivery(self.place, watch)
        for letter in store.ledger.notices():
            outages = store.outages.all()
            wrong = ripe(outages, patience)
            if letter.said == Kind.TROUBLE and not wrong:
                crier.take_back(letter)
            elif (letter.retry_at is None or now >= letter.retry_at) and (
                fresh or letter.said != Kind.TROUBLE or self._is_fresh(wrong, now)
            ):
                crier.deliver(self._reworded(letter), now)
            return  # one after the other
        notice = due(store.outages.all(), store.outages.alarm(), patience, now)
        if notice and (fresh or self._is_fresh(notice.outages, now)):
            letter = self._written(notice, now)
            crier.deliver(letter, now)

    def _is_fresh(self, outages: Sequence[Outage], now: int) -> bool:
        """Whether everything that time may heal was tried since this was asked first; if not, it is tried at once."""
        store, stale = self.place.store, False
        letters = [letter for letter in store.ledger.waiting() if letter.answer]
        for one in outages:
            if not one.heals or one.ended_at is not None:
                continue
            name, asked = one.what.removeprefix("account "), self._asked.get(one.what)
            tries = (
                [letter.retry_at for letter in letters]
                if one.what == "letters"
                else [store.cursors.retry_at(name)]
            )
            next_try = min((at for at in tries if at is not None), default=now)
            if asked is None and next_try < now + 2 * HOUR:  # a server that asked for a longer pause gets it
                self._asked[one.what] = now
                with store.transaction():
                    for letter in letters if one.what == "letters" else ():
                        store.ledger.retry(letter.number, now)
                    if one.what != "letters":
                        store.cursors.put_off(name, now)
                stale = True
            elif asked is not None and next_try <= asked:
                stale = True
        if not stale:
            self._asked.clear()
        return not stale

    def _written(self, notice: Notice, now: int) -> Letter:
        """A notice in the ledger: the same episode and telling always make the same letter."""
        store = self.place.store
        what = f"notice {notice.kind} {notice.episode} {notice.telling}"
        mac = hmac.new(store.ledger.secret(), what.encode(), hashlib.sha256).hexdigest()
        name = f"<kith.{mac[:33]}@{domain_of(self.place.settings.recipient)}>"
        letter = self._worded(notice, name, now)
        with store.transaction():
            if notice.kind is Kind.TROUBLE:
                whats = [one.what for one in notice.outages]
                new = store.outages.trouble_told(letter, notice.episode, notice.telling, whats)
            else:
                new = store.outages.recovery_told(letter)
        if new:
            self._journal(notice)
        return next((one for one in store.ledger.notices() if one.message_id == name), letter)

    def _reworded(self, letter: Letter) -> Letter:
        """A notice that waits says what is wrong now, as long as it has surely not left."""
        store = self.place.store
        if letter.state != "written" or letter.said != Kind.TROUBLE:
            return letter
        alarm, outages = store.outages.alarm(), store.outages.all()
        wrong = ripe(outages, self.place.settings.alarm)
        shown = tuple(one for one in outages if one.ended_at is None and (one.told or one in wrong))
        over = tuple(one for one in outages if one.ended_at is not None)
        episode = letter.composed_at if alarm.episode is None else alarm.episode
        notice = Notice(Kind.TROUBLE, episode, alarm.tellings, shown, over)
        worded = self._worded(notice, letter.message_id, letter.composed_at, letter)
        with store.transaction():
            store.outages.reword(worded, [one.what for one in shown])
        return worded

    def _worded(self, notice: Notice, name: str, at: int, letter: Letter | None = None) -> Letter:
        settings, said = self.place.settings, words(notice, self.place.zone)
        content = compose_notice(settings, own_name(self.place.store, settings), said, name, at)
        if letter is not None:
            return replace(letter, content=content, said=notice.kind.value)
        return Letter(
            0, name, None, at, settings.recipient, content, "written", said=notice.kind.value, kind="notice"
        )

    def _journal(self, notice: Notice) -> None:
        for one in notice.outages:
            self.place.journal.alarm(alarm_line(one), one.why)
        if notice.kind is Kind.RECOVERY:
            for one in notice.over:
                self.place.journal.alarm_over(one.what)
