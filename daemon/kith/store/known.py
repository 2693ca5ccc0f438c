"""What the store knows of the addresses in a window, kept from one window to the next: people repeat."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kith.store.window import Window

MOST_SPELLINGS = 8  # names of one address that are kept: more than a few say that it is no one person's
_REMEMBERED = 8_000  # addresses; more are forgotten all at once, so that memory stays flat
_AT_ONCE = 500  # values looked up by one statement

Key = tuple[int, int, int]  # address, instant, message


@dataclass(slots=True)
class Known:
    """One address as its rows are; changed together with them."""

    number: int
    name: tuple[int, str]  # rank, name
    is_list: bool
    spellings: set[str]
    recent: list[Key]  # ascending


class Addresses:
    """By spec, what is in the rows now. Whoever changes them elsewhere, or takes a transaction back, calls `forget`."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._known: dict[str, Known] = {}
        self._version = 0

    def forget(self) -> None:
        """Know nothing; the next window looks all of its addresses up."""
        self._known.clear()

    def of(self, window: Window) -> Mapping[str, Known]:
        """The addresses of a window, made on first sight, with the names it tells; others may be among them."""
        (version,) = self._db.execute("PRAGMA data_version").fetchone()
        if version != self._version or len(self._known) > _REMEMBERED:  # another process has written
            self.forget()
        self._version = version
        self._look_up([spec for spec in window.names if spec not in self._known])
        new = [spec for spec in window.names if spec not in self._known]
        self._db.executemany("INSERT INTO address (spec) VALUES (?)", [(spec,) for spec in new])
        self._look_up(new)
        self._name(window)
        self._spell(window)
        return self._known

    def _look_up(self, specs: list[str]) -> None:
        query = "SELECT spec, id, name_rank, name, is_list FROM address WHERE spec IN (?)"
        found = {}
        for spec, number, rank, name, is_list in rows_of(self._db, query, specs):
            found[number] = self._known[spec] = Known(number, (rank, name), bool(is_list), set(), [])
        query = "SELECT address, name FROM spelling WHERE address IN (?)"
        for number, name in rows_of(self._db, query, list(found)):
            found[number].spellings.add(name)
        query = "SELECT address, at, message FROM recent WHERE address IN (?) ORDER BY 1, 2, 3"
        for key in rows_of(self._db, query, list(found)):
            found[key[0]].recent.append(key)

    def _name(self, window: Window) -> None:
        renamed, listed = [], []
        for spec, name in window.names.items():
            known = self._known[spec]
            if name > known.name:
                known.name = name
                renamed.append((*name, known.number))
        for spec in window.lists:
            known = self._known[spec]
            if not known.is_list:
                known.is_list = True
                listed.append((known.number,))
        self._db.executemany("UPDATE address SET name_rank = ?, name = ? WHERE id = ?", renamed)
        self._db.executemany("UPDATE address SET is_list = 1 WHERE id = ?", listed)

    def _spell(self, window: Window) -> None:
        """Of too many names the first by the alphabet are kept, so that the order of reading never shows."""
        added, dropped = [], []
        for spec, names in window.spellings.items():
            known = self._known[spec]
            if names <= known.spellings:
                continue
            kept = set(sorted(known.spellings | names)[:MOST_SPELLINGS])
            added += [(known.number, name) for name in kept - known.spellings]
            dropped += [(known.number, name) for name in known.spellings - kept]
            known.spellings = kept
        self._db.executemany("DELETE FROM spelling WHERE address = ? AND name = ?", dropped)
        self._db.executemany("INSERT INTO spelling VALUES (?, ?)", sorted(added))


def rows_of(db: sqlite3.Connection, query: str, values: list[Any]) -> list[Any]:
    """The rows for any number of values; `query` has one question mark, in the brackets of an IN."""
    found = []
    for at in range(0, len(values), _AT_ONCE):
        part = values[at : at + _AT_ONCE]
        found += db.execute(query.replace("?", ", ".join("?" * len(part))), part).fetchall()
    return found
