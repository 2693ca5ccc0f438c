"""The user's own word about being reminded of somebody: later, not this time, never, again."""

import sqlite3

from kith.model import Wish


class Wishes:
    """Writes belong into a transaction of the store. Only ever added to; of an address the newest holds."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def add(self, address: str, wish: Wish) -> None:
        self._db.execute(
            "INSERT INTO wish (at, address, kind, until) VALUES (?, ?, ?, ?)",
            (wish.at, address, wish.kind, wish.until),
        )

    def newest(self, by: int) -> dict[str, Wish]:
        """Address -> what was said last by an instant (unix seconds); but "never" holds until "back", whatever else is
        said."""
        found: dict[str, Wish] = {}
        rows = self._db.execute(
            "SELECT address, at, kind, until FROM wish WHERE at <= ? ORDER BY at, id", (by,)
        )
        for address, at, kind, until in rows:
            before = found.get(address)
            if before is None or before.kind != "never" or kind == "back":
                found[address] = Wish(at, kind, until)
        return found
