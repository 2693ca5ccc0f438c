"""How far each folder has been read, and how each account is doing."""

import sqlite3
from dataclasses import dataclass, replace
from typing import Any

from kith.digest import AccountHealth
from kith.errors import StoreBusy
from kith.store.held import Held
from kith.store.known import Addresses

PATIENCE = 3600  # seconds in trouble, for which a digest waits
GIVEN_UP = 3 * 86_400  # seconds in trouble, after which an account is waited for no longer


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


@dataclass(frozen=True, slots=True)
class Standing:
    """A folder as the last looks left it; instants in unix seconds. `retry_at`: of a message set aside.

    `messages`: how many were ever seen in it, unreadable ones and copies included.
    """

    cursor: Cursor
    name: str
    failure: str
    oldest: int | None
    grown_at: int
    reconciled_at: int
    renumbered_at: int | None
    shallow: int  # 0 or 1
    failures: int
    suspended_until: int | None
    absent_since: int | None
    messages: int
    retry_at: int | None
    reports: int  # 1 where reports that mail came back, or automatic replies, wait to be read


class Cursors:
    """One row per account and folder. Writes belong into the transaction of what they speak about. `held`: failures
    that could not be written down."""

    def __init__(self, db: sqlite3.Connection, addresses: Addresses) -> None:
        self._db = db
        self._addresses = addresses
        self.held = Held(db)

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

    def standings(self, account: str, raw: bytes | None = None) -> dict[bytes, Standing]:
        """Every folder of an account that has ever been looked at, by its raw name; or only the one called so."""
        rows = self._db.execute(
            "SELECT raw, folder.id, uidvalidity, low, high, folder.name, folder.failure, oldest, grown_at, "
            "reconciled_at, renumbered_at, shallow, folder.failures, suspended_until, absent_since, messages, "
            "(SELECT min(retry_at) FROM quarantine WHERE quarantine.folder = folder.id), "
            "EXISTS (SELECT 1 FROM report WHERE report.folder = folder.id) OR EXISTS (SELECT 1 FROM telling "
            "LEFT JOIN address ON spec = sender LEFT JOIN touch ON touch.address = address.id "
            "WHERE telling.folder = folder.id AND (sender = '' OR touch.address IS NOT NULL)) "
            "FROM folder JOIN account ON account.id = folder.account WHERE account.name = ?1 "
            "AND (?2 IS NULL OR raw = ?2)",
            (account, raw),
        )
        return {name: _standing(*row) for name, *row in rows}

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
        for table in (
            "quarantine",
            "attempt",
            "report",
            "telling",
            "command_mail",
        ):  # their UIDs belong to the old numbering
            self._db.execute(f"DELETE FROM {table} WHERE folder = ?", (cursor.folder,))  # noqa: S608  (see above)
        return cursor

    def rewind(self, cursor: Cursor, uidnext: int) -> Cursor:
        """Take back what was read beyond `uidnext`: the server has gone back behind it."""
        high = uidnext - 1
        return self.advance(cursor, min(cursor.low, uidnext), high, 0)

    def start_over(self, rules: str) -> bool:
        """Forget all verdicts and how far folders were read when they were made by other rules than these.

        Called inside a transaction. True when there was something to forget: the mailbox is read again, so that a
        new address of the user's or a better judgement counts for old mail too. Letters and accounts stay.
        """
        (before,) = self._db.execute("SELECT rules FROM judged_by").fetchone()
        if before == rules:
            return False
        judged = (
            "headcount summary attempt report telling command_mail touch uncounted recent quarantine message label "
            "skip folder spelling reply address voice listened"
        )
        for table in judged.split():
            self._db.execute(f"DELETE FROM {table}")  # noqa: S608  (names from the lines above)
        self._addresses.forget()
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

    def spend(self, account: str, octets: int, now: int) -> None:
        """Count bytes read today (a day of UTC)."""
        self._db.execute(
            "UPDATE account SET octets = CASE day WHEN ?1 THEN octets ELSE 0 END + ?2, day = ?1 WHERE name = ?3",
            (now // 86400, octets, account),
        )

    def spent(self, account: str, now: int) -> int:
        """The bytes read of an account today."""
        row = self._db.execute(
            "SELECT octets FROM account WHERE name = ? AND day = ?", (account, now // 86400)
        ).fetchone()
        return 0 if row is None else int(row[0])

    def oldest(self, account: str) -> int | None:
        """When the oldest message read of an account arrived."""
        (found,) = self._db.execute(
            "SELECT min(oldest) FROM folder JOIN account ON account.id = folder.account WHERE account.name = ?",
            (account,),
        ).fetchone()
        return None if found is None else int(found)

    def looked(self, account: str, now: int) -> bool:
        """Note a good look at an account. True when the user had been told of a failure before."""
        self.held.pop(account, None)
        number = self.account(account)
        (failure,) = self._db.execute("SELECT failure FROM account WHERE id = ?", (number,)).fetchone()
        self._db.execute(
            "UPDATE account SET looked_at = ?, failure = '', failing_since = NULL, retry_at = NULL, failures = 0, "
            "refusals = 0 WHERE id = ?",
            (now, number),
        )
        return bool(failure)

    def not_looked(self) -> None:
        """Nothing is known of any account but what was read: a store that came back waits for a good look."""
        self._db.execute(
            "UPDATE account SET looked_at = NULL, failure = '', failing_since = NULL, retry_at = NULL, failures = 0, "
            "refusals = 0"
        )

    def account_failed(self, account: str, why: str, now: int, code: int = 75) -> int:
        """Note a failed look, with the exit code of its kind (`kith.errors`); gives how many there have been in
        a row."""
        number = self.account(account)
        self._db.execute(
            "UPDATE account SET failure = ?, failing_since = coalesce(failing_since, ?), failures = failures + 1, "
            "refusals = 0, code = ? WHERE id = ?",
            (why, now, code, number),
        )
        (failures,) = self._db.execute("SELECT failures FROM account WHERE id = ?", (number,)).fetchone()
        return int(failures)

    def login_refused(self, account: str, why: str, now: int, code: int = 77) -> int:
        """Note a refused login; gives how many there have been in a row. The first is kept from the user."""
        number = self.account(account)
        (before,) = self._db.execute("SELECT refusals FROM account WHERE id = ?", (number,)).fetchone()
        if before:
            self.account_failed(account, why, now, code)
        self._db.execute("UPDATE account SET refusals = ? WHERE id = ?", (before + 1, number))
        return int(before) + 1

    def retry_at(self, account: str) -> int | None:
        """The instant before which an account in trouble is left alone."""
        if account in self.held:
            return self.held[account].retry_at
        row = self._db.execute("SELECT retry_at FROM account WHERE name = ?", (account,)).fetchone()
        return None if row is None else row[0]

    def to_retry(self, now: int) -> list[str]:
        """The accounts in trouble whose pause is over."""
        rows = self._db.execute("SELECT name FROM account WHERE retry_at <= ? AND name NOT LIKE '[%'", (now,))
        return sorted({str(name) for (name,) in rows} - self.held.keys() | self.held.to_retry(now))

    def refused(self, name: str) -> tuple[int, str]:
        """How often in a row the logins there were refused, and what was said then."""
        if name in self.held:
            return self.held[name].refusals, self.held[name].why
        row = self._db.execute("SELECT refusals, failure FROM account WHERE name = ?", (name,)).fetchone()
        return (0, "") if row is None else (int(row[0]), str(row[1]))

    def refused_any(self) -> bool:
        """Whether a login was refused anywhere and is not tried before some time."""
        row = self._db.execute(
            "SELECT 1 FROM account WHERE refusals > 0 AND retry_at IS NOT NULL LIMIT 1"
        ).fetchone()
        return row is not None or bool(self.held)

    def allow_logins(self) -> None:
        """Log in again wherever a login was refused: the user may have changed something."""
        self.held.clear()
        self._db.execute("UPDATE account SET retry_at = NULL WHERE refusals > 0")

    def code(self, account: str) -> int:
        """The exit code of an account's newest failure (`kith.errors`), 0 for none."""
        row = self._db.execute(
            "SELECT code FROM account WHERE name = ? AND failure <> ''", (account,)
        ).fetchone()
        return 0 if row is None else int(row[0])

    def put_off(self, account: str, until: int) -> None:
        self._db.execute("UPDATE account SET retry_at = ? WHERE name = ?", (until, account))

    def health(self, accounts: list[str]) -> list[AccountHealth]:
        """How the reading of each of these accounts goes, in the order given."""
        rows = {
            row[0]: AccountHealth(*row)
            for row in self._db.execute("SELECT name, looked_at, failure, failing_since FROM account")
        }
        return [rows.get(name, AccountHealth(name, None)) for name in accounts]

    def unfinished(self, accounts: list[str], now: int) -> list[str]:
        """The accounts with mail never read: half a mailbox makes false silences.

        What could not be read for days (an account in trouble, a folder suspended) is waited for no longer: a digest
        that says so is better than none.
        """
        whole = {
            name
            for (name,) in self._db.execute(
                "SELECT name FROM account WHERE failing_since <= ? OR (looked_at IS NOT NULL AND NOT EXISTS "
                "(SELECT 1 FROM folder WHERE folder.account = account.id AND absent_since IS NULL "
                "AND suspended_until IS NULL AND (low > 1 OR (folder.failure <> '' AND uidvalidity = 0))))",
                (now - GIVEN_UP,),
            )
        }
        return [name for name in accounts if name not in whole]

    def unready(self, accounts: list[str], now: int) -> list[str]:
        """The accounts that a digest waits for: with mail never read, or in trouble for less than `PATIENCE`.

        What came since the last good look is not known then, and most trouble is over soon.
        """
        rows = self._db.execute(
            "SELECT name FROM account WHERE failing_since > ? AND failing_since <= ?", (now - PATIENCE, now)
        )
        waited_for = {name for (name,) in rows}.union(self.unfinished(accounts, now))
        return [name for name in accounts if name in waited_for]

    def messages_read(self) -> int:
        """How many messages have been read in all, copies included."""
        (count,) = self._db.execute("SELECT coalesce(sum(messages), 0) FROM folder").fetchone()
        return int(count)


def _standing(folder: int, uidvalidity: int, low: int, high: int, *rest: Any) -> Standing:
    return Standing(Cursor(folder, uidvalidity, low, high), *rest)
