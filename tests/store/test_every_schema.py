"""Stores of every schema there has been since the first of them was kept: each is migrated, and tells the same (threat
E8). A store of a newer kith is refused, see test_db.py."""

import json
from pathlib import Path

import pytest

from helpers.fixture_store import FOLDER, opened, told
from kith.store.migrations import MIGRATIONS

STORES = sorted(FOLDER.glob("*.sql"), key=lambda path: int(path.stem))
EXPECTED = json.loads((FOLDER / "told.json").read_text("utf-8"))


@pytest.mark.parametrize("path", STORES, ids=[path.stem for path in STORES])
def test_a_store_of_each_schema_is_migrated_and_tells_the_same(path: Path, tmp_path: Path) -> None:
    with opened(path, tmp_path) as store:
        store.check()
        assert json.loads(json.dumps(told(store))) == EXPECTED


def test_there_is_a_store_of_this_schema() -> None:
    assert STORES[-1].stem == str(len(MIGRATIONS)), "run scripts/store-fixture, and commit what it makes"
