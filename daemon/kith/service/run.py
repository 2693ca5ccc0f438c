"""`kith run`: look at the mail, write the digest when its time has come, hand letters over; until told to stop."""

import os
import random
import resource
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from kith import files
from kith.clock import SystemClock, instant, unix
from kith.errors import OK, StoreBusy, StoreFull, StoreUnusable
from kith.imap.session import Session
from kith.jobs.alarm.alarm import Alarm
from kith.jobs.alarm.store_trouble import StoreTrouble
from kith.jobs.calendar import has_moved
from kith.jobs.delivering.logins import allow_logins, refused_logins
from kith.jobs.posting import post
from kith.jobs.reading.lines import Lines
from kith.jobs.reading.pace import Pace
from kith.jobs.scan import PORTION, Look, Scanner
from kith.jobs.word import told
from kith.jobs.workplace import Workplace, opened
from kith.journal import Journal
from kith.service.configured import first_reading, leave_note, next_reading
from kith.service.logs import to_stderr
from kith.service.signals import Signals
from kith.service.systemd import Systemd
from kith.service.timetable import Timetable
from kith.service.without_store import tell_of, wait_for_room
from kith.store.db import alone


def run(option: Path | None, *, once: bool = False, environ: Mapping[str, str] = os.environ) -> int:
    """Run until SIGTERM, or `once`: one look, the digest if it is due, and out. Gives the exit code.

    A full disk is waited for, but `once`. Raises Misconfigured and StoreBusy (another daemon works on the same state)
    before anything is done, and StoreUnusable whenever the store is found to be: then it ends, and the user is told.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core would hold every password
    journal = Journal(to_stderr(environ))
    systemd, signals = Systemd(environ), Signals(journal)
    reading = first_reading(option, environ)
    trouble = StoreTrouble.noted(reading.settings, environ, unix(SystemClock().now()))
    locked: Path | None = None
    waits = False
    with signals.installed(), ExitStack() as lock:
        while True:
            state_dir = files.state_dir(reading.settings, environ)
            try:
                if locked != state_dir:  # held while it waits for room, too
                    lock.close()
                    files.prepare_state_dir(state_dir)
                    lock.enter_context(alone(state_dir, "run"))
                    locked = state_dir
                with opened(reading.settings, environ, journal=journal) as place:
                    daemon = Daemon(place, signals, systemd, partial(leave_note, reading, environ, journal))
                    daemon.alarm.store_trouble, waits = trouble, False
                    try:
                        if once:
                            return daemon.once()
                        daemon.serve()
                    finally:
                        trouble = daemon.alarm.store_trouble
                        daemon.lines.close()
            except (StoreFull, StoreUnusable) as error:
                trouble = StoreTrouble.of(error, unix(SystemClock().now()), trouble)
                tell = partial(tell_of, trouble, reading.settings, environ, journal, once=once)
                systemd.status(f"ALARM: nothing can be written down: {error}")
                if once or isinstance(error, StoreUnusable):
                    tell(at_once=isinstance(error, StoreUnusable))
                    raise
                if not waits:
                    journal.waits_for_room(error)
                waits = True
                trouble.tried += wait_for_room(error, signals, systemd)
                if not signals.wake.is_set():
                    tell()
            if signals.stop:
                systemd.stopping()
                journal.stopped()
                return OK
            if signals.reload:
                signals.acknowledge_reload()
                reading = next_reading(reading, option, environ, journal)


@dataclass(slots=True)
class Daemon:
    """The steps of the loop over one workplace. It is also who watches a scan: progress feeds the watchdog."""

    place: Workplace
    signals: Signals
    systemd: Systemd
    in_force: Callable[[], None] = lambda: None  # told as soon as these settings hold
    lines: Lines = field(init=False)
    alarm: Alarm = field(init=False)
    _looked_at: datetime | None = None
    _tended_at: datetime | None = None
    _news: tuple[int, int, int, int] | None = None
    _more: bool = False
    _kept: bool = True  # what the last look found could be written down
    _pace: Pace = field(init=False)

    def __post_init__(self) -> None:
        self.lines = Lines(self.place.clock, keep=True)
        self._pace = Pace(self.place.clock.monotonic())
        self.alarm = Alarm(self.place)

    def serve(self) -> None:
        """Run the steps until a signal asks for something else."""
        timetable = Timetable(self.steps, self.place.journal)
        allow_logins(self.place.store)
        next_digest = self.place.digester().next_digest(self.place.clock.now())
        self.place.journal.started(len(self.place.settings.accounts), f"{next_digest:%Y-%m-%d %H:%M} UTC")
        # Before the note: when a reload returns, the status shows what holds now.
        self.systemd.status(self._status())
        self.in_force()
        self.systemd.ready(self._status())
        timetable.run_all()
        while not self.signals.wake.is_set():
            self.systemd.alive()
            self.systemd.status(self._status())
            self.signals.wake.wait(0 if self._more else self.systemd.nap_seconds(timetable.nap_seconds()))
            if self._more and not self.signals.wake.is_set():
                timetable.run_all()  # between two portions of a long reading everything else gets its turn
            elif not self.signals.wake.is_set():
                timetable.run_pending()
        if self.signals.reload:
            self.systemd.reloading(self.place.clock.monotonic())

    @property
    def steps(self) -> list[Callable[[], object]]:
        """What the loop does at each tick, in order."""
        return [self.keep_time, self.look, self.tend, self.write, self.hand_over, self.heed]

    def once(self) -> int:
        """Every step once. The exit code is that of the first failure.

        A timer may start it every minute: a login that was refused waits for its time all the same. Where the disk has
        no room, nothing is read: a refused login could not be remembered.
        """
        try:
            self.place.store.prove_room()
        except StoreFull as full:
            self.alarm.broken(full, self, by_timer=True)
            self.place.journal.has_no_room(full)
            return full.exit_code
        names = list(self.place.settings.accounts)
        left_alone = refused_logins(self.place.store, names, unix(self.place.clock.now()))
        looks = self._scan(self.place.scanner(), only=[name for name in names if name not in left_alone])
        self.place.librarian().look()
        self.place.attend(looks)
        self.write()
        self.lines.close()  # one connection to an account at a time
        failures = [*left_alone.values(), *(look.failure for look in looks if look.failure)]
        failures += post(self.place, self)
        self.place.tidier().tidy(self)
        self.alarm.heed(self, fresh=True)
        return failures[0].exit_code if failures else OK

    def keep_time(self) -> None:
        """What a clock gone wrong has put off for years is due again; a machine that has moved to another zone is as
        good as another configuration."""
        now, store = unix(self.place.clock.now()), self.place.store
        if store.clockwork.is_ahead(now):
            self.place.journal.clock_was_ahead()
            with store.transaction():
                store.clockwork.set_right(now)
        if has_moved(self.place.settings, self.place.zone):
            self.place.journal.moved()
            self.signals.ask_for_reload()

    def look(self) -> None:
        """Read mail when the last look is `poll` seconds ago, the clock has jumped, or there is more to read at once.

        Accounts in trouble are tried when their pause is over, whatever the others do.
        """
        now, store = self.place.clock.now(), self.place.store
        pause = timedelta(seconds=self.place.settings.poll)
        waits = self._looked_at is not None and self._looked_at <= now < self._looked_at + pause
        only = store.cursors.to_retry(unix(now)) if waits and not self._more else None
        if only == []:
            return
        if not self._more:
            self._pace = Pace(self.place.clock.monotonic())
        self.signals.doing = "reading mail"
        scanner = self.place.scanner(self.lines, random.random)
        looks = self._scan(scanner, patient=True, portion=PORTION, only=only)
        self.signals.doing = ""
        self.alarm.doubt |= any(isinstance(look.failure, StoreBusy) for look in looks)
        self.place.attend(looks)
        self._more = any(look.more for look in looks)
        if not self._more:
            self.place.librarian().look()
        if only is None:
            self._looked_at = now

    def _scan(self, scanner: Scanner, **how: Any) -> list[Look]:
        self._kept = False
        looks = scanner.scan(self, **how)
        self._kept = not any(isinstance(look.failure, StoreBusy) for look in looks)
        return looks

    def tend(self) -> None:
        """Look after the drafts that lie in a folder, after a look that brought news, or when their time has come."""
        if self._looked_at == self._tended_at or self._more or self.signals.wake.is_set():
            return
        tender, news = self.place.tender(), self.place.store.tended.news()
        if news != self._news or tender.overdue():
            self.signals.doing = "looking after drafts"
            tender.tend(self, patient=True, before=self.lines.close)
            self.signals.doing = ""
        self._tended_at, self._news = self._looked_at, news

    def write(self) -> None:
        """Write the digest whose time has come; renew one that could not leave for long.

        Not while the disk is full: nobody knows then who has written meanwhile, and nothing can be claimed.
        """
        if self._kept and not self.signals.wake.is_set():
            reader = self.place.reader(self, self.lines)
            digester, now = self.place.digester(reader), self.place.clock.now()
            digester.renew(now)
            digester.when_due(now)

    def hand_over(self) -> None:
        """Put drafts into their folder, deliver what waits, and put away what was obeyed."""
        store, tidier = self.place.store, self.place.tidier()
        waiting = store.ledger.waiting() or store.drafts.waiting() or tidier.due()
        if waiting and not self.signals.wake.is_set():
            self.signals.doing = "delivering"
            self.lines.close()  # one connection to an account at a time
            post(self.place, self, patient=True)
            tidier.tidy(self)
            self.signals.doing = ""

    def heed(self) -> None:
        """See what works and what does not, and tell the user where it is time to."""
        if not self.signals.wake.is_set():
            self.signals.doing = "seeing whether all is well"
            self.alarm.heed(self)
            self.signals.doing = ""

    def expect(self, account: str, messages: int) -> None:
        self._pace.expect(account, messages)

    def read(self, account: str, folder: str, messages: int) -> None:
        self._pace.read(messages)
        self.systemd.alive()
        self.systemd.status(f"reading {account}: {self._pace.words(self.place.clock.monotonic())}")

    def stopping(self) -> bool:
        return self.signals.wake.is_set()

    def connected(self, session: Session | None) -> None:
        self.signals.session = session
        self.systemd.alive()  # a silent server may take a minute of every letter that waits, and that is no stuck loop

    def _status(self) -> str:
        """For `systemctl status`: "idle; last look 08:01; next digest Mon 30 Nov 07:30; 0 accounts in trouble".

        Idle is it when it has looked since it was started and nothing more is to be read at once.
        """
        place = self.place
        health = place.store.cursors.health(list(place.settings.accounts))
        looks = [one.looked_at for one in health if one.looked_at is not None]
        last = f"{instant(max(looks)).astimezone(place.zone):%a %H:%M}" if looks else "not yet"
        following = place.digester().next_digest(place.clock.now()).astimezone(place.zone)
        paused = told(place.store).paused(unix(place.clock.now()))
        trouble = sum(bool(one.failure) for one in health)
        alarm = "; ".join(self.alarm.lines())
        doing = "reading mail" if self._more or self._looked_at is None else "idle"
        return (
            f"{f'ALARM: {alarm}; ' if alarm else ''}{doing}; last look {last}; "
            f"{'digests paused' if paused else f'next digest {following:%a %d %b %H:%M}'}; "
            f"{trouble} account(s) in trouble"
        )
