"""A store that dies at the n-th statement, and what a store says about people, touches and folders."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from helpers.judged import looking
from helpers.world import World
from kith.jobs.scan import Scanner
from kith.store import Store
from kith.store.db import FILE


class Died(BaseException):
    """The process is gone: nothing in kith may catch this."""


class DyingConnection:
    """A connection to the store that counts statements and dies before the n-th; 0 never dies."""

    def __init__(self, db: sqlite3.Connection, dies_at: int = 0) -> None:
        self._db, self.dies_at, self.count = db, dies_at, 0

    def execute(self, *arguments: Any) -> sqlite3.Cursor:
        return self._counted(self._db.execute, *arguments)

    def executemany(self, *arguments: Any) -> sqlite3.Cursor:
        return self._counted(self._db.executemany, *arguments)

    def _counted(self, call: Any, *arguments: Any) -> sqlite3.Cursor:
        self.count += 1
        if self.dies_at and self.count >= self.dies_at:
            raise Died  # and again at whatever is tried afterwards, ROLLBACK too: a dead process says nothing
        return call(*arguments)  # type: ignore[no-any-return]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._db, name)


@contextmanager
def dying_scanner(world: World, dies_at: int = 0) -> Iterator[tuple[Scanner, DyingConnection]]:
    """A scanner of the world over a store that dies; its file is closed as by a kill, without a word."""
    with world.kith() as place:  # made and migrated
        connection = sqlite3.connect(world.state / FILE, isolation_level=None)
        connection.execute("PRAGMA foreign_keys = ON")
        dying = DyingConnection(connection, dies_at)
        store = Store(dying, world.state)  # type: ignore[arg-type]
        try:
            yield Scanner(place.settings, store, world.environ, world.clock, place.journal), dying
        finally:
            connection.close()


def outcome(world: World) -> dict[str, Any]:
    """What must be the same however often the reading was interrupted."""
    with world.kith() as place, looking(place.store) as db:
        return {
            "people": place.store.people.correspondents(),
            "touches": db.execute(
                "SELECT spec, at, direction, message FROM touch JOIN address ON address.id = touch.address "
                "ORDER BY 1, 2, 4"
            ).fetchall(),
            "messages": db.execute(
                "SELECT identity, reason, because FROM message LEFT JOIN skip ON skip.id = message.skip ORDER BY 1"
            ).fetchall(),
            "folders": db.execute(
                "SELECT raw, low, high, messages, failure FROM folder ORDER BY raw"
            ).fetchall(),
            "bounces": db.execute("SELECT * FROM failure ORDER BY 1, 2").fetchall(),
            "reports": db.execute("SELECT uid FROM report").fetchall(),
            "set aside": db.execute("SELECT uid, reason FROM quarantine ORDER BY 1").fetchall(),
        }
