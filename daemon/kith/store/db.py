"""Opening the store, and its transactions. SQLite's own errors stop here."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from kith.errors import KithError, StoreBusy, StoreDamaged, StoreFull, StoreUnusable
from kith.store.answers import Answers
from kith.store.asking import Asking
from kith.store.bounces import Bounces
from kith.store.cards import Cards
from kith.store.clockwork import Clockwork
from kith.store.correspondence import Correspondence
from kith.store.cursors import Cursors
from kith.store.decisions import Decisions
from kith.store.drafts import Drafts
from kith.store.events import Events
from kith.store.known import Addresses
from kith.store.ledger import Ledger
from kith.store.migrations import migrate, version
from kith.store.outages import Outages
from kith.store.people import People
from kith.store.plus_addresses import PlusAddresses
from kith.store.room import NO_ROOM, WORK, no_room_at
from kith.store.signals import Signals
from kith.store.soundness import check
from kith.store.summary import Summary
from kith.store.tended import Tended
from kith.store.touches import Touches
from kith.store.transitions import Transitions
from kith.store.trouble import Trouble
from kith.store.voice import Voices
from kith.store.wishes import Wishes

FILE = "kith.db"
_PATIENCE = 30.0  # seconds to wait for another process' transaction
_NOT_TOLD_WHY = (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)
_FULL = 2  # of `PRAGMA synchronous`


class Store:
    """The one file kith remembers things in. A context manager; one connection, for one thread.

    `cursors`: how far folders have been read. `trouble`: what went wrong with them. `touches`: writing down what
    messages mean. `summary`: what is counted from that, kept. `people`: reading it back. `ledger`: appointments,
    letters, suggestions. `decisions`: the user's own word on who is who. `events`: and on everything else, of which
    `wishes` are about being reminded of whom.
    `bounces`: mail that came back. `signals`: what else messages tell of people. `voices`: how the user writes to
    whom. `drafts`: what goes into a Drafts folder; `tended`: what becomes of it there. `answers`: mail of the user's to
    kith. `correspondence`: kith's letters, as they are answered. `cards`: the user's address books. `transitions`: what
    the user leaves, and whom they tell. `asking`: who was asked how they like to be reached.
    `outages`: what does not work, and what the user was told of it. `clockwork`: what a wrong clock has put off.
    """

    def __init__(self, db: sqlite3.Connection, state_dir: Path) -> None:
        self._db = db
        self._state_dir = state_dir
        self._addresses = Addresses(db)
        self.cursors = Cursors(db, self._addresses)
        self.trouble = Trouble(db)
        self.touches = Touches(db, self._addresses)
        self.summary = Summary(db)
        self.people = People(db)
        self.ledger = Ledger(db)
        self.decisions = Decisions(db, self._addresses)
        self.events = Events(db)
        self.wishes = Wishes(self.events)
        self.bounces = Bounces(db)
        self.signals = Signals(db)
        self.voices = Voices(db)
        self.drafts = Drafts(db)
        self.answers = Answers(db)
        self.correspondence = Correspondence(db)
        self.tended = Tended(db)
        self.cards = Cards(db)
        self.transitions = Transitions(db)
        self.asking = Asking(db)
        self.outages = Outages(db)
        self.clockwork = Clockwork(db)
        self.plus_addresses = PlusAddresses(db)

    @classmethod
    def open(cls, state_dir: Path) -> Self:
        """Open or make the store in a folder that exists.

        Raises StoreUnusable where the file is damaged, newer than this kith or not to be opened, and StoreBusy
        where another process holds it for half a minute.
        """
        path = state_dir / FILE
        with in_our_words(path):
            _make_private(path)
            db = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
            try:
                _prepare(db)
            except (
                UnicodeDecodeError
            ) as error:  # SQLite's complaint about a damaged schema quotes what it found
                db.close()
                raise _translated(path, sqlite3.DatabaseError("the schema is damaged")) from error
            except BaseException:
                db.close()
                raise
            return cls(db, state_dir)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing of what is written inside; takes the write lock at once, so that reads in it stay true."""
        with in_our_words(self._state_dir / FILE):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                self._addresses.forget()
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Everything read inside is of one moment, whatever another process writes meanwhile; inside a transaction it
        is so anyway."""
        if self._db.in_transaction:
            yield
            return
        with in_our_words(self._state_dir / FILE):
            self._db.execute("BEGIN")
            try:
                yield
            finally:
                if self._db.in_transaction:
                    self._db.execute("COMMIT")

    def alone(self, what: str) -> AbstractContextManager[None]:
        """Nobody else does `what` on this state meanwhile (`alone`)."""
        return alone(self._state_dir, what)

    def prove_room(self) -> None:
        """Raises StoreFull where the disk has no room to work with (`kith.store.room.WORK`)."""
        if no_room_at(self._state_dir, WORK):
            raise full(self._state_dir / FILE)

    def check(self) -> None:
        """Raises StoreDamaged where the file is not whole (`kith.store.soundness`). A second for 100 MB."""
        with in_our_words(self._state_dir / FILE):
            check(self._db, self._state_dir / FILE)

    def take_over(self, rows: Mapping[str, Sequence[Mapping[str, object]]]) -> int:
        """Put rows of another store into tables of this one, in the place of what stands there; gives how many.

        All or nothing. Raises StoreDamaged for a row that this store would not take, or cannot read.
        """
        with self.transaction():
            for table in reversed(list(rows)):
                self._db.execute(f"DELETE FROM {table}")  # noqa: S608  (names of kith's own)
            for table, found in rows.items():
                for row in found:
                    places = ", ".join("?" * len(row))
                    columns = ", ".join(row)
                    self._db.execute(
                        f"INSERT INTO {table} ({columns}) VALUES ({places})",  # noqa: S608
                        list(row.values()),
                    )
            self.events.all()
            self.decisions.all()
        return sum(map(len, rows.values()))

    @property
    def folder(self) -> Path:
        """The state folder, in which other things of kith's lie beside the store."""
        return self._state_dir

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@contextmanager
def alone(state_dir: Path, what: str) -> Iterator[None]:
    """Nobody else does `what` on a state folder meanwhile; the system lets go of it when the process ends.

    Raises StoreBusy where another process is at it, StoreFull or StoreUnusable where the file cannot be made.
    """
    path = state_dir / f"{what}.lock"
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise _refused(path, error) from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreBusy(f"another kith is busy with this ({what}) on {state_dir}") from error
        yield
    finally:
        os.close(handle)


def _make_private(path: Path) -> None:
    """Made with mode 0600 before SQLite sees it; SQLite gives its -wal and -shm files the same mode."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)
    except OSError as error:
        raise _refused(path, error) from error


def _prepare(db: sqlite3.Connection) -> None:
    version(db)  # before anything is changed: a newer store must stay as it is
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")  # WAL with NORMAL can lose the newest commits in a power cut
    if (level := db.execute("PRAGMA synchronous").fetchone()) != (_FULL,):
        raise StoreUnusable(
            f"SQLite does not write through to the disk here (synchronous is {level}, not FULL): after a power cut "
            "a digest could come twice. Use a Python with an SQLite of its usual make"
        )
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA cell_size_check = ON")  # notices more of a damaged page, for next to nothing
    db.execute("PRAGMA cache_size = -4000")
    db.execute(
        "PRAGMA wal_autocheckpoint = 4000"
    )  # pages; a page that many windows change is copied back once
    migrate(db)


@contextmanager
def in_our_words(where: Path, copied_to: Path | None = None) -> Iterator[None]:
    """SQLite's complaints as kith's. `where`: the file they are about; `copied_to`: the one it is copied to meanwhile,
    which is what a full disk is about where that one has no room."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
        if copied_to and (
            code == sqlite3.SQLITE_FULL or (code in _NOT_TOLD_WHY and no_room_at(copied_to.parent))
        ):
            raise full(copied_to) from error
        raise _translated(where, error) from error


@contextmanager
def on_the_disk(where: Path) -> Iterator[None]:
    """The system's complaints about files as kith's."""
    try:
        yield
    except OSError as error:
        raise _refused(where, error) from error


def full(where: object) -> StoreFull:
    """The disk that a file lies on takes no more."""
    return StoreFull(f"{where}: the disk is full; free some space, nothing is lost")


def _refused(path: Path, error: OSError) -> KithError:
    """What it means that a file beside the store cannot be opened or changed."""
    if error.errno in NO_ROOM:
        return full(path)
    return StoreUnusable(f"{path}: {error.strerror}; kith needs a folder it may write to")


def _translated(where: Path, error: sqlite3.DatabaseError) -> KithError:
    # Python's own complaint about text that is no UTF-8 carries no code of SQLite's; it is damage like any other.
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreBusy(f"{where}: another kith is writing to it; try again in a minute")
    if code == sqlite3.SQLITE_FULL or (code in _NOT_TOLD_WHY and no_room_at(where.parent)):
        return full(where)
    if isinstance(error, sqlite3.OperationalError) and code != sqlite3.SQLITE_CORRUPT:
        return StoreUnusable(f"{where}: {error}; look at the folder's rights and the disk")
    return StoreDamaged(where, str(error))
