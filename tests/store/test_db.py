"""The one file: who may read it, what is refused, and that a transaction is all or nothing."""

import random
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from helpers.judged import begin, everything, looking, received, record, uncounted
from helpers.persons import tally
from kith.errors import MISCONFIGURED, TRY_LATER, KithError, StoreBusy, StoreUnusable
from kith.store import Store, migrations
from kith.store import db as opening
from kith.store.cursors import Cursor
from kith.store.db import FILE

DAY = 86_400
ADA = "ada@example.org"


class Killed(Exception):
    """Stands for anything that ends a step half-way."""


def filled(folder: Path, messages: int = 200, *, settled: bool = False) -> bytes:
    """The bytes of a store with so many letters in it, and as many messages that do not count."""
    with Store.open(folder) as store:
        record(
            store,
            begin(store),
            *(received(n, f"p{n % 40}@b.c", n * DAY, f"P {n}", "x") for n in range(messages)),
            *(uncounted(messages + n, f"p{n % 40}@b.c", n * DAY) for n in range(messages)),
        )
        if settled:
            with store.transaction():
                store.summary.settle()
    return (folder / FILE).read_bytes()


def test_nobody_else_can_read_it(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        begin(store)
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert set(modes) == {FILE, f"{FILE}-wal", f"{FILE}-shm"}
    assert set(modes.values()) == {0o600}


def test_a_store_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    filled(tmp_path, 1)
    (tmp_path / FILE).chmod(0o644)
    Store.open(tmp_path).close()
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_commits_last_through_a_power_cut(store: Store) -> None:
    with looking(store) as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert db.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL
        assert db.execute("PRAGMA foreign_keys").fetchone() == (1,)


def test_a_store_that_would_not_last_through_one_is_refused(tmp_path: Path) -> None:
    """E4: an SQLite that does not do as it is told is found out when the store is opened."""

    def deaf(action: int, name: str | None, value: str | None, *_: object) -> int:
        return sqlite3.SQLITE_IGNORE if (name, value) == ("synchronous", "FULL") else sqlite3.SQLITE_OK

    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as other:
        other.execute("PRAGMA synchronous = NORMAL")
        other.set_authorizer(deaf)
        with pytest.raises(StoreUnusable, match="not write through to the disk"):
            opening._prepare(other)


def dying_window(store: Store, inbox: Cursor) -> None:
    with store.transaction():
        store.touches.record(inbox.folder, [received(1, ADA, DAY)])
        store.cursors.advance(inbox, 1, 9, 1)
        raise Killed


def test_a_transaction_that_fails_leaves_nothing_and_the_next_one_works(store: Store) -> None:
    inbox = begin(store)
    before = everything(store)
    with pytest.raises(Killed):
        dying_window(store, inbox)
    assert everything(store) == before
    record(store, inbox, received(1, ADA, DAY))
    assert [one.received for one in store.people.correspondents()] == [tally(DAY)]


def test_a_failure_of_the_callers_own_is_not_blamed_on_the_store(store: Store) -> None:
    for block in (store.transaction, store.reading):
        with pytest.raises(ConnectionResetError), block():
            raise ConnectionResetError(104, "reset by peer")


@pytest.mark.parametrize("journal", ["wal", "delete"])
def test_a_newer_store_is_refused_and_left_as_it_is(tmp_path: Path, journal: str) -> None:
    filled(tmp_path, 5)
    with closing(sqlite3.connect(tmp_path / FILE)) as db:
        db.execute(f"PRAGMA journal_mode = {journal}")
        db.execute("PRAGMA user_version = 99")
    before = (tmp_path / FILE).read_bytes()
    with pytest.raises(StoreUnusable, match="schema 99") as refusal:
        Store.open(tmp_path)
    assert "newer kith" in str(refusal.value)
    assert refusal.value.exit_code == MISCONFIGURED
    assert (tmp_path / FILE).read_bytes() == before


def test_a_file_that_is_no_store_is_refused_with_advice_and_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"Dear diary, " * 1000)
    with pytest.raises(StoreUnusable, match="`kith rebuild` puts it aside and builds a new one"):
        Store.open(tmp_path)
    assert (tmp_path / FILE).read_bytes() == b"Dear diary, " * 1000


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreUnusable, match="needs a folder it may write to"):
        Store.open(tmp_path / "missing")


def test_a_damaged_store_is_refused_or_read_never_a_crash(tmp_path: Path) -> None:
    """Hazard E5: one bit flipped anywhere. SQLite keeps no checksums, so damage inside a text may go unseen."""
    sound = filled(tmp_path, settled=True)
    chance, refused = random.Random(5), 0
    for turn in range(120):
        folder = tmp_path / str(turn)
        folder.mkdir()
        bytes_ = bytearray(sound)
        bytes_[chance.randrange(100 if turn % 3 == 0 else len(sound))] ^= 1 << chance.randrange(8)
        (folder / FILE).write_bytes(bytes_)
        try:
            with Store.open(folder) as store:
                with store.reading():
                    store.people.correspondents()
                    store.ledger.suggested()
                record(store, begin(store), *(received(n, f"p{n}@b.c", n * DAY) for n in range(190, 210)))
        except StoreUnusable:
            refused += 1
        assert (folder / FILE).exists()
        shutil.rmtree(folder)
    assert refused > 10


def test_a_full_disk_is_said_and_nothing_is_half_written(tmp_path: Path) -> None:
    filled(tmp_path, 50)
    with Store.open(tmp_path) as store:
        before = everything(store)
        with looking(store) as db:
            (pages,) = db.execute("PRAGMA page_count").fetchone()
            db.execute(f"PRAGMA max_page_count = {pages}")
        crowd = [received(n, f"new{n}@b.c", n * DAY, "N" * 100, "s" * 400) for n in range(1000, 2000)]
        inbox = store.cursors.find("personal", b"INBOX")
        assert inbox is not None
        with pytest.raises(StoreBusy, match="disk is full") as refusal:
            record(store, inbox, *crowd)
        assert refusal.value.exit_code == TRY_LATER
        assert everything(store) == before
        with looking(store) as db:
            db.execute("PRAGMA max_page_count = 1000000")
        assert record(store, inbox, *crowd) == {"touches": 1000}


def test_a_step_that_is_killed_leaves_the_old_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hazard E8: old or new, never between."""

    def killed(db: sqlite3.Connection) -> None:
        db.execute("CREATE TABLE half (way INTEGER)")
        db.execute("DELETE FROM touch")
        raise Killed

    def whole(db: sqlite3.Connection) -> None:
        db.execute("CREATE TABLE half (way INTEGER)")

    before = filled(tmp_path, 5)
    steps = migrations.MIGRATIONS
    monkeypatch.setattr(migrations, "MIGRATIONS", (*steps, killed))
    with pytest.raises(Killed):
        Store.open(tmp_path)
    assert (tmp_path / FILE).read_bytes() == before
    monkeypatch.setattr(migrations, "MIGRATIONS", (*steps, whole))
    with Store.open(tmp_path) as store, looking(store) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (len(steps) + 1,)
        assert len(store.people.correspondents()) == 5
    monkeypatch.setattr(migrations, "MIGRATIONS", steps)
    with pytest.raises(StoreUnusable, match="newer kith"):
        Store.open(tmp_path)


def test_every_released_step_is_one_transaction(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new store whose first step fails at its end is an empty file, and opens as new afterwards."""
    (first, *_) = steps = migrations.MIGRATIONS

    def dies_at_its_end(db: sqlite3.Connection) -> None:
        first(db)
        raise Killed

    monkeypatch.setattr(migrations, "MIGRATIONS", (dies_at_its_end,))
    with pytest.raises(Killed):
        Store.open(tmp_path)
    monkeypatch.setattr(migrations, "MIGRATIONS", steps)
    with Store.open(tmp_path) as store:
        assert store.people.correspondents() == []


def test_processes_that_open_a_new_store_at_once_find_one_store(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from kith.store import Store\n"
        "with Store.open(Path(sys.argv[1])) as store: print(store.ledger.secret().hex())"
    )
    argv = [sys.executable, "-c", program, str(tmp_path)]
    path = {"PYTHONPATH": ":".join(sys.path)}
    running = [subprocess.Popen(argv, stdout=subprocess.PIPE, env=path, text=True) for _ in range(5)]
    secrets = {process.communicate()[0] for process in running}
    assert {process.returncode for process in running} == {0}
    assert len(secrets) == 1


def test_work_that_one_does_alone_is_refused_to_a_second(tmp_path: Path) -> None:
    with Store.open(tmp_path) as one, Store.open(tmp_path) as other:
        with one.alone("scan"):
            with pytest.raises(StoreBusy, match="busy with this"), other.alone("scan"):
                pass
            with other.alone("delivery"):
                pass
        with other.alone("scan"):
            pass


def test_a_store_another_process_is_writing_to_is_busy_not_broken(tmp_path: Path) -> None:
    with Store.open(tmp_path) as one, Store.open(tmp_path) as other:
        with looking(other) as db:
            db.execute("PRAGMA busy_timeout = 10")
        with one.transaction(), pytest.raises(StoreBusy) as refusal, other.transaction():
            pass
        assert isinstance(refusal.value, KithError)
        with other.transaction():
            pass
