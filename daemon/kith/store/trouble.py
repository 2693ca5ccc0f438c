"""What went wrong while reading, folder by folder and message by message, and when each is tried again."""

import sqlite3
from dataclasses import dataclass

from kith.store.cursors import Cursor

DAY = 86_400  # seconds
ALERTS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Attempt:
    """UIDs on which the line or the process died before. `level`: how often in a row."""

    low: int
    high: int
    level: int
    why: str


class Trouble:
    """Writes belong into a transaction of the store."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    # -- what is being read right now

    def begin(self, folder: int, low: int, high: int, level: int, why: str) -> None:
        """Note down what is about to be read, so that a death in the middle of it leaves a trace."""
        self._db.execute(
            "INSERT INTO attempt VALUES (?, ?, ?, ?, 1, ?) ON CONFLICT (folder) DO UPDATE SET low = excluded.low, "
            "high = excluded.high, level = excluded.level, running = 1, why = excluded.why",
            (folder, low, high, level, why),
        )

    def passed(self, folder: int, low: int, high: int) -> None:
        """Cross out what a window has read of what is noted, in its own transaction: so no death leaves it noted."""
        self._db.execute(
            "UPDATE attempt SET low = iif(low >= ?2, ?3 + 1, low), high = iif(low < ?2, ?2 - 1, high) "
            "WHERE folder = ?1 AND running = 1 AND low <= ?3 AND high >= ?2",
            (folder, low, high),
        )
        self._db.execute("DELETE FROM attempt WHERE folder = ? AND low > high", (folder,))

    def failed(self, folder: int, why: str) -> None:
        """Why it died, where somebody was left to tell."""
        self._db.execute("UPDATE attempt SET why = ? WHERE folder = ? AND running = 1", (why, folder))

    def rest(self, folder: int, attempt: Attempt | None) -> None:
        """It was read without harm, or not at all; `attempt` is what still has to be read with care."""
        self._db.execute("DELETE FROM attempt WHERE folder = ?", (folder,))
        if attempt is not None:
            row = (folder, attempt.low, attempt.high, attempt.level, attempt.why)
            self._db.execute("INSERT INTO attempt VALUES (?, ?, ?, ?, 0, ?)", row)

    def resume(self, account: str) -> dict[int, Attempt]:
        """What to read with care, by the folder's number; what was running when it all ended, one level more so."""
        self._db.execute(
            "UPDATE attempt SET level = level + 1, running = 0 WHERE running = 1 AND folder IN "
            "(SELECT folder.id FROM folder JOIN account ON account.id = folder.account WHERE account.name = ?)",
            (account,),
        )
        rows = self._db.execute(
            "SELECT folder, attempt.low, attempt.high, level, why FROM attempt "
            "JOIN folder ON folder.id = attempt.folder JOIN account ON account.id = folder.account "
            "WHERE account.name = ?",
            (account,),
        )
        return {folder: Attempt(*rest) for folder, *rest in rows}

    # -- messages set aside

    def quarantine(self, cursor: Cursor, uid: int, reason: str, now: int, retry_at: int | None) -> None:
        """Set one message aside: it is not read again and again, and it is not forgotten."""
        self._db.execute(
            "INSERT INTO quarantine (folder, uid, reason, since, retry_at) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (folder, uid) DO UPDATE SET reason = excluded.reason",
            (cursor.folder, uid, reason, now, retry_at),
        )

    def to_retry(self, folder: int, now: int) -> list[tuple[int, int, str]]:
        """(UID, tries after the first, why it was set aside) of the messages whose time has come again."""
        return self._db.execute(
            "SELECT uid, tries, reason FROM quarantine WHERE folder = ? AND retry_at <= ? ORDER BY uid",
            (folder, now),
        ).fetchall()

    def tried(self, folder: int, uid: int, retry_at: int | None) -> None:
        """Tried once more; `retry_at` None gives it up."""
        self._db.execute(
            "UPDATE quarantine SET tries = tries + 1, retry_at = ? WHERE folder = ? AND uid = ?",
            (retry_at, folder, uid),
        )

    def put_off(self, folder: int, uid: int, retry_at: int | None) -> None:
        """Try it again then, whatever was said before; None: never."""
        self._db.execute(
            "UPDATE quarantine SET retry_at = ? WHERE folder = ? AND uid = ?", (retry_at, folder, uid)
        )

    def released(self, folder: int, uid: int) -> None:
        """It could be read at last, or is gone from the server."""
        self._db.execute("DELETE FROM quarantine WHERE folder = ? AND uid = ?", (folder, uid))

    def known(self, folder: int, low: int, high: int) -> set[int]:
        """The UIDs from `low` to `high` that have been read or set aside.

        Mail that was entered under another folder is missing, and is then read again: a few headers a day, which is
        less than to remember every copy. One pass over `message`, 40 ms at a million: it is asked once a day for each
        folder, and an index would cost every message 18 bytes.
        """
        rows = self._db.execute(
            "SELECT uid FROM message WHERE folder = ?1 AND uid BETWEEN ?2 AND ?3 UNION ALL "
            "SELECT uid FROM quarantine WHERE folder = ?1 AND uid BETWEEN ?2 AND ?3",
            (folder, low, high),
        )
        return {int(uid) for (uid,) in rows}

    # -- folders

    def folder_failed(self, folder: int, why: str) -> int:
        """Note that a folder could not be read; gives how often in a row."""
        self._db.execute("UPDATE folder SET failure = ?, failures = failures + 1 WHERE id = ?", (why, folder))
        (failures,) = self._db.execute("SELECT failures FROM folder WHERE id = ?", (folder,)).fetchone()
        return int(failures)

    def suspend(self, folder: int, until: int) -> None:
        self._db.execute("UPDATE folder SET suspended_until = ? WHERE id = ?", (until, folder))

    def folder_works(self, folder: int) -> None:
        """It could be read."""
        self._db.execute(
            "UPDATE folder SET failure = '', failures = 0, suspended_until = NULL WHERE id = ?", (folder,)
        )

    def absent(self, folder: int, since: int | None) -> None:
        """The folder is not in the listing since then; None: it is there again."""
        self._db.execute("UPDATE folder SET absent_since = ? WHERE id = ?", (since, folder))

    def forget_state(self, folder: int) -> None:
        """How far it was read means nothing any more; its name stays, as the place where touches can be looked up."""
        for table in ("quarantine", "attempt"):
            self._db.execute(f"DELETE FROM {table} WHERE folder = ?", (folder,))  # noqa: S608  (see above)
        self._db.execute(
            "UPDATE folder SET uidvalidity = 0, low = 1, high = 0, failure = '', failures = 0, "
            "suspended_until = NULL, oldest = NULL, shallow = 0 WHERE id = ?",
            (folder,),
        )

    def grew(self, folder: int, now: int) -> None:
        self._db.execute("UPDATE folder SET grown_at = ? WHERE id = ?", (now, folder))

    def reached(self, folder: int, oldest: int) -> None:
        """Read back to a message that arrived then."""
        self._db.execute(
            "UPDATE folder SET oldest = min(coalesce(oldest, ?1), ?1) WHERE id = ?2", (oldest, folder)
        )

    def reconciled(self, folder: int, at: int) -> None:
        """Looked back at its newest days; 0 asks for it at once."""
        self._db.execute("UPDATE folder SET reconciled_at = ? WHERE id = ?", (at, folder))

    def renumbered(self, folder: int, at: int | None, *, shallow: bool) -> None:
        """Its UIDs were given out anew; `at` of the last time it was read again as a whole."""
        self._db.execute(
            "UPDATE folder SET renumbered_at = ?, shallow = ?, oldest = NULL WHERE id = ?",
            (at, shallow, folder),
        )

    # -- what servers want the user to read

    def alerted(self, account: str, text: str, now: int) -> bool:
        """Note an alert of an account's server; True when the user has not been told the same within a day."""
        (number,) = self._db.execute("SELECT id FROM account WHERE name = ?", (account,)).fetchone()
        self._db.execute("DELETE FROM alert WHERE told_at <= ?", (now - DAY,))
        written = self._db.execute("INSERT OR IGNORE INTO alert VALUES (?, ?, ?)", (number, text, now))
        return written.rowcount == 1

    def alerts(self, now: int) -> list[tuple[str, str, int]]:
        """(account, text, told at) of what servers said within a day; the newest few, newest first."""
        rows = self._db.execute(
            "SELECT account.name, text, told_at FROM alert JOIN account ON account.id = alert.account "
            "WHERE told_at > ? ORDER BY told_at DESC, 1, 2 LIMIT ?",
            (now - DAY, ALERTS_SHOWN),
        )
        return [(str(account), str(text), int(at)) for account, text, at in rows]

    def ill_folders(self) -> list[str]:
        """One sentence for each folder that could not be read."""
        folders = self._db.execute(
            "SELECT account.name, folder.name, folder.failure FROM folder "
            "JOIN account ON account.id = folder.account WHERE folder.failure <> '' "
            "AND absent_since IS NULL ORDER BY 1, 2"
        )
        return [f"{account}: folder {name} could not be read: {why}" for account, name, why in folders]

    def left_out(self) -> list[str]:
        """One sentence for each folder, and for the messages of each that could not be read."""
        commands = self._db.execute(
            "SELECT account.name, count(*) FROM command_mail JOIN folder ON folder.id = command_mail.folder "
            "JOIN account ON account.id = folder.account WHERE tries > 0 GROUP BY account.id ORDER BY 1"
        )
        messages = self._db.execute(
            "SELECT account.name, folder.name, count(*) FROM quarantine JOIN folder ON folder.id = quarantine.folder "
            "JOIN account ON account.id = folder.account GROUP BY folder.id ORDER BY 1, 2"
        )
        letters = self._db.execute(
            "SELECT iif(what = 'letters', 'letters to you could not be delivered', 'a digest was refused'), why "
            "FROM outage WHERE what IN ('letters', 'refused') AND ended_at IS NULL ORDER BY what"
        )
        return [
            *(f"{what}: {why}" for what, why in letters),
            *self.ill_folders(),
            *(
                f"{account}: {count} message{'s' if count > 1 else ''} in {name} could not be read"
                for account, name, count in messages
            ),
            *(
                f"{account}: {'a mail' if count == 1 else f'{count} mails'} of yours to kith could not be read, so "
                "what you say there is not done"
                for account, count in commands
            ),
        ]
