"""The store as a file of its own: a copy of a store in use, the way back, and what can be saved out of a broken one.

SQLite's own backup makes the copy, within one reading: what it holds is what was committed at one moment. A copy is
checked before it counts as one, has mode 0600, and is there as a whole or not at all. A store that is replaced is put
aside under a dated name, never deleted.
"""

import os
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from kith.errors import KithError, StoreBusy, StoreDamaged, StoreFull, StoreUnusable
from kith.store.db import FILE, Store, full, in_our_words, on_the_disk
from kith.store.migrations import MIGRATIONS, oddities
from kith.store.room import NO_ROOM
from kith.store.soundness import check

_BESIDE = ("-wal", "-shm")  # what SQLite keeps next to a file in use
_ANOTHER = "Name another file that `kith backup` has written; nothing is changed."


class Contents(NamedTuple):
    """How much a copy holds: addresses with touches, cards of address books, commands of the user's, digests."""

    addresses: int
    touches: int
    cards: int
    commands: int
    digests: int


def back_up(state_dir: Path, path: Path) -> int:
    """Copy the store of a folder, in use or not, to a new file; gives its size in bytes. What stood there is replaced.

    Raises StoreDamaged where the store is not whole (the old file stays), StoreFull where there is no room for the
    copy, StoreUnusable and KithError where either file cannot be read or written.
    """
    with _made_beside(path) as made:
        with (
            in_our_words(state_dir / FILE, copied_to=path),
            closing(_read_only(state_dir / FILE)) as source,
            closing(sqlite3.connect(made, isolation_level=None)) as copy,
        ):
            source.backup(copy)  # all pages in one step: one moment of the store
            copy.execute("PRAGMA journal_mode = DELETE")
            check(copy, state_dir / FILE)
        with on_the_disk(path):
            _settled(made)
            made.replace(path)
            _settled(path.parent)
            return path.stat().st_size


def looked_into(path: Path) -> int:
    """The schema of a copy that is whole. Raises StoreUnusable where it is damaged or none of kith's: what is put in a
    store's place has that schema's tables, indexes and triggers, and nothing beside them."""
    if not path.is_file():
        raise KithError(f"{path}: there is no such file. Name one that `kith backup` has written.")
    try:
        with in_our_words(path), closing(_read_only(path)) as db:
            (have,) = db.execute("PRAGMA user_version").fetchone()
            if have < 1 or not db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'judged_by'").fetchone():
                raise StoreUnusable(f"{path}: is no store of kith's. {_ANOTHER}")
            if have > len(MIGRATIONS):
                raise StoreUnusable(f"{path}: a newer kith wrote it (schema {have}); install that one first.")
            if odd := oddities(db):
                raise StoreUnusable(f"{path}: is not as kith makes its stores: {odd[0]}. {_ANOTHER}")
            check(db, path)
            return int(have)
    except StoreDamaged as error:
        raise StoreUnusable(f"{path}: no whole store of kith's: {error.what}. {_ANOTHER}") from error
    except UnicodeDecodeError as error:  # SQLite's complaint about a damaged schema quotes what it found
        raise StoreUnusable(f"{path}: no whole store of kith's: the schema is damaged. {_ANOTHER}") from error


def contents(path: Path) -> Contents:
    """What a copy holds."""
    with in_our_words(path), closing(_read_only(path)) as db:
        row = db.execute(
            "SELECT (SELECT count(DISTINCT address) FROM touch), (SELECT count(*) FROM touch), "
            "(SELECT count(*) FROM card), (SELECT count(*) FROM event), "
            "(SELECT count(*) FROM letter WHERE kind = 'digest')"
        ).fetchone()
        return Contents(*map(int, row))


@contextmanager
def beside(state_dir: Path, copy_of: Path | None = None) -> Iterator[Path]:
    """A new folder inside of a state folder, for a store that is to take the place of the one there; with a copy of
    another in it, or none. It is gone when the block ends.

    Raises StoreFull where there is no room, then and from whatever is done inside.
    """
    try:
        with on_the_disk(state_dir):
            folder = Path(tempfile.mkdtemp(prefix=".new-", dir=state_dir))
        try:
            if copy_of is not None:
                with (
                    in_our_words(copy_of, copied_to=folder / FILE),
                    closing(_read_only(copy_of)) as source,
                    closing(sqlite3.connect(folder / FILE)) as made,
                ):
                    source.backup(made)
            yield folder
        finally:
            for left in folder.iterdir():
                left.unlink()
            folder.rmdir()
    except StoreFull as error:
        raise StoreFull(
            f"{state_dir}: the disk is full: no room for a new store beside the one that is there, which stays as it "
            "is. Free some space, then try again"
        ) from error


def take_the_place(folder: Path, state_dir: Path, stamp: str) -> Path | None:
    """Put the store of `folder`, which nobody has open, in the place of the one in `state_dir`, and keep that under a
    dated name; gives that name, None where there was no store. No instant is without one.

    Raises StoreBusy where another process has the old one open, StoreFull; then everything is as it was.
    """
    _folded(folder / FILE)  # the last user may have found no room to do it
    with on_the_disk(state_dir):
        _settled(folder / FILE)
        aside = _put_aside(state_dir, stamp)
        for ending in _BESIDE:
            (state_dir / f"{FILE}{ending}").unlink(missing_ok=True)
        (folder / FILE).replace(state_dir / FILE)
        _settled(state_dir)
    return aside


def _put_aside(state_dir: Path, stamp: str) -> Path | None:
    """A second name for the store; one that is damaged is kept as it is, with its -wal."""
    path = state_dir / FILE
    if not path.exists():
        return None
    aside = next(
        name for number in range(1000)
        if not (name := state_dir / f"{FILE}.{stamp}{f'-{number}' if number else ''}").exists()
    )  # fmt: skip
    with suppress(StoreUnusable):  # a broken one: then with what lies beside it
        _folded(path)
    for ending in ("", *_BESIDE[:1]):
        if Path(f"{path}{ending}").exists():
            os.link(f"{path}{ending}", f"{aside}{ending}")
    return aside


def _folded(path: Path) -> None:
    """Everything in the one file, and nobody else at it: only the sole user of a store may leave WAL."""
    with in_our_words(path), closing(sqlite3.connect(path, timeout=1, isolation_level=None)) as db:
        try:
            db.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise StoreBusy(f"{path}: another kith has it open; end it first") from error
            raise


def salvage(broken: Path, store: Store, groups: Sequence[tuple[str, Sequence[str]]]) -> dict[str, int | None]:
    """Copy tables of a store that may be damaged into a new one: of each group all or nothing.

    `groups`: what it is called, and its tables, those others refer to first. Gives how many rows of each came over;
    None where they could not be read. Raises StoreFull: that a full disk lets nothing be read is no fault of the file.
    """
    saved: dict[str, int | None] = {}
    for called, tables in groups:
        saved[called] = None
        with (
            suppress(sqlite3.Error, StoreUnusable, UnicodeDecodeError),
            in_our_words(broken),
            closing(_read_only(broken)) as source,
        ):
            (have,) = source.execute("PRAGMA user_version").fetchone()
            if have == len(MIGRATIONS):
                rows = {table: _rows(source, table) for table in tables}
                saved[called] = store.take_over(rows)
    return saved


def _rows(source: sqlite3.Connection, table: str) -> list[dict[str, object]]:
    found = source.execute(f"SELECT * FROM {table}")  # noqa: S608  (a name of kith's own)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found]


def _read_only(path: Path) -> sqlite3.Connection:
    """Another's store, to be read: nothing is made where there is none."""
    try:
        return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=30)
    except sqlite3.Error as error:
        raise StoreUnusable(f"{path}: {error}; look at the folder's rights") from error


@contextmanager
def _made_beside(path: Path) -> Iterator[Path]:
    """A new file of mode 0600 next to where it will belong; gone again unless it was moved there."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    except OSError as refused:
        if refused.errno in NO_ROOM:
            raise full(path) from refused
        raise KithError(
            f"{path}: cannot be written: {refused.strerror}. Name a file in a folder of yours."
        ) from refused
    os.close(handle)
    try:
        yield Path(name)
    finally:
        for ending in ("", "-journal", *_BESIDE):
            Path(f"{name}{ending}").unlink(missing_ok=True)


def _settled(path: Path) -> None:
    """On the disk, also after a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
