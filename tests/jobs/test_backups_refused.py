"""What `kith restore` does not take for a store, what `kith backup` says of one, and questions that nobody answers."""

import io
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from helpers.command_line import Run, runner
from helpers.world import World
from helpers.writing import KAREN, digest, said_so_far
from kith.store.db import FILE
from kith.store.migrations import MIGRATIONS, oddities


@pytest.fixture
def run(answering: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    return runner(answering, monkeypatch, capsys)


def changed(file: Path, *statements: str) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        for statement in statements:
            db.execute(statement)


TRIGGER = "CREATE TRIGGER mine AFTER INSERT ON touch BEGIN DELETE FROM letter; END"
FOREIGN = {
    "a table more": (["CREATE TABLE diary (day TEXT)"], "a foreign table diary"),
    "a view": (["CREATE VIEW seen AS SELECT * FROM touch"], "a foreign view seen"),
    "a trigger": ([TRIGGER], "a foreign trigger mine"),
    "an index more": (["CREATE INDEX faster ON touch (direction)"], "a foreign index faster"),
    "a view in a table's place": (
        ["DROP TABLE asking", "CREATE VIEW asking AS SELECT 1 AS letter"], "a foreign view asking"),
    "a table is missing": (["DROP TABLE proposal"], "the table proposal is missing"),
    "the cap on letters is missing": (["DROP TRIGGER departure_cap"], "the trigger departure_cap is missing"),
    "another trigger under the cap's name": (
        ["DROP TRIGGER departure_cap", TRIGGER.replace("mine", "departure_cap")],
        "the trigger departure_cap is not kith's own"),
    "a column more": (["ALTER TABLE secret ADD COLUMN note TEXT"], "the table secret is not kith's own"),
    "the number of an older schema": (["PRAGMA user_version = 18"], "a foreign"),
    "the number of the first schema": (["PRAGMA user_version = 1"], "a foreign"),
}  # fmt: skip


@pytest.mark.parametrize("name", FOREIGN)
def test_a_file_with_another_schema_is_not_put_in_the_stores_place(
    name: str, answering: World, run: Run, tmp_path: Path
) -> None:
    statements, reason = FOREIGN[name]
    file = tmp_path / "kith.backup"
    run("backup", str(file))
    changed(file, *statements)
    before = (answering.state / FILE).read_bytes()
    code, _, said = run("restore", str(file), "--yes")
    assert code == 78
    assert f"kith: {file}: is not as kith makes its stores: " in said
    assert reason in said
    assert "Name another file that `kith backup` has written; nothing is changed." in said
    assert (answering.state / FILE).read_bytes() == before
    assert not list(answering.state.glob(f"{FILE}.replaced*"))


def test_a_store_that_was_analysed_or_written_by_hand_with_other_blanks_is_still_one(
    run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "kith.backup"
    run("backup", str(file))
    changed(file, "ANALYZE", "DROP TABLE asking")
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        for step in MIGRATIONS:
            step(db)
        (sql,) = db.execute("SELECT sql FROM sqlite_schema WHERE name = 'asking'").fetchone()
    changed(file, sql.replace("\n", "\n\n  "))
    assert run("restore", str(file), "--yes")[0] == 0


def test_a_store_of_every_older_schema_has_nothing_foreign_in_it() -> None:
    for have in range(1, len(MIGRATIONS) + 1):
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
            for step in MIGRATIONS[:have]:
                step(db)
            db.execute(f"PRAGMA user_version = {have}")
            assert oddities(db) == []


def cut(raw: bytes) -> bytes:
    return raw[: len(raw) // 2]


def overwritten(raw: bytes) -> bytes:
    return raw[:4096] + bytes(8192) + raw[12288:]


@pytest.mark.parametrize("damage", [cut, overwritten, lambda _: b"Dear diary, " * 900, lambda _: b""])
def test_a_file_that_is_no_whole_store_is_refused_without_the_advice_to_restore_it(
    damage: Callable[[bytes], bytes], answering: World, run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "kith.backup"
    run("backup", str(file))
    file.write_bytes(damage(file.read_bytes()))
    code, _, said = run("restore", str(file), "--yes")
    assert code == 78
    assert said.startswith(f"kith: {file}: ")
    assert said.endswith("Name another file that `kith backup` has written; nothing is changed.\n")
    assert "kith restore" not in said
    assert "kith rebuild" not in said


def test_a_backup_says_what_is_in_it(answering: World, run: Run, tmp_path: Path) -> None:
    digest(answering)
    run("do", "karen never")
    code, out, said = run("backup", str(tmp_path / "one"), "--json")
    assert (code, said) == (0, "")
    assert '"addresses": 2, "touches": 20, "cards": 0, "commands": 1, "digests": 1' in out
    assert "2 addresses with 20 touches, 1 command, 1 digest." in run("backup", str(tmp_path / "two"))[2]


def test_a_backup_of_a_store_that_holds_cards_alone_says_so(
    answering: World, run: Run, tmp_path: Path
) -> None:
    (tmp_path / "karen.vcf").write_text(
        f"BEGIN:VCARD\nVERSION:3.0\nFN:Karen Holm\nEMAIL:{KAREN}\nEND:VCARD\n"
    )
    for path in answering.state.iterdir():
        path.unlink()
    assert run("import", str(tmp_path / "karen.vcf"), "--yes")[0] == 0
    said = run("backup", str(tmp_path / "one"))[2]
    assert "MB, 1 card." in said
    assert "address" not in said


@pytest.mark.parametrize("words", [("rebuild",), ("forget", "karen")])
def test_where_nobody_can_answer_a_question_the_way_to_say_it_beforehand_is_named(
    words: tuple[str, ...], answering: World, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("do", "karen never")
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    code, _, said = run(*words)
    assert code == 2
    assert "nobody is there to answer; nothing is changed. Say --yes if you mean it." in said
    assert "interrupted" not in said
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    assert run(*words)[0] == 1
    assert said_so_far(answering) == ["karen never"]
