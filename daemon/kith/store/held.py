"""Failures of accounts that could not be written down, since the disk takes nothing: kept in memory until it does.

Without them a full disk would know no pause: a login refused for a wrong password would be tried again at once.
"""

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Failure:
    """The newest failure of an account, or of another login (`[smtp]`); unix seconds. `code`: of kith.errors.
    `failures` in a row; `refusals`: refused logins in a row, 0 where it failed otherwise."""

    why: str
    code: int
    since: int
    retry_at: int
    failures: int
    refusals: int


class Held(dict[str, Failure]):
    """By account. What is held counts before what is written down."""

    def __init__(self, db: sqlite3.Connection) -> None:
        super().__init__()
        self._db = db

    def to_retry(self, now: int) -> set[str]:
        """The accounts among them whose pause is over."""
        return {name for name, one in self.items() if one.retry_at <= now and not name.startswith("[")}

    def write(self) -> None:
        """Write it down, inside a transaction. Whoever does lets go of it once that is committed."""
        for name, one in self.items():
            self._db.execute("INSERT OR IGNORE INTO account (name) VALUES (?)", (name,))
            self._db.execute(
                "UPDATE account SET failures = ?, refusals = ?, code = ?, retry_at = ? WHERE name = ?",
                (one.failures, one.refusals, one.code, one.retry_at, name),
            )
            if one.refusals != 1:  # the first refusal is kept from the user
                self._db.execute(
                    "UPDATE account SET failure = ?, failing_since = coalesce(failing_since, ?) WHERE name = ?",
                    (one.why, one.since, name),
                )
