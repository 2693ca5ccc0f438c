"""What messages tell of people beside being written: they left, write from elsewhere, have a new position.

Which of them are still to be read, and what those that were say. Signals of years ago are dropped; so is what waits in
vain for its sender to become somebody the user was in touch with.
"""

import json
import sqlite3
from collections.abc import Collection, Iterable
from typing import NamedTuple

from kith.mail.ids import NUMBER

KEPT = 400 * 86_400  # seconds that a signal is kept
WAITS = 60 * 86_400  # seconds that a message may wait to be read: what is older matters to nobody
TRIES = 3  # to read one, before it is given up


class Telling(NamedTuple):
    """A message whose text may tell something. `sender`: whose automatic reply it is, "" for a network's notification;
    `answers`: the number of the message it answers (`kith.mail.ids`), 0 for none."""

    uid: int
    at: int
    sender: str
    answers: int


class Told(NamedTuple):
    """What was told, of an address or of a full name (as `kith.people.fullname` has it, with blanks between).

    `answers`: the number of the message that was answered. `believed`: that is a letter of the user's to the address.
    """

    address: str
    name: str
    kind: str
    at: int
    what: str
    source: str
    answers: int = 0
    believed: bool = False


class Heard(NamedTuple):
    """When mail of an address that counts was received, first and last, how much, and when the user last wrote there.
    Unix seconds, 0 for never."""

    first: int
    last: int
    number: int
    sent: int


class Signals:
    """Writes belong into a transaction of the store."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def note(self, folder: int, tellings: Iterable[Telling], now: int) -> None:
        """These are to be read when the line is free, unless they are too old by now (unix seconds)."""
        self._db.executemany(
            "INSERT OR IGNORE INTO telling (folder, uid, at, sender, answers) VALUES (?, ?, ?, ?, ?)",
            ((folder, one.uid, one.at, one.sender, one.answers) for one in tellings if one.at > now - WAITS),
        )

    def to_read(self, folder: int, most: int, now: int) -> list[Telling]:
        """So many of the newest that may be read: of people with a touch, and of networks."""
        rows = self._db.execute(
            "SELECT uid, telling.at, sender, answers FROM telling WHERE folder = ? AND telling.at > ? "
            "AND (sender = '' OR EXISTS (SELECT 1 FROM address JOIN touch ON touch.address = address.id "
            "WHERE spec = sender)) ORDER BY uid DESC LIMIT ?",
            (folder, now - WAITS, most),
        )
        return [Telling(*row) for row in rows]

    def missed(self, folder: int, uids: Iterable[int]) -> None:
        """These were asked for and did not come; given up after `TRIES`."""
        asked = [(folder, uid) for uid in uids]
        self._db.executemany("UPDATE telling SET tries = tries + 1 WHERE folder = ? AND uid = ?", asked)
        self._db.execute("DELETE FROM telling WHERE folder = ? AND tries >= ?", (folder, TRIES))

    def waits_in_vain(self, now: int) -> bool:
        """Whether something has waited for too long (unix seconds)."""
        (stale,) = self._db.execute(
            "SELECT EXISTS (SELECT 1 FROM telling WHERE at <= ?)", (now - WAITS,)
        ).fetchone()
        return bool(stale)

    def give_up(self, now: int) -> None:
        """Read no more what has waited for too long."""
        self._db.execute("DELETE FROM telling WHERE at <= ?", (now - WAITS,))

    def read(self, folder: int, uids: Iterable[int], told: Iterable[Told]) -> None:
        """These were read, and said this."""
        self._db.executemany(
            "DELETE FROM telling WHERE folder = ? AND uid = ?", ((folder, uid) for uid in uids)
        )
        self.add(told)

    def add(self, told: Iterable[Told]) -> None:
        """Keep what was told; the same once more changes nothing."""
        rows = [one[:-1] for one in told]
        self._db.executemany("INSERT OR IGNORE INTO signal VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        if rows:  # it may be about strangers
            newest = max(row[3] for row in rows)
            self._db.execute("DELETE FROM signal WHERE at < ?", (newest - KEPT,))

    def told(self, until: int) -> list[Told]:
        """Everything told up to an instant (unix seconds), oldest first; but of who has written from there since, that
        they are gone or have another address."""
        rows = self._db.execute(
            "SELECT signal.address, name, kind, signal.at, what, source, answers, answers <> 0 AND (EXISTS ("
            "SELECT 1 FROM address JOIN touch ON touch.address = address.id WHERE spec = signal.address "
            "AND direction = 'sent' AND message & ?1 = answers) OR EXISTS (SELECT 1 FROM address "
            "JOIN uncounted ON uncounted.address = address.id WHERE spec = signal.address AND mine "
            "AND message & ?1 = answers)) FROM signal WHERE signal.at <= ?2 "
            "AND NOT (kind IN ('gone', 'new-address') AND EXISTS (SELECT 1 FROM address "
            "JOIN touch ON touch.address = address.id WHERE spec = signal.address AND direction = 'received' "
            "AND touch.at > signal.at AND touch.at <= ?2)) "
            "ORDER BY signal.at, kind, signal.address, name, what",
            (NUMBER, until),
        )
        return [
            Told(address, name, kind, at, what, source, answers, bool(believed))
            for address, name, kind, at, what, source, answers, believed in rows
        ]

    def new_writers(self, since: int) -> list[str]:
        """The addresses whose first mail that counts is not older than an instant (unix seconds)."""
        rows = self._db.execute(
            "SELECT spec FROM address LEFT JOIN summary ON summary.address = address.id WHERE received_first >= ?1 "
            "OR (summary.address IS NULL AND EXISTS (SELECT 1 FROM touch WHERE touch.address = address.id "
            "AND direction = 'received' AND at >= ?1)) ORDER BY spec",
            (since,),
        )
        return [spec for (spec,) in rows]

    def heard(self, addresses: Collection[str], until: int) -> dict[str, Heard]:
        """What there was of mail with these addresses up to an instant; of those with any."""
        rows = self._db.execute(
            "SELECT spec, coalesce(min(iif(direction = 'received', at, NULL)), 0), "
            "max(iif(direction = 'received', at, 0)), sum(direction = 'received'), max(iif(direction = 'sent', at, 0)) "
            "FROM touch JOIN address ON address.id = touch.address "
            "WHERE spec IN (SELECT value FROM json_each(?)) AND at <= ? GROUP BY spec",
            (json.dumps(list(addresses)), until),
        )
        return {spec: Heard(*row) for spec, *row in rows}
