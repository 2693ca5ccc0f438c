"""Whom the command line may be about, for its completion: read from a store that is there, and from no other.

Nothing is made, migrated or waited for: Tab is pressed while the daemon writes, and before there is any store.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from kith.store.db import FILE, in_our_words

_PATIENCE = 0.2  # seconds for another process' transaction; readers of a WAL hardly ever wait


def named(state_dir: Path) -> list[tuple[str, str]]:
    """Address and name ("" without one) of everybody there is a touch with, the newest touch first; nobody where there
    is no store.

    Raises StoreUnusable and its kin where it is damaged or of another kith's schema.
    """
    path = state_dir / FILE
    if not path.exists():
        return []
    with in_our_words(path), closing(_opened(path)) as db:
        rows = db.execute(
            "SELECT spec, name FROM address JOIN touch ON touch.address = address.id "
            "GROUP BY address.id ORDER BY max(touch.at) DESC, spec"
        ).fetchall()
    return [(str(spec), str(name)) for spec, name in rows]


def _opened(path: Path) -> sqlite3.Connection:
    """To be read only. Even a reader leaves files beside a store in WAL mode, so one that nobody has open is read as a
    file that does not change. Should it change in that very instant, a name may be missing this time."""
    in_use = path.with_name(f"{path.name}-wal").exists()
    how = "mode=ro" if in_use else "mode=ro&immutable=1"
    return sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True, timeout=_PATIENCE)
