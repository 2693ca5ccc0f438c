"""Mail that came back: which reports are still to be read, and what those that were say."""

import sqlite3
from collections.abc import Iterable

from kith.mail.bounces import Failure
from kith.mail.ids import NUMBER
from kith.model import Bounce

ALIVE = 2  # letters that went there later and did not come back, so that it was trouble of a day
KEPT = 90 * 86_400  # seconds that a failure waits for the letter it is about to be read
TRIES = 3  # to read a report, before it is given up


class Bounces:
    """Writes belong into a transaction of the store."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def note(self, folder: int, reports: Iterable[tuple[int, int]]) -> None:
        """Reports in a folder, by UID and when they were written (unix seconds): to be read when the line is free."""
        self._db.executemany(
            "INSERT OR IGNORE INTO report (folder, uid, at) VALUES (?, ?, ?)",
            ((folder, uid, at) for uid, at in reports),
        )

    def to_read(self, folder: int, most: int) -> dict[int, int]:
        """UID -> when it was written; so many of the newest."""
        rows = self._db.execute(
            "SELECT uid, at FROM report WHERE folder = ? ORDER BY uid DESC LIMIT ?", (folder, most)
        )
        return dict(rows.fetchall())

    def missed(self, folder: int, uids: Iterable[int]) -> None:
        """These were asked for and did not come; given up after `TRIES`."""
        asked = [(folder, uid) for uid in uids]
        self._db.executemany("UPDATE report SET tries = tries + 1 WHERE folder = ? AND uid = ?", asked)
        self._db.execute("DELETE FROM report WHERE folder = ? AND tries >= ?", (folder, TRIES))

    def read(self, folder: int, uids: Iterable[int], found: Iterable[tuple[int, Failure]]) -> None:
        """These were read, and said this: who failed, and when (unix seconds)."""
        self._db.executemany(
            "DELETE FROM report WHERE folder = ? AND uid = ?", ((folder, uid) for uid in uids)
        )
        rows = [(one.address, one.returned, at, one.status, one.because) for at, one in found]
        self._db.executemany("INSERT OR IGNORE INTO failure VALUES (?, ?, ?, ?, ?)", rows)
        if rows:  # what strangers send about strangers is not kept for ever
            self._db.execute(
                "DELETE FROM failure WHERE at < ? AND address NOT IN (SELECT spec FROM address)",
                (max(at for _, _, at, _, _ in rows) - KEPT,),
            )

    def dead(self, until: int) -> dict[str, Bounce]:
        """Address -> the newest failure of a letter of mine to it, where nothing has come from there since, and not
        `ALIVE` letters have gone there without coming back.

        `until`: what came later (unix seconds) is not known yet.
        """
        rows = self._db.execute(
            "SELECT spec, failure.at, status, failure.because FROM failure JOIN address ON spec = failure.address "
            "WHERE failure.at <= ?2 AND (EXISTS (SELECT 1 FROM touch WHERE touch.address = address.id "
            "AND direction = 'sent' AND message & ?1 = returned) OR EXISTS (SELECT 1 FROM uncounted "
            "WHERE uncounted.address = address.id AND mine AND message & ?1 = returned)) "
            "AND NOT EXISTS (SELECT 1 FROM touch WHERE touch.address = address.id AND direction = 'received' "
            "AND touch.at > failure.at AND touch.at <= ?2) "
            "AND (SELECT count(*) FROM touch WHERE touch.address = address.id AND direction = 'sent' "
            "AND touch.at > failure.at AND touch.at <= ?2) < ?3 ORDER BY failure.at, returned",
            (NUMBER, until, ALIVE),
        )
        return {spec: Bounce(at, status, because) for spec, at, status, because in rows}
