"""Whether a store's file is whole, as far as SQLite can tell: it keeps no sums of values, only order in its pages."""

import sqlite3
from pathlib import Path

from kith.errors import StoreDamaged


def check(db: sqlite3.Connection, where: Path) -> None:
    """Raises StoreDamaged where SQLite finds pages, indexes or values that cannot be. A second for 100 MB."""
    found = [str(row[0]) for row in db.execute("PRAGMA integrity_check(3)")]
    if found != ["ok"]:
        raise StoreDamaged(where, "; ".join(found))
    if db.execute("PRAGMA foreign_key_check").fetchone():
        raise StoreDamaged(where, "rows that belong to nothing")
