"""docs/privacy.md names every table of the store, and no other."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from docs.pages import text
from kith.store import Store
from kith.store.db import FILE
from kith.system_keyring import Keyring


def named() -> set[str]:
    """The tables in the last column of the page's table."""
    kept = text("privacy.md").split("## What is kept")[1].split("\n## ")[0]
    cells = re.findall(r"^\|.*\| ([^|]*) \|$", kept, re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`(\w+)`", cell)}


def test_every_table_of_the_store_is_in_the_page_and_no_other(tmp_path: Path) -> None:
    with Store.open(tmp_path):
        pass
    with closing(sqlite3.connect(tmp_path / FILE)) as db:
        rows = db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
        tables = {str(name) for (name,) in rows}
    assert len(tables) > 30
    assert tables - named() == set()
    assert named() - tables == set()


def test_what_goes_into_the_keyring_is_said_to_stay_and_how_to_take_it_out() -> None:
    everything = text("privacy.md").split("\nEverything: ")[1]
    for tool, read, clear in (("secret-tool", "lookup", "clear"), ("keyring", "get", "del")):
        reading = " ".join(Keyring(tool, tool).reading("sam@example.org"))  # type: ignore[arg-type]
        assert f"`{reading.replace(read, clear)}`" in everything
