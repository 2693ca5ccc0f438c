"""How far each folder has been read, and how each account is doing."""

import sqlite3
from dataclasses import dataclass, replace

from kith.errors import StoreBusy
from kith.model import AccountHealth


@dataclass(frozen=True, slots=True)
class Cursor:
    """What has been read of one folder: every UID from `low` to `high`. Nothing yet: low = high + 1."""

    folder: int  # the store's number for it
    uidvalidity: int
    low: int
    high: int

    @property
    def empty(self) -> bool:
        return self.low > self.high


class Cursors:
    """One row per account and folder. Writes belong into the transaction of what they speak about."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def account(self, name: str) -> int:
        """The store's number for an account, made on first sight."""
        self._db.execute("INSERT OR IGNORE INTO account (name) VALUES (?)", (name,))
        (number,) = self._db.execute("SELECT id FROM account WHERE name = ?", (name,)).fetchone()
        return int(number)

    def find(self, account: str, raw: bytes) -> Cursor | None:
        """The cursor of a folder, None for one never read."""
        row = self._db.execute(
            "SELECT folder.id, uidvalidity, low, high FROM folder JOIN account ON account.id = folder.account "
            "WHERE account.name = ? AND raw = ?",
            (account, raw),
        ).fetchone()
        return None if row is None else Cursor(*row)

    def begin(self, account: str, raw: bytes, name: str, uidvalidity: int, uidnext: int) -> Cursor:
        """Start a folder, or start it anew (a new UIDVALIDITY: its UIDs mean nothing any more)."""
        self._db.execute(
            "INSERT INTO folder (account, raw, name, uidvalidity, low, high) VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (account, raw) DO UPDATE SET name = excluded.name, uidvalidity = excluded.uidvalidity, "
            "low = excluded.low, high = excluded.high",
            (self.account(account), raw, name, uidvalidity, uidnext, uidnext - 1),
        )
        cursor = self.find(account, raw)
        assert cursor is not None  # noqa: S101  (just written)
        self._db.execute("DELETE FROM quarantine WHERE folder = ?", (cursor.folder,))
        return cursor

    def start_over(self, rules: str) -> bool:
        """Forget all verdicts and how far folders were read when they were made by other rules than these.

        Called inside a transaction. True when there was something to forget: the mailbox is read again, so that a
        new address of the user's or a better judgement counts for old mail too. Letters and accounts stay.
        """
        (before,) = self._db.execute("SELECT rules FROM judged_by").fetchone()
        if before == rules:
            return False
        judged = "touch uncounted recent quarantine message skip folder spelling reply address"
        for table in judged.split():
            self._db.execute(f"DELETE FROM {table}")  # noqa: S608  (names from the lines above)
        self._db.execute("UPDATE judged_by SET rules = ?", (rules,))
        return bool(before)

    def advance(self, cursor: Cursor, low: int, high: int, messages: int) -> Cursor:
        """Move a cursor on, if it still stands where the caller saw it.

        Raises StoreBusy when another process has moved it: what that one read is already written down.
        """
        moved = self._db.execute(
            "UPDATE folder SET low = ?, high = ?, messages = messages + ? "
            "WHERE id = ? AND uidvalidity = ? AND low = ? AND high = ?",
            (low, high, messages, cursor.folder, cursor.uidvalidity, cursor.low, cursor.high),
        )
        if moved.rowcount != 1:
            raise StoreBusy("another kith is reading the same folder; it goes on, this one stops")
        return replace(cursor, low=low, high=high)

    def quarantine(self, cursor: Cursor, uid: int, reason: str, now: int) -> None:
        """Set one message aside: it is not read again and again, and it is not forgotten."""
        self._db.execute(
            "INSERT OR IGNORE INTO quarantine (folder, uid, reason, since) VALUES (?, ?, ?, ?)",
            (cursor.folder, uid, reason, now),
        )

    def folder_failed(self, account: str, raw: bytes, why: str) -> None:
        """Remember why a folder could not be read this time; "" when it could."""
        self._db.execute(
            "UPDATE folder SET failure = ? WHERE raw = ? AND failure <> ? "
            "AND account = (SELECT id FROM account WHERE name = ?)",
            (why, raw, why, account),
        )

    def looked(self, account: str, now: int) -> bool:
        """Note a good look at an account. True when the one before had failed."""
        number = self.account(account)
        (failures,) = self._db.execute("SELECT failures FROM account WHERE id = ?", (number,)).fetchone()
        self._db.execute(
            "UPDATE account SET looked_at = ?, failure = '', failing_since = NULL, retry_at = NULL, failures = 0 "
            "WHERE id = ?",
            (now, number),
        )
        return bool(failures)

    def account_failed(self, account: str, why: str, now: int) -> int:
        """Note a failed look; gives how many there have been in a row."""
        number = self.account(account)
        self._db.execute(
            "UPDATE account SET failure = ?, failing_since = coalesce(failing_since, ?), failures = failures + 1 "
            "WHERE id = ?",
            (why, now, number),
        )
        (failures,) = self._db.execute("SELECT failures FROM account WHERE id = ?", (number,)).fetchone()
        return int(failures)

    def retry_at(self, account: str) -> int | None:
        """The instant before which an account in trouble is left alone."""
        row = self._db.execute("SELECT retry_at FROM account WHERE name = ?", (account,)).fetchone()
        return None if row is None else row[0]

    def put_off(self, account: str, until: int) -> None:
        self._db.execute("UPDATE account SET retry_at = ? WHERE name = ?", (until, account))

    def health(self, accounts: list[str]) -> list[AccountHealth]:
        """How the reading of each of these accounts goes, in the order given."""
        rows = {
            row[0]: AccountHealth(*row)
            for row in self._db.execute("SELECT name, looked_at, failure, failing_since FROM account")
        }
        return [rows.get(name, AccountHealth(name, None)) for name in accounts]

    def unfinished(self, accounts: list[str]) -> list[str]:
        """The accounts whose first reading still goes on: not in trouble, and with mail never read."""
        whole = {
            name
            for (name,) in self._db.execute(
                "SELECT name FROM account WHERE failure <> '' OR (looked_at IS NOT NULL AND NOT EXISTS "
                "(SELECT 1 FROM folder WHERE folder.account = account.id AND low > 1 AND folder.failure = ''))"
            )
        }
        return [name for name in accounts if name not in whole]

    def left_out(self) -> list[str]:
        """One sentence for each folder and message that could not be read."""
        folders = self._db.execute(
            "SELECT account.name, folder.name, folder.failure FROM folder "
            "JOIN account ON account.id = folder.account WHERE folder.failure <> '' ORDER BY 1, 2"
        )
        sentences = [f"{account}: folder {name} could not be read: {why}" for account, name, why in folders]
        messages = self._db.execute(
            "SELECT account.name, folder.name, count(*) FROM quarantine JOIN folder ON folder.id = quarantine.folder "
            "JOIN account ON account.id = folder.account GROUP BY folder.id ORDER BY 1, 2"
        )
        return sentences + [
            f"{account}: {count} message{'s' if count > 1 else ''} in {name} could not be read"
            for account, name, count in messages
        ]

    def messages_read(self) -> int:
        """How many messages have been read in all, copies included."""
        (count,) = self._db.execute("SELECT coalesce(sum(messages), 0) FROM folder").fetchone()
        return int(count)
