"""The user's mail to kith: which messages wait to be read, what has been done, what is to be put away."""

import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass

GIVEN_UP = 3 * 86_400  # seconds of trouble of an account after which what waits there holds nothing back
STANDS = 14 * 86_400  # seconds that a message which could not be read is told of under HEALTH
PAUSES = (
    900,
    3600,
    21_600,
    86_400,
)  # seconds between the tries to read a message, or to find its copy in INBOX


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message whose text is still to be read: where it lies. `folder` is the store's number, `raw` the server's name
    of the folder; `at` unix seconds."""

    folder: int
    raw: bytes
    uidvalidity: int
    uid: int
    at: int
    tries: int


@dataclass(frozen=True, slots=True)
class PutAway:
    """A mail that was obeyed, and the account whose INBOX may hold a copy of it."""

    message_id: str
    account: str
    tries: int


class Answers:
    """Writes belong into a transaction of the store. Times are unix seconds."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def note(self, folder: int, found: Iterable[tuple[int, int]]) -> None:
        """Messages that may hold commands, by UID and when they were written."""
        self._db.executemany(
            "INSERT OR IGNORE INTO command_mail (folder, uid, at) VALUES (?, ?, ?)",
            ((folder, uid, at) for uid, at in found),
        )

    def waiting(self, account: str, now: int, most: int) -> list[Waiting]:
        """What is to be read of an account now, oldest first."""
        rows = self._db.execute(
            "SELECT folder, raw, uidvalidity, uid, at, tries FROM command_mail JOIN folder ON folder.id = folder "
            "JOIN account ON account.id = folder.account WHERE account.name = ? AND command_mail.retry_at <= ? "
            "ORDER BY at, uid LIMIT ?",
            (account, now, most),
        )
        return [Waiting(*row) for row in rows]

    def untried(self, accounts: Collection[str], now: int) -> bool:
        """Whether something of these accounts waits that was never asked for. What cannot be asked for, because an
        account has been in trouble for days or the folder is out of reach, is waited for no longer."""
        rows = self._db.execute(
            "SELECT DISTINCT account.name FROM command_mail JOIN folder ON folder.id = command_mail.folder "
            "JOIN account ON account.id = folder.account WHERE command_mail.tries = 0 AND absent_since IS NULL "
            "AND suspended_until IS NULL AND (failing_since IS NULL OR failing_since > ?)",
            (now - GIVEN_UP,),
        )
        return any(name in accounts for (name,) in rows)

    def tried(self, one: Waiting, now: int) -> bool:
        """It is about to be asked for; counted first, since the line may die of it. False when the last try is long
        over: it is given up without a word more."""
        if one.tries > len(PAUSES):
            self.read(one)
            return False
        self._db.execute(
            "UPDATE command_mail SET tries = tries + 1, retry_at = ? WHERE folder = ? AND uid = ?",
            (now + (*PAUSES, STANDS)[one.tries], one.folder, one.uid),
        )
        return True

    def read(self, one: Waiting) -> None:
        """It was read, and what it says is done or refused: in the transaction that does it."""
        self._db.execute("DELETE FROM command_mail WHERE folder = ? AND uid = ?", (one.folder, one.uid))

    def any_done(self, keys: Collection[str]) -> bool:
        """Whether one of these was done before."""
        return any(self._db.execute("SELECT 1 FROM done WHERE key = ?", (key,)).fetchone() for key in keys)

    def done(self, keys: Iterable[str], now: int) -> None:
        """These are done, and never again."""
        self._db.executemany("INSERT OR IGNORE INTO done VALUES (?, ?)", ((key, now) for key in keys))

    def put_away(self, message_id: str, accounts: Iterable[str], now: int) -> None:
        """The copies of an obeyed mail in these accounts' INBOX are to be put away."""
        self._db.executemany(
            "INSERT OR IGNORE INTO put_away (message_id, account, at) VALUES (?, ?, ?)",
            ((message_id, account, now) for account in accounts),
        )

    def to_put_away(self, now: int) -> list[PutAway]:
        """What is to be tried now."""
        rows = self._db.execute(
            "SELECT message_id, account, tries FROM put_away WHERE retry_at <= ? ORDER BY at, account", (now,)
        )
        return [PutAway(*row) for row in rows]

    def is_put_away(self, one: PutAway) -> None:
        """It is, or never will be."""
        self._db.execute(
            "DELETE FROM put_away WHERE message_id = ? AND account = ?", (one.message_id, one.account)
        )

    def not_put_away(self, one: PutAway, now: int) -> None:
        """It was not there yet, or could not be moved; after the last try it is left where it is."""
        if one.tries >= len(PAUSES):
            self.is_put_away(one)
            return
        self._db.execute(
            "UPDATE put_away SET tries = tries + 1, retry_at = ? WHERE message_id = ? AND account = ?",
            (now + PAUSES[one.tries], one.message_id, one.account),
        )
