"""One small store for each schema there has been, `tests/stores/NUMBER.sql`: made by `scripts/store-fixture` with the
kith of its day, never changed afterwards. Whatever the schema, the same is told out of each."""

import sqlite3
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from helpers.judged import begin, looking, received, record, sent, uncounted
from kith.clock import unix
from kith.config.load import load
from kith.jobs.orders.obeying import obey
from kith.store import Store
from kith.store.db import FILE
from kith.store.ledger import Letter
from kith.store.migrations import MIGRATIONS

FOLDER = Path(__file__).parents[1] / "stores"
DAY = 86_400
NOW = datetime(2026, 11, 28, 8, 0, tzinfo=UTC)
KAREN, RAVI = "karen@example.net", "ravi@example.net"
_CONFIGURATION = '[accounts.personal]\nemail = "sam@example.org"\nhost = "127.0.0.1"\npassword_env = "X"\n'


def make() -> Path:
    """Write the store of this kith's schema; gives the file."""
    with tempfile.TemporaryDirectory() as folder:
        with Store.open(Path(folder)) as store:
            _fill(store)
        with closing(sqlite3.connect(Path(folder) / FILE)) as db:
            lines = [*db.iterdump(), f"PRAGMA user_version = {len(MIGRATIONS)};"]
    path = FOLDER / f"{len(MIGRATIONS)}.sql"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def opened(path: Path, folder: Path) -> Store:
    """The store of a file, in a folder of its own, brought to this kith's schema."""
    with closing(sqlite3.connect(folder / FILE)) as db:
        db.executescript(path.read_text("utf-8"))
    return Store.open(folder)


def told(store: Store) -> dict[str, Any]:
    """People, touches, what the user has said, and whom the numbers of the newest digest mean."""
    with looking(store) as db:
        touches = db.execute(
            "SELECT spec, at, direction FROM touch JOIN address ON address.id = touch.address ORDER BY 1, 2, 3"
        ).fetchall()
    return {
        "people": [
            [one.spec, one.name, one.sent.number, one.received.number]
            for one in store.people.correspondents()
        ],
        "touches": [list(row) for row in touches],
        "said": [[one.line, one.person] for one in store.events.all()],
        "numbers": {str(number): address for number, address in store.ledger.numbers().items()},
        "suggested": {spec: [list(row) for row in rows] for spec, rows in store.ledger.suggested().items()},
    }


def _fill(store: Store) -> None:
    inbox, at = begin(store), unix(NOW)
    letters = [
        received(number, KAREN, at - number * 30 * DAY, "Karen Holm", "Tides") for number in range(1, 9)
    ]
    mine = [sent(100 + number, RAVI, at=at - number * 45 * DAY, name="Ravi Patel") for number in range(1, 5)]
    lists = [uncounted(200 + number, "list@lists.example", at - number * DAY) for number in range(1, 4)]
    record(store, inbox, *letters, *mine, *lists)
    settings = load(_CONFIGURATION, "kith.toml")
    for said in (f"{KAREN} every 6w", f"{RAVI} note likes tea", f"called {RAVI} 2026-11-02"):
        assert all(one.understood for one in obey(store, settings, ZoneInfo("UTC"), said, NOW)), said
    with store.transaction():
        store.summary.settle()
        store.ledger.set_slot("digest", at - 5 * DAY, "mon 07:30 UTC")
        letter = Letter(
            0, "<kith.fixture@example.org>", at - 5 * DAY, at - 5 * DAY, "sam@example.org", b"x", "written"
        )
        number = store.ledger.write(letter, [(1, KAREN, "fading"), (2, RAVI, "fading")], 15)
        assert number is not None
        store.ledger.closed(number, "delivered", "taken")


if __name__ == "__main__":
    print(make())
