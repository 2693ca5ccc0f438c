"""Mail that came back: which reports are still to be read, and what those that were say."""

import sqlite3
from collections.abc import Iterable

from kith.mail.bounces import Failure
from kith.mail.ids import NUMBER
from kith.model import Bounce, Skip
from kith.store.summary import changed

ALIVE = 2  # letters that went there later and did not come back, so that it was trouble of a day
KEPT = 90 * 86_400  # seconds that a failure waits for the letter it is about to be read
TRIES = 3  # to read a report, before it is given up
# Touches of letters that came back, and those that were taken back and have been answered since. Of each: its key and
# the form of its subject; status and words of the failure.
_TAKEN = """
SELECT touch.address, touch.at, message, opening, status, failure.because
FROM failure JOIN address ON spec = failure.address JOIN touch ON touch.address = address.id
WHERE direction = 'sent' AND message & ?1 = returned AND NOT EXISTS (SELECT 1 FROM touch AS theirs
    WHERE theirs.address = address.id AND theirs.direction = 'received' AND theirs.opening IS NULL
    AND theirs.at > failure.at)
ORDER BY 1, 2, 3"""
_GIVEN = """
SELECT uncounted.address, uncounted.at, message, opening, status, failure.because
FROM failure JOIN address ON spec = failure.address JOIN uncounted ON uncounted.address = address.id
WHERE mine AND skip IN (SELECT id FROM skip WHERE reason = 'came-back') AND message & ?1 = returned
    AND EXISTS (SELECT 1 FROM touch AS theirs WHERE theirs.address = address.id AND theirs.direction = 'received'
    AND theirs.opening IS NULL AND theirs.at > failure.at)
ORDER BY 1, 2, 3"""


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

    def settle(self) -> None:
        """Take back the touches of letters that came back for good, and give back those that did arrive after all.

        A letter that nobody got is no contact. It counts again when an answer of theirs, from the same address, is
        newer than the report. Safe to repeat, and the same whichever of the three is read first.
        """
        taken = self._db.execute(_TAKEN, (NUMBER,)).fetchall()
        given = self._db.execute(_GIVEN, (NUMBER,)).fetchall()
        for address, at, message, opening, status, said in taken:
            why = (str(Skip.RETURNED), ": ".join(filter(None, (status, said))))
            self._db.execute("INSERT OR IGNORE INTO skip (reason, because) VALUES (?, ?)", why)
            self._db.execute(
                "INSERT OR IGNORE INTO uncounted SELECT ?, ?, ?, id, ?, 1 FROM skip WHERE reason = ? AND because = ?",
                (address, at, message, opening, *why),
            )
        for address, at, message, opening, _, _ in given:
            self._db.execute(
                "INSERT OR IGNORE INTO touch VALUES (?, ?, ?, 'sent', ?, NULL)",
                (address, at, message, opening),
            )
        for table, rows in (("touch", taken), ("uncounted", given)):
            keys = [row[:3] for row in rows]
            self._db.executemany(
                f"DELETE FROM {table} WHERE address = ? AND at = ? AND message = ?",  # noqa: S608  (names above)
                keys,
            )
        if taken or given:
            changed(self._db, {row[0] for row in (*taken, *given)})

    def returned(self, until: int) -> dict[str, int]:
        """Address -> when the newest letter to it was written that came back, up to an instant (unix seconds)."""
        rows = self._db.execute(
            "SELECT spec, max(at) FROM uncounted JOIN address ON address.id = uncounted.address "
            "WHERE mine AND at <= ? AND skip IN (SELECT id FROM skip WHERE reason = 'came-back') GROUP BY spec",
            (until,),
        )
        return dict(rows.fetchall())

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
