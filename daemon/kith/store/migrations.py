"""The schema, as an append-only list of steps. A released step is never changed; a new one is added below it.

Instants are whole seconds since 1970 in UTC. No message body is stored; subjects only in `recent`, a person's
newest exchanges.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from kith.errors import StoreUnusable

SCHEMA = Path(__file__).parent / "schema"
Step = Callable[[sqlite3.Connection], None]


def _file(name: str) -> Step:
    """A step made of statements; each alone, because `executescript` would commit the surrounding transaction."""

    def step(db: sqlite3.Connection) -> None:
        pending = ""
        for line in (SCHEMA / name).read_text("utf-8").splitlines(keepends=True):
            pending += line
            if sqlite3.complete_statement(pending):
                db.execute(pending)
                pending = ""

    return step


MIGRATIONS: tuple[Step, ...] = (
    _file("1-first.sql"),
    _file("2-habits.sql"),
    _file("3-identity.sql"),
    _file("4-trouble.sql"),
    _file("5-summary.sql"),
    _file("6-said.sql"),
    _file("7-narrow.sql"),
    _file("8-wishes.sql"),
    _file("9-bounces.sql"),
    _file("10-voice.sql"),
    _file("11-drafts.sql"),
    _file("12-commands.sql"),
    _file("13-answers.sql"),
    _file("14-tending.sql"),
    _file("15-cards.sql"),
    _file("16-signals.sql"),
    _file("17-transition.sql"),
    _file("18-corrected.sql"),
    _file("19-outages.sql"),
    _file("20-pauses.sql"),
    _file("21-plus-addresses.sql"),
)


def version(db: sqlite3.Connection) -> int:
    """How many of the steps a store has taken.

    Raises StoreUnusable for a store that a newer kith has written; it is left as it is.
    """
    (have,) = db.execute("PRAGMA user_version").fetchone()
    if have > len(MIGRATIONS):
        raise StoreUnusable(
            f"the store has schema {have}, this kith knows up to {len(MIGRATIONS)}: "
            "install the newer kith again, or move the store away to start anew"
        )
    return int(have)


def migrate(db: sqlite3.Connection) -> None:
    """Bring the store to this kith's schema, each step and its number in one transaction."""
    have = version(db)
    for number, step in enumerate(MIGRATIONS[have:], start=have + 1):
        db.execute("BEGIN IMMEDIATE")
        try:
            (now_at,) = db.execute("PRAGMA user_version").fetchone()
            if now_at < number:  # another process may have been quicker
                step(db)
                db.execute(f"PRAGMA user_version = {number}")
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise


def oddities(db: sqlite3.Connection) -> list[str]:
    """What a store has beside the tables, indexes and triggers that this kith would have made for its version, and what
    of them is missing or otherwise; one sentence each. `db` is only read; its version must be one that is known."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as made:
        for step in MIGRATIONS[: version(db)]:
            step(made)
        wanted, found = _schema(made), _schema(db)
    return [
        *(f"there is a foreign {kind} {name}" for kind, name in sorted(found.keys() - wanted.keys())),
        *(f"the {kind} {name} is missing" for kind, name in sorted(wanted.keys() - found.keys())),
        *(
            f"the {kind} {name} is not kith's own"
            for kind, name in sorted(wanted.keys() & found.keys())
            if wanted[kind, name] != found[kind, name]
        ),
    ]


def _schema(db: sqlite3.Connection) -> dict[tuple[str, str], str]:
    """Everything that is defined, by kind and name. Quotes and blanks are let alone: SQLite adds some on its own."""
    rows = db.execute("SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema").fetchall()
    return {
        (str(kind), str(name)): " ".join(f"{table} {sql}".replace('"', "").split())
        for kind, name, table, sql in rows
        if not str(name).startswith("sqlite_stat")  # what ANALYZE has counted
    }
