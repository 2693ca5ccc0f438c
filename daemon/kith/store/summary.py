"""What is counted for each address: reckoned from its touches once, kept, and thrown away when they change.

An address without a row is reckoned anew by whoever reads. So what is kept is never out of date, wherever a process
ends, and keeping it is only ever a matter of speed. The number of people is kept in the same way.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import astuple, dataclass

from kith.model import Direction
from kith.people.behaviour import punctual


@dataclass(slots=True)
class Counted:
    """A row of `summary` without its address. Instants in unix seconds; marks are numbers of `skip`."""

    sent: int = 0
    sent_first: int = 0
    sent_last: int = 0
    received: int = 0
    received_first: int = 0
    received_last: int = 0
    openings: int = 0
    repeats: int = 0
    answers: int = 0
    punctual: int = 0
    doubted: int = 0
    doubt: int | None = None  # the marks on the newest doubtful message
    skipped: str = "[]"  # JSON: what did not count, [mark, how many] each, the mark of the newest first


def changed(db: sqlite3.Connection, addresses: Iterable[int]) -> None:
    """Throw away what is kept of these addresses, and the number of people; in the transaction that changes what
    is known of them. Without any, something else has changed that people are joined by: a name, a decision."""
    db.executemany("DELETE FROM summary WHERE address = ?", ((number,) for number in addresses))
    db.execute("DELETE FROM headcount")


class Summary:
    """Writes belong into a transaction of the store."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def settle(self) -> None:
        """Reckon and keep what is missing."""
        missing = self._db.execute("SELECT id FROM address WHERE id NOT IN (SELECT address FROM summary)")
        found = reckoned(self._db, [number for (number,) in missing])
        self._db.executemany(
            "INSERT INTO summary VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            ((number, *astuple(one)) for number, one in found.items()),
        )

    def headcount(self, basis: str) -> int | None:
        """The number of people as it was counted on this basis, if nothing has changed since."""
        row = self._db.execute("SELECT people FROM headcount WHERE basis = ?", (basis,)).fetchone()
        return None if row is None else int(row[0])

    def keep_headcount(self, basis: str, people: int) -> None:
        """Keep what was counted in this transaction."""
        self._db.execute("INSERT OR REPLACE INTO headcount VALUES (?, ?)", (basis, people))


def reckoned(db: sqlite3.Connection, addresses: Collection[int]) -> dict[int, Counted]:
    """Everything counted for these addresses, from their touches and uncounted messages. Which of two marks of one
    second is the newer is settled by the alphabet, so that the order of folders never shows."""
    if not addresses:
        return {}
    found = defaultdict(Counted, {number: Counted() for number in addresses})  # damage may show others
    asked = (json.dumps(list(addresses)),)
    for number, way, count, first, last, answers in db.execute(
        "SELECT address, direction, count(*), min(at), max(at), sum(opening IS NULL) FROM touch "
        "WHERE address IN (SELECT value FROM json_each(?1)) GROUP BY address, direction",
        asked,
    ):
        one = found[number]
        if way == Direction.SENT:
            one.sent, one.sent_first, one.sent_last = count, first, last
        else:
            one.received, one.received_first, one.received_last, one.answers = count, first, last, answers
    for number, openings, repeats in db.execute(
        "WITH asked AS (SELECT value FROM json_each(?1)), form AS ("
        "SELECT address, opening FROM touch WHERE address IN asked AND opening IS NOT NULL UNION ALL "
        "SELECT address, opening FROM uncounted WHERE address IN asked AND opening IS NOT NULL) "
        "SELECT address, sum(times), max(times) FROM "
        "(SELECT address, count(*) AS times FROM form GROUP BY address, opening) GROUP BY address",
        asked,
    ):
        found[number].openings, found[number].repeats = openings, repeats
    for number, mark, count in db.execute(
        "SELECT address, doubt, count(*) FROM touch JOIN skip ON skip.id = doubt WHERE direction = 'received' "
        "AND address IN (SELECT value FROM json_each(?1)) "
        "GROUP BY address, doubt ORDER BY address, max(at), because",
        asked,
    ):
        found[number].doubted += count
        found[number].doubt = mark
    skipped: dict[int, list[tuple[int, int]]] = {}
    for number, mark, count in db.execute(
        "SELECT address, skip, count(*) FROM uncounted JOIN skip ON skip.id = uncounted.skip "
        "WHERE address IN (SELECT value FROM json_each(?1)) AND NOT (mine AND reason = 'automatic') "
        "GROUP BY address, skip ORDER BY address, max(at) DESC, because DESC",
        asked,
    ):
        skipped.setdefault(number, []).append((mark, count))
    for number, marks in skipped.items():
        found[number].skipped = json.dumps(marks, separators=(",", ":"))
    _by_the_clock(db, found)
    return found


def _by_the_clock(db: sqlite3.Connection, found: dict[int, Counted]) -> None:
    """Whoever is written to or answers is judged by that, whatever the time of day: only for the others is it kept."""
    alone = [number for number, one in found.items() if one.received and not one.sent and not one.answers]
    times: dict[int, list[int]] = {}
    for number, at in db.execute(
        "SELECT address, at FROM touch WHERE address IN (SELECT value FROM json_each(?))",
        (json.dumps(alone),),
    ):
        times.setdefault(number, []).append(at)
    for number, instants in times.items():
        found[number].punctual = punctual(instants)
