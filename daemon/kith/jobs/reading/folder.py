"""One folder of one look: opened for reading, new mail, older mail, its newest days once more, messages set aside.

What a server does to the numbers of a folder is settled here (`_agree`): a new UIDVALIDITY, a UIDNEXT gone back.
Nothing of it ever asks for the user: touches are recognised when a message is read again.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from kith.clock import instant, unix
from kith.imap.bulk import windows
from kith.imap.fetch import Opened, examine, unavailable
from kith.imap.folders import Folder
from kith.imap.search import arrived_since, nearest, steps
from kith.imap.session import Session
from kith.jobs.reading import reports, tellings
from kith.jobs.reading.backoff import DAY, quarantine_pause
from kith.jobs.reading.care import ENDED, Stretch
from kith.jobs.reading.news import NEWEST_DAYS, mail_comes
from kith.jobs.reading.record import Place, Recorder
from kith.jobs.reading.windows import Width, runs
from kith.store.cursors import Cursor, Standing
from kith.store.trouble import Attempt

ALL = 1 << 40  # windows
LOOKED_BACK = 3  # spans of UIDs, before one without mail of the newest days ends the look back


@dataclass(slots=True)
class Box:
    """A folder the server lists, and how far it has been read."""

    folder: Folder
    standing: Standing | None
    attempt: Attempt | None = None
    uidnext: int | None = None
    exists: int = 0  # messages in it, by the server's word
    width: Width = field(default_factory=Width)
    stretch: Stretch | None = None

    @property
    def cursor(self) -> Cursor | None:
        """None for a folder never read."""
        cursor = self.standing.cursor if self.standing else None
        return cursor if cursor and cursor.uidvalidity else None

    @property
    def unread(self) -> bool:
        """Whether there is older mail to read."""
        return self.cursor is None or self.cursor.low > 1

    def news(self, now: int) -> bool:
        """Whether it must be opened: for what is new, by the numbers of the listing, or to see if it works again."""
        if self.cursor is None or self.standing is None:
            return False
        if self.standing.failure or self.standing.reports:
            return True
        told = (self.folder.uidvalidity, self.folder.uidnext)
        again = self.standing.shallow and now >= (self.standing.renumbered_at or 0) + DAY
        return again or told != (self.cursor.uidvalidity, self.cursor.high + 1)

    def look_back_due(self, now: int) -> bool:
        """Its newest days are looked at once more each day, as long as new mail comes at all."""
        standing = self.standing
        if standing is None or self.cursor is None or now < standing.reconciled_at + DAY:
            return False
        return not standing.reconciled_at or mail_comes(standing, now)


@dataclass(slots=True)
class FolderReader:
    """Reads folders over one session. `enough` ends a stretch between two windows."""

    account: str
    session: Session
    recorder: Recorder
    enough: Callable[[], bool]
    _open: bytes = b""

    @property
    def _now(self) -> int:
        return unix(self.recorder.clock.now())

    def news(self, box: Box) -> None:
        """Everything that came since, oldest first, so that what has been read stays one piece."""
        self._opened(box)
        stretch = self._stretch(box)
        top = (box.uidnext or 1) - 1
        while stretch.cursor.high < top and not self.enough():
            stretch.up(top, ALL)
            if stretch.empty and stretch.cursor.high < top:
                self._skip_gap(stretch, top)
        self._done(box, stretch)

    def older(self, box: Box, most: int, enough: Callable[[], bool]) -> None:
        """At most so many windows of what is older than anything read, newest first."""
        self._opened(box)
        stretch = self._stretch(box, enough)
        stretch.down(most)
        if stretch.empty and stretch.cursor.low > 1:
            self._skip_gap(stretch, None)
        self._done(box, stretch)
        if stretch.cursor.low == 1:
            self._believe_empty(box)

    def _believe_empty(self, box: Box) -> None:
        """One that counts messages and has shown none, to FETCH and SEARCH alike, is ill: it is begun anew."""
        if box.exists and box.standing and not box.standing.messages and box.cursor:
            store, uidvalidity = self.recorder.store, box.cursor.uidvalidity
            with store.transaction():
                store.cursors.begin(
                    self.account, box.folder.raw, box.folder.name, uidvalidity, box.uidnext or 1
                )
            why = f"the server counts {box.exists} messages and shows none"
            raise unavailable(self.session, box.folder.name, why)

    def look_back(self, box: Box, enough: Callable[[], bool]) -> None:
        """What arrived in the newest days and was never handed over, or all of it where the numbers went astray.

        Newest first, a span of UIDs after the other, until one holds nothing of those days. It is done with once it
        has begun: what the portion, the day's budget or a broken line cuts off waits for the next day, else older
        mail might wait for ever. Only numbers gone astray are looked at until it is over, or cut off.
        """
        self._opened(box)
        stretch, store = self._stretch(box, enough), self.recorder.store
        folder, low, high = stretch.cursor.folder, stretch.cursor.low, stretch.cursor.high
        day = (instant(self._now) - timedelta(days=NEWEST_DAYS)).date()
        astray = box.standing is None or box.standing.reconciled_at == 0
        if not astray:
            with store.transaction():
                store.trouble.reconciled(folder, self._now)
        for number, (bottom, top) in enumerate(steps(low, high, newest=True), 1):
            if enough():
                break
            arrived = arrived_since(self.session, day, bottom, top)
            if number >= LOOKED_BACK and not arrived:
                break
            seen = set() if astray else store.trouble.known(folder, bottom, top)
            stretch.within(runs(arrived - seen))
        with store.transaction():
            if not self.recorder.watch.stopping():
                store.trouble.reconciled(folder, self._now)
        self._done(box, stretch)

    def retry(self, box: Box) -> None:
        """Messages set aside whose time has come again. The try is counted first: it may end in a death, and what did
        so before is tried once."""
        self._opened(box)
        stretch, store = self._stretch(box), self.recorder.store
        folder, now = stretch.cursor.folder, self._now
        for uid, tries, why in store.trouble.to_retry(folder, now):
            pause = quarantine_pause(tries + 1)
            again = None if pause is None else now + pause
            with store.transaction():
                store.trouble.tried(folder, uid, None if why == ENDED else again)
            try:
                for span, found in windows(self.session, [(uid, uid)]):
                    self.recorder.record(stretch.place, stretch.cursor, span, found)
            finally:
                with store.transaction():
                    store.trouble.put_off(folder, uid, again)  # this time it has not ended kith
            if uid not in self.recorder.set_aside:
                with store.transaction():
                    store.trouble.released(folder, uid)
            elif pause is None:
                self.recorder.journal.given_up(self.account, box.folder.name, uid)
        self._done(box, stretch)

    def _opened(self, box: Box) -> None:
        """Open it unless it is open, and agree on its numbers."""
        if self._open == box.folder.raw and box.uidnext is not None:
            return
        self._open = b""
        opened = self._left_open(box) or examine(self.session, box.folder)
        self._open = box.folder.raw
        box.uidnext, box.exists = opened.uidnext, opened.exists
        with self.recorder.store.transaction():
            changed = self._agree(box, opened)
        if changed:
            self.refresh(box)

    def _left_open(self, box: Box) -> Opened | None:
        """A folder that a poll has left open and found to be numbered as before: its numbers are those of now."""
        folder, cursor = box.folder, box.cursor
        if self.session.folder_raw != folder.raw or cursor is None or folder.uidnext is None:
            return None
        if cursor.uidvalidity != folder.uidvalidity or folder.uidnext <= cursor.high:
            return None
        return Opened(cursor.uidvalidity, folder.uidnext, folder.messages or 0)

    def _agree(self, box: Box, opened: Opened) -> bool:
        """Bring our numbers and the server's together; True when ours have moved."""
        store, journal, name = self.recorder.store, self.recorder.journal, box.folder.name
        cursor, standing, now = box.cursor, box.standing, self._now
        again = standing is not None and now < (standing.renumbered_at or 0) + DAY
        renumbered = cursor is not None and cursor.uidvalidity != opened.uidvalidity
        if cursor is None or standing is None or renumbered or (standing.shallow and not again):
            begun = store.cursors.begin(
                self.account, box.folder.raw, name, opened.uidvalidity, opened.uidnext
            )
            at = None if cursor is None else now
            store.trouble.renumbered(begun.folder, at, shallow=False)
            store.trouble.reconciled(begun.folder, now)
            if (
                standing and renumbered and again
            ):  # it keeps changing: a whole reading each time would never end
                journal.rescanning(
                    self.account, name, "its numbers change again and again; only the newest days"
                )
                store.cursors.advance(begun, 1, begun.high, 0)
                store.trouble.renumbered(begun.folder, standing.renumbered_at, shallow=True)
                store.trouble.reconciled(begun.folder, 0)
            elif cursor is not None:
                journal.rescanning(self.account, name, "the server has numbered its messages anew")
            return True
        if opened.uidnext <= cursor.high:
            journal.rewound(self.account, name, opened.uidnext)
            store.cursors.rewind(cursor, opened.uidnext)
            store.trouble.reconciled(cursor.folder, 0)
            return True
        return False

    def _stretch(self, box: Box, enough: Callable[[], bool] | None = None) -> Stretch:
        cursor = box.cursor
        assert cursor is not None  # noqa: S101  (it was opened, so it has one)
        place = Place(self.account, box.folder.name, box.folder.role)
        box.stretch = Stretch(
            self.session, self.recorder, place, cursor, box.width, enough or self.enough, box.attempt
        )
        return box.stretch

    def _skip_gap(self, stretch: Stretch, top: int | None) -> None:
        """Pass over UIDs without messages, however many: backwards, or forwards to `top`."""
        cursor, store = stretch.cursor, self.recorder.store
        low, high = cursor.low, cursor.high
        if top is None:
            found = nearest(self.session, 1, cursor.low - 1, newest=True)
            low = 1 if found is None else found + 1
        else:
            found = nearest(self.session, cursor.high + 1, top, newest=False)
            high = top if found is None else found - 1
        with store.transaction():
            stretch.cursor = store.cursors.advance(cursor, low, high, 0)

    def _done(self, box: Box, stretch: Stretch) -> None:
        """It went well: whatever was wrong with the folder before is over."""
        box.attempt, store = stretch.attempt, self.recorder.store
        if stretch.culprits or (box.standing and (box.standing.failure or box.standing.failures)):
            with store.transaction():
                store.trouble.folder_works(stretch.cursor.folder)
        folder, recorder = stretch.cursor.folder, self.recorder
        octets = reports.read(self.session, store, folder, self.enough)
        octets += tellings.read(self.session, store, folder, recorder.me, self._now, self.enough)
        if octets:
            with store.transaction():
                store.cursors.spend(self.account, octets, self._now)
        self.refresh(box)

    def refresh(self, box: Box) -> None:
        """What the store says of the folder now."""
        raw = box.folder.raw
        box.standing = self.recorder.store.cursors.standings(self.account, raw).get(raw)
