"""The user's address books as they were read: files by their marks, cards by what they say.

Rows of a file are replaced together, in the transaction that notes its marks; so a file is there as a whole or not at
all, and reading it twice changes nothing.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from kith.people.address import match_key
from kith.people.card import Card, Placed, parted, written
from kith.store.summary import changed


class CardFile(NamedTuple):
    """One file as it was read. `mtime` in nanoseconds; `faults`: line and what is wrong there."""

    path: str
    source: str
    mtime: int
    size: int
    sha256: bytes
    faults: tuple[tuple[int, str], ...] = ()


class CardRow(NamedTuple):
    """One card of a file."""

    uid: str
    line: int
    sha256: bytes
    card: Card


class Cards:
    """Writes belong into a transaction of the store."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def files(self) -> dict[str, CardFile]:
        """Every file that was read, by its path."""
        rows = self._db.execute("SELECT path, source, mtime, size, sha256, faults FROM card_file")
        return {
            path: CardFile(path, source, mtime, size, bytes(sha), tuple((n, what) for n, what in json.loads(faults)))
            for path, source, mtime, size, sha, faults in rows
        }  # fmt: skip

    def of(self, path: str) -> dict[bytes, CardRow]:
        """The cards of one file, by the hash of their text."""
        rows = self._db.execute("SELECT uid, line, sha256, fields FROM card WHERE path = ?", (path,))
        return {bytes(sha): CardRow(uid, line, bytes(sha), _card(fields)) for uid, line, sha, fields in rows}

    def put(self, file: CardFile, cards: Iterable[CardRow]) -> None:
        """A file with all its cards, in the place of what was known of it."""
        self.drop([file.path])
        self._db.execute(
            "INSERT INTO card_file VALUES (?, ?, ?, ?, ?, ?)", (*file[:5], json.dumps(file.faults))
        )
        self._db.executemany(
            "INSERT INTO card VALUES (?, ?, ?, ?, ?)",
            ((file.path, one.uid, one.line, one.sha256, written(one.card)) for one in cards),
        )
        changed(self._db, ())

    def touch(self, path: str, mtime: int) -> None:
        """The same file under another date: its content has not changed."""
        self._db.execute("UPDATE card_file SET mtime = ? WHERE path = ?", (mtime, path))

    def drop(self, paths: Sequence[str]) -> None:
        """Files that are gone, with their cards."""
        self._db.executemany("DELETE FROM card WHERE path = ?", ((path,) for path in paths))
        self._db.executemany("DELETE FROM card_file WHERE path = ?", ((path,) for path in paths))
        if paths:
            changed(self._db, ())

    def all(self, sources: Sequence[str]) -> list[Placed]:
        """Every card with its place: those of the configured paths in their order, then what was imported."""
        rows = self._db.execute(
            "SELECT source, path, line, fields FROM card JOIN card_file USING (path) ORDER BY path, line, uid"
        ).fetchall()
        order = {source: number for number, source in enumerate(sources)}
        rows.sort(key=lambda row: order.get(row[0], len(order)))
        return [Placed(_card(fields), _place(path, line)) for _, path, line, fields in rows]


def forget(db: sqlite3.Connection, keys: set[str]) -> int:
    """Take the addresses of these mailboxes out of all cards, and the cards with no other address; how many cards."""
    touched = 0
    for path, uid, fields in db.execute("SELECT path, uid, fields FROM card").fetchall():
        card = _card(fields)
        left = tuple(spec for spec in card.emails if match_key(spec) not in keys)
        if left == card.emails:
            continue
        touched += 1
        if left:
            kept = written(replace(card, emails=left))
            db.execute("UPDATE card SET fields = ? WHERE path = ? AND uid = ?", (kept, path, uid))
        else:
            db.execute("DELETE FROM card WHERE path = ? AND uid = ?", (path, uid))
    return touched


def read_again(db: sqlite3.Connection) -> None:
    """Have every file read anew at the next look: somebody is forgotten no longer."""
    db.execute("DELETE FROM card WHERE path IN (SELECT path FROM card_file WHERE source <> '')")
    db.execute("UPDATE card_file SET mtime = -1, sha256 = x'' WHERE source <> ''")


def _place(path: str, line: int) -> str:
    return f"{path.rpartition('/')[2]}, line {line}" if line else path


def _card(fields: str) -> Card:
    try:
        return parted(fields)
    except ValueError as error:
        raise sqlite3.DatabaseError("a card in the store is damaged") from error
