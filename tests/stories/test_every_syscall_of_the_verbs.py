"""A migration, and a command on the command line, are ended at every system call they have, or find the disk full.

Reliability E1, E3 and E8 (docs/reliability.md): every step of the schema is taken whole or not at all, and so is a
command.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from helpers import syscalls
from helpers.at_every_call import Bench, at_once, good, selected
from helpers.dovecot import Dovecot
from helpers.interrupted import unsound
from helpers.syscalls import Call, Ended, Point
from helpers.world import World
from kith.store import Store
from kith.store.db import FILE
from kith.store.migrations import MIGRATIONS

LETTERS = 60
Stages = Callable[[], AbstractContextManager[World]]


def as_it_began(state: Path) -> None:
    """A store of the first schema with letters in it, as the kith of then closed it."""
    state.mkdir()
    with closing(sqlite3.connect(state / FILE)) as db, db:
        MIGRATIONS[0](db)
        db.execute("INSERT INTO account (id, name, looked_at) VALUES (1, 'home', 1000)")
        db.execute(
            "INSERT INTO folder (id, account, raw, name, uidvalidity, low, high, messages) "
            "VALUES (1, 1, x'494e424f58', 'INBOX', 7, 1, ?, ?)",
            (LETTERS, LETTERS),
        )
        for number in range(1, LETTERS + 1):
            who, at = number % 7 + 1, number * 86_400
            db.execute(
                "INSERT OR IGNORE INTO address (id, spec, name) VALUES (?, ?, 'Ada')",
                (who, f"{who}@a.example"),
            )
            db.execute(
                "INSERT INTO message VALUES (?, 1, ?, NULL, ?)",
                (number << 40, number, f"<{number}@a.example>"),
            )
            db.execute("INSERT INTO touch VALUES (?, ?, ?, 'received')", (who, at, number << 40))
            db.execute("INSERT INTO recent VALUES (?, ?, ?, 'Hello')", (who, at, number << 40))
        db.execute("PRAGMA user_version = 1")
    (state / FILE).chmod(0o600)


def copies(first: World, folder: Path) -> Stages:
    """Worlds whose state folder is a copy of the first one's; nothing is asked of a server."""
    numbers = count(1)

    @contextmanager
    def again() -> Iterator[World]:
        here = folder / f"{next(numbers)}"
        here.mkdir()
        shutil.copytree(first.state, here / "state")
        yield World(first.mailbox, here, first.settings, first.now)
        shutil.rmtree(here)

    return again


@pytest.fixture(scope="module")
def old(dovecot: Dovecot, tmp_path_factory: pytest.TempPathFactory) -> Stages:
    folder = tmp_path_factory.mktemp("old")
    first = World(dovecot.add_user(), folder)
    as_it_began(first.state)
    return copies(first, folder)


def schema(db: sqlite3.Connection) -> list[Any]:
    return db.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY 1, 2").fetchall()


def schemas() -> list[list[Any]]:
    """What each schema looks like, from an empty store to the newest."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        found = [schema(db)]
        for step in MIGRATIONS:
            step(db)
            found.append(schema(db))
    return found


SCHEMAS = schemas()


def between(state: Path) -> list[str]:
    """A store of which the schema is none of those there are, or not the one that it says."""
    with closing(sqlite3.connect(state / FILE)) as db:
        (version,) = db.execute("PRAGMA user_version").fetchone()
        (letters,) = db.execute("SELECT count(*) FROM touch").fetchone()
        wrong = [f"schema {version} is not as it should be"] if schema(db) != SCHEMAS[version] else []
    return wrong + ([] if letters == LETTERS else [f"{letters} touches instead of {LETTERS}"])


def everything(state: Path) -> dict[str, list[Any]]:
    """All rows of a store that has been opened, and so migrated."""
    Store.open(state).close()
    with closing(sqlite3.connect(state / FILE)) as db:
        tables = [name for kind, name, *_ in schema(db) if kind == "table" and not name.startswith("sqlite_")]
        return {name: sorted(map(repr, db.execute(f"SELECT * FROM {name}"))) for name in tables}


def migrated(bench: Bench, old: Stages) -> tuple[Ended, Path, dict[str, list[Any]]]:
    """An undisturbed `kith status` on the old store: it opens, and so migrates it."""
    with old() as world:
        ended = bench.run(world, "-e", "trace=all", command=("status",))
        assert "60 messages read in all" in ended.said
        return ended, world.state, everything(world.state)


def test_a_migration_that_is_killed_anywhere_is_old_or_new_and_never_between(
    bench: Bench, old: Stages
) -> None:
    clean, state, expected = migrated(bench, old)
    points = syscalls.points(clean.calls, state)
    assert len([one for one in points if one.call.name == "fdatasync"]) >= len(MIGRATIONS) - 1

    def judge(world: World, point: Point) -> list[str]:
        ended = bench.run(world, *syscalls.killing(point), command=("status",))
        wrong = [] if ended.killed else [f"nothing was killed: {ended.said}"]
        wrong += between(world.state)
        if everything(world.state) != expected:
            wrong.append("opened again, it is not as after a clean run")
        return wrong + unsound(world.state)

    good(at_once(old, selected(points, "killed, migrating", 2), judge))


@pytest.mark.parametrize("error", ["ENOSPC", "EIO"])
def test_a_migration_that_finds_the_disk_full_or_broken_is_old_or_new(
    bench: Bench, old: Stages, error: str
) -> None:
    clean, state, expected = migrated(bench, old)
    # To take a file away needs no room, or hardly: SQLite calls it an I/O error where it fails, and so does kith.
    calls = [call for call in clean.changing(state) if error == "EIO" or call.name != "unlink"]

    def judge(world: World, call: Call) -> list[str]:
        failing = syscalls.failing(call, error, from_now_on=error == "ENOSPC")
        ended = bench.run(world, *failing, command=("status",))
        wrong = [ended.said] if "Traceback" in ended.said else []
        if error == "ENOSPC" and ended.code == 75 and "the disk is full; free some space" not in ended.said:
            wrong.append(f"nobody says that the disk is full: {ended.said}")
        if ended.code not in (0, 1, 75, 78) or (error == "ENOSPC" and ended.code == 78):
            wrong.append(f"exit code {ended.code}: {ended.said}")
        wrong += between(world.state)
        if everything(world.state) != expected:
            wrong.append("opened again, it is not as after a clean run")
        return wrong + unsound(world.state)

    good(at_once(old, selected(calls, f"{error}, migrating", 4), judge))


def test_a_command_that_is_killed_anywhere_is_entered_whole_or_not_at_all(
    bench: Bench, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """`kith do` with two lines: both or neither are known afterwards, and said again by the user they hold."""
    first = bench.stages["append"].first
    again = copies(first, tmp_path_factory.mktemp("do"))
    command = ("do", "karen every 6w", "ravi snooze 3w")
    with again() as world:
        clean = bench.run(world, "-e", "trace=all", command=command)
        assert clean.code == 0, clean.said
        points, expected = syscalls.points(clean.calls, world.state), entered(world)
    assert [line for line, *_ in expected] == list(command[1:])

    def judge(world: World, point: Point) -> list[str]:
        ended = bench.run(world, *syscalls.killing(point), command=command)
        wrong = [] if ended.killed else [f"nothing was killed: {ended.said}"]
        found = entered(world)
        if found not in ([], expected):
            wrong.append(f"half of it is known: {found}")
        if "kith: " not in ended.said and ended.said and found != expected:
            wrong.append(f"it said that it was done, and it was not: {ended.said}")
        return wrong + unsound(world.state)

    good(at_once(again, selected(points, "killed, kith do", 2), judge))


def entered(world: World) -> list[tuple[str, str, str]]:
    with world.kith() as place:
        return [(one.line, one.verb, one.person) for one in place.store.events.all()]
