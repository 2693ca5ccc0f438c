"""Which tagged addresses of the user's own the server delivers, as `kith check` has proven (RFC 5233).

They are the user's, never a contact's: so `kith forget` has nothing to take out of here.
"""

import sqlite3


class PlusAddresses:
    """Writes belong into a transaction of the store. Addresses are in the normal form of `kith.people.address`."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def proven(self, address: str, now: int) -> None:
        """A letter to it has arrived; `now` in unix seconds."""
        self._db.execute("INSERT OR REPLACE INTO plus_address VALUES (?, ?)", (address, now))

    def refuted(self, address: str) -> None:
        """The server takes no letters to it, whatever was true before."""
        self._db.execute("DELETE FROM plus_address WHERE address = ?", (address,))

    def all(self) -> dict[str, int]:
        """Address -> when it was proven, unix seconds."""
        return dict(self._db.execute("SELECT address, proven_at FROM plus_address ORDER BY address"))
