"""Instants written down by a clock that was wrong: what it has put off for years is due again once the clock is right.

Every pause of kith's has a longest; whatever is put off for longer was put off by a clock that ran ahead, or was noted
down before the clock was set back. It is only ever moved to the present: something is tried a little too early, never
years too late.
"""

import sqlite3

DAY = 86_400  # seconds
_FOR_EVER = (
    50 * 365 * DAY
)  # what lies further ahead is stopped on purpose: a login that was refused too often
# Table, column, and the longest time that it can lie ahead (seconds): the longest pause there, and some room.
_NOT_BEFORE = (
    ("letter", "retry_at", 2 * 3600),
    ("draft", "retry_at", 2 * DAY),
    ("account", "retry_at", 2 * DAY),
    ("folder", "suspended_until", 2 * DAY),
    ("quarantine", "retry_at", 8 * DAY),
    ("command_mail", "retry_at", 15 * DAY),
    ("put_away", "retry_at", 2 * DAY),
)
# What lies in the past where the clock was right: "since then", "last done then".
_SINCE = (
    ("letter", "tried_at"),
    ("account", "failing_since"),
    ("folder", "absent_since"),
    ("folder", "reconciled_at"),
    ("folder", "renumbered_at"),
)


class Clockwork:
    """Writes belong into a transaction of the store. Times are unix seconds."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def is_ahead(self, now: int) -> bool:
        """Whether anything is put off for longer than kith ever puts off."""
        asked = " UNION ALL ".join(
            f"SELECT 1 FROM {table} WHERE {column} > {now + longest} "  # noqa: S608  (names and numbers from above)
            f"AND {column} < {now + _FOR_EVER}"
            for table, column, longest in _all()
        )
        return bool(self._db.execute(f"SELECT EXISTS ({asked})").fetchone()[0])

    def set_right(self, now: int) -> None:
        """All that is due at once, or has begun now."""
        for table, column, longest in _all():
            self._db.execute(
                f"UPDATE {table} SET {column} = ?1 WHERE {column} > ?1 + ?2 AND {column} < ?1 + ?3",  # noqa: S608
                (now, longest, _FOR_EVER),
            )


def _all() -> list[tuple[str, str, int]]:
    return [*_NOT_BEFORE, *((table, column, 60) for table, column in _SINCE)]
