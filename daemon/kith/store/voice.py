"""How the user writes to whom, as counts, and how far sent mail has been read for it.

Keeps no text but the few words of greetings, goodbyes and names that `kith.suggest.voice` lets through.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, replace

from kith.digest import Use
from kith.errors import StoreBusy
from kith.store.decisions import Forgotten


@dataclass(frozen=True, slots=True)
class Listened:
    """What has been read of a folder: every UID from `low` to `high`; nothing yet: low = high + 1. `left`: how many
    older messages are still to be read. `uidvalidity` is 0 where it could not even be opened."""

    uidvalidity: int
    low: int
    high: int
    left: int


class Voices:
    """Writes belong into a transaction of the store: the counts, and the cursor that says what they are of."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def all(self) -> list[Use]:
        """Everything counted, in the same order whatever was read first."""
        rows = self._db.execute(
            "SELECT address, period, language, formal, kind, value, uses FROM voice ORDER BY 1, 2, 3, 4, 5, 6"
        )
        return [Use(*row) for row in rows]

    def count(self, uses: Iterable[Use]) -> None:
        """Add to what is counted; of people the user had forgotten nothing is kept."""
        forgotten = Forgotten(self._db)
        self._db.executemany(
            "INSERT INTO voice VALUES (?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT DO UPDATE SET uses = uses + excluded.uses",
            [use for use in uses if use.address not in forgotten],
        )

    def listened(self, account: str, raw: bytes) -> Listened | None:
        """How far a folder has been read; None where it never was."""
        row = self._db.execute(
            "SELECT uidvalidity, low, high, left FROM listened WHERE account = ? AND raw = ?", (account, raw)
        ).fetchone()
        return None if row is None else Listened(*row)

    def begin(self, account: str, raw: bytes, uidvalidity: int, uidnext: int, left: int) -> Listened:
        """Start a folder. One that is numbered anew is only read from here on: its old mail has been counted."""
        self._db.execute(
            "INSERT OR REPLACE INTO listened VALUES (?, ?, ?, ?, ?, ?, 0)",
            (account, raw, uidvalidity, uidnext, uidnext - 1, left),
        )
        return Listened(uidvalidity, uidnext, uidnext - 1, left)

    def advance(self, account: str, raw: bytes, was: Listened, low: int, high: int, left: int) -> Listened:
        """Move the cursor on, if it still stands where the caller saw it. Raises StoreBusy where another kith did."""
        moved = self._db.execute(
            "UPDATE listened SET low = ?, high = ?, left = ?, told = 0 WHERE account = ? AND raw = ? "
            "AND uidvalidity = ? AND low = ? AND high = ? AND left = ?",
            (low, high, left, account, raw, was.uidvalidity, was.low, was.high, was.left),
        )
        if moved.rowcount != 1:
            raise StoreBusy("another kith is learning from the same folder; it goes on, this one stops")
        return replace(was, low=low, high=high, left=left)

    def failed(self, account: str, raw: bytes) -> bool:
        """Note that a folder could not be read; True where the user has not been told since it last could."""
        self._db.execute("INSERT OR IGNORE INTO listened VALUES (?, ?, 0, 1, 0, 0, 0)", (account, raw))
        told = self._db.execute(
            "UPDATE listened SET told = 1 WHERE account = ? AND raw = ? AND told = 0", (account, raw)
        )
        return told.rowcount == 1

    def holds_any(self) -> bool:
        """Whether anything was learned, or is being."""
        (found,) = self._db.execute(
            "SELECT EXISTS (SELECT 1 FROM voice) OR EXISTS (SELECT 1 FROM listened)"
        ).fetchone()
        return bool(found)

    def drop(self) -> None:
        """Unlearn everything; what is taken out is overwritten."""
        self._db.execute("PRAGMA secure_delete = ON")
        self._db.execute("DELETE FROM voice")
        self._db.execute("DELETE FROM listened")
