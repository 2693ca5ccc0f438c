"""One look at one account: which folder next, and whose failure is whose.

New mail of every folder first. Then what has to be looked at again. Then older mail: the newest window of each folder
that was never read (Sent, INBOX, the others), and on from there wherever the newest unread mail lies, so that the
people written to lately are known long before the oldest folder is read.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from kith.clock import Clock, unix
from kith.errors import AccountDown, FolderUnavailable, StoreBusy, StoreFull, Throttled
from kith.imap.folders import Folder
from kith.imap.session import Session
from kith.jobs.reading.backoff import DAY, folder_pause
from kith.jobs.reading.folder import Box, FolderReader
from kith.jobs.reading.look import Look, Watch
from kith.jobs.reading.news import read_from
from kith.jobs.reading.record import Recorder
from kith.journal import Journal
from kith.model import SCANNED, Role
from kith.store import Store
from kith.store.cursors import Standing

STAY = 12  # windows of older mail read in one folder before another may be opened
FORGOTTEN = 30 * DAY  # after which a folder that is gone is taken for gone
_ORDER = {Role.ALL: 0, Role.SENT: 0, Role.INBOX: 1, Role.ARCHIVE: 2, Role.NORMAL: 2}


@dataclass(slots=True)
class AccountReader:
    """Reads one account over one session. `portion`: how many messages before other work gets its turn."""

    name: str
    store: Store
    clock: Clock
    journal: Journal
    look: Look
    watch: Watch
    recorder: Recorder
    daily_megabytes: int
    portion: int | None = None
    _boxes: list[Box] = field(default_factory=list)

    @property
    def _now(self) -> int:
        return unix(self.clock.now())

    def read(self, session: Session, folders: tuple[Folder, ...]) -> None:
        """Raises AccountDown and its kinds, StoreFull; a folder's own troubles are noted and passed over."""
        self._boxes = self._chosen(folders)
        for box in self._boxes:
            self.look.folders.setdefault(box.folder.name, 0)
        self.watch.expect(self.name, sum(map(_unread, self._boxes)))
        reader = FolderReader(self.name, session, self.recorder, self._enough)
        # What is open already, after a poll INBOX, need not be opened again if it comes first.
        for box in sorted(self._boxes, key=lambda box: (_rank(box)[0], box.folder.raw != session.folder_raw)):
            if box.news(self._now) and not self._enough():
                self._try(reader, box, reader.news)
        for box in self._boxes:
            if not self._enough():
                self._again(reader, box)
        while (next_box := self._next()) and not self._enough() and not self._spent():
            most = 1 if next_box.cursor is None else STAY
            self._try(reader, next_box, lambda box: reader.older(box, most, self._enough_older))  # noqa: B023
        if self._next():
            self.look.whole = False
            self.look.more = not self.look.saved_up and not self.watch.stopping()

    def _again(self, reader: FolderReader, box: Box) -> None:
        standing = box.standing
        if standing and standing.retry_at is not None and standing.retry_at <= self._now:
            self._try(reader, box, reader.retry)
        if box.look_back_due(self._now):
            self._try(reader, box, lambda box: reader.look_back(box, self._enough_older))

    def _next(self) -> Box | None:
        """The folder whose unread mail is newest."""
        waiting = [box for box in self._boxes if box.unread and box.folder.uidnext != 1]
        return min(waiting, key=_age, default=None)

    def _chosen(self, folders: tuple[Folder, ...]) -> list[Box]:
        """The folders of this look, with how far each has been read."""
        standings = self.store.cursors.standings(self.name)
        with self.store.transaction():
            attempts = self.store.trouble.resume(self.name)
        self._note_absent(folders, standings)
        boxes = [Box(folder, standings.get(folder.raw)) for folder in read_from(folders)]
        for box in boxes:
            box.attempt = attempts.get(box.standing.cursor.folder) if box.standing else None
        return sorted(filter(self._is_tried, boxes), key=_rank)

    def _is_tried(self, box: Box) -> bool:
        until = box.standing.suspended_until if box.standing else None
        return until is None or until <= self._now

    def _note_absent(self, folders: tuple[Folder, ...], standings: dict[bytes, Standing]) -> None:
        """A folder no longer listed keeps its state for a month: servers forget and remember."""
        if not folders:
            return
        # One that is listed and no longer read (ignored, or known for Drafts by now) is as good as gone.
        listed = {folder.raw for folder in folders if folder.role in SCANNED}
        for raw, standing in standings.items():
            folder, since = standing.cursor.folder, standing.absent_since
            if raw in listed and since is not None:
                with self.store.transaction():
                    self.store.trouble.absent(folder, None)
            elif raw not in listed and since is None:
                with self.store.transaction():
                    self.store.trouble.absent(folder, self._now)
            elif raw not in listed and standing.cursor.uidvalidity and self._now >= (since or 0) + FORGOTTEN:
                with self.store.transaction():
                    self.store.trouble.forget_state(folder)
                self.journal.folder_forgotten(self.name, standing.name)

    def _enough(self) -> bool:
        if self.portion is not None and self.recorder.messages >= self.portion:
            self.look.whole, self.look.more = False, True
            return True
        if self.watch.stopping():
            self.look.whole = False
            return True
        return False

    def _enough_older(self) -> bool:
        return self._enough() or self._spent()

    def _spent(self) -> bool:
        """Whether the day's budget is used up; new mail is read all the same."""
        if self.store.cursors.spent(self.name, self._now) < self.daily_megabytes * 1_000_000:
            return False
        if not self.look.saved_up:
            self.look.saved_up, self.look.whole = True, False
            self.journal.saved_up(self.name, self.daily_megabytes)
        return True

    def _try(self, reader: FolderReader, box: Box, work: Callable[[Box], None]) -> None:
        with self._own_trouble(reader.session, box):
            work(box)

    @contextmanager
    def _own_trouble(self, session: Session, box: Box) -> Iterator[None]:
        """A failure that is the folder's stays with it; one that is the account's goes on."""
        try:
            yield
        except StoreFull:
            raise
        except (FolderUnavailable, StoreBusy) as error:
            self._failed(box, error, counts=not (session.kept or isinstance(error, StoreBusy)))
        except AccountDown as error:
            in_a_window = box.stretch is not None and box.stretch.running
            if not (isinstance(error, Throttled) or self.watch.stopping() or in_a_window):
                # a folder that breaks the line when it is opened must not block the others
                self._failed(box, error, counts=not session.kept)
            raise

    def _failed(self, box: Box, error: Exception, *, counts: bool) -> None:
        """It is out of this look. Noted if it `counts`; three times in a row and the folder is left alone for a day.

        On a kept line the failure may be that session's (Dovecot's "deleted under us" lasts as long as it does).
        """
        self.look.whole = False
        self.look.troubles[box.folder.name] = str(error)
        folder, cursors, trouble = box.folder, self.store.cursors, self.store.trouble
        self._boxes = [other for other in self._boxes if other is not box]
        self.journal.folder_failed(self.name, folder.name, error)
        if not counts:
            return
        with self.store.transaction():
            standing = cursors.standings(self.name, folder.raw).get(folder.raw)
            number = (
                standing.cursor.folder
                if standing
                else cursors.begin(self.name, folder.raw, folder.name, 0, 1).folder
            )
            failures = trouble.folder_failed(number, str(error))
            pause = folder_pause(failures)
            if pause is not None:
                trouble.suspend(number, self._now + pause)
        if pause is not None:
            self.journal.folder_suspended(self.name, folder.name, pause / 3600)


def _rank(box: Box) -> tuple[bool, int, str]:
    """Sent first; a folder in trouble last, so that what breaks there breaks after the others have been read."""
    troubled = box.attempt is not None or (box.standing is not None and box.standing.failures > 0)
    return troubled, _ORDER[box.folder.role], box.folder.name


def _age(box: Box) -> tuple[bool, bool, int, int, str]:
    """How far back the next window of older mail lies; a folder never read comes before any other."""
    troubled, order, name = _rank(box)
    oldest = box.standing.oldest if box.standing and box.cursor else None
    return troubled, oldest is not None, -(oldest or 0), order, name


def _unread(box: Box) -> int:
    """How many messages a look may have to read of a folder; an estimate for the progress bar."""
    folder, cursor = box.folder, box.cursor
    if cursor is None or cursor.uidvalidity != folder.uidvalidity:
        return folder.messages or 0
    new = max(0, (folder.uidnext or 1) - 1 - cursor.high)
    return min(new + cursor.low - 1, folder.messages or new)
