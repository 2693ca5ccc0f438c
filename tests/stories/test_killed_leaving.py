"""Starting a plan, and every change to it, is ended at every statement of the store: all of it is done, or nothing."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from helpers.dovecot import Dovecot
from helpers.dying import Died, DyingConnection
from helpers.maildir import MailboxOnDisk
from helpers.moving import Leaver, a_leaver, editor, starts
from kith.jobs.workplace import Workplace
from kith.store import Store
from kith.store.db import FILE

CHANGES: dict[str, Callable[[Workplace], object]] = {
    "start": starts,
    "add": lambda place: editor(place).add(["tom"]),
    "drop": lambda place: editor(place).drop(["priya", "karen"]),
    "move": lambda place: editor(place).move(["priya", "ravi"], date(2026, 12, 14)),
    "pause": lambda place: editor(place).pause(),
    "end": lambda place: editor(place).end(),
}


@pytest.fixture(scope="module")
def first(dovecot: Dovecot, tmp_path_factory: pytest.TempPathFactory) -> Leaver:
    mailbox: MailboxOnDisk = dovecot.add_user()
    return a_leaver(dovecot, mailbox, tmp_path_factory.mktemp("leaver"))


def outcome(place: Workplace) -> list[object]:
    return list(place.store.transitions.all())


def dies(state: Path, world: Leaver, change: Callable[[Workplace], object], at: int) -> int:
    """One change that dies at the n-th statement (0: never); gives how many there were."""
    environ = {**world.environ, "STATE_DIRECTORY": str(state)}
    with world.kith(environ) as place:
        connection = sqlite3.connect(state / FILE, isolation_level=None)
        dying = DyingConnection(connection, at)
        try:
            change(replace(place, store=Store(dying, state)))  # type: ignore[arg-type]
        finally:
            connection.close()
    return dying.count


@pytest.mark.parametrize("name", CHANGES)
def test_dying_at_any_statement_leaves_all_of_a_change_or_nothing(
    first: Leaver, tmp_path: Path, name: str
) -> None:
    shutil.copytree(first.state, tmp_path / "before")
    if name != "start":
        dies(tmp_path / "before", first, starts, 0)

    def standing(state: Path) -> list[object]:
        with first.kith({**first.environ, "STATE_DIRECTORY": str(state)}) as place:
            return outcome(place)

    shutil.copytree(tmp_path / "before", tmp_path / "clean")
    statements = dies(tmp_path / "clean", first, CHANGES[name], 0)
    before, after = standing(tmp_path / "before"), standing(tmp_path / "clean")
    assert before != after
    for number in range(1, statements + 1):
        state = tmp_path / str(number)
        shutil.copytree(tmp_path / "before", state)
        with suppress(Died):
            dies(state, first, CHANGES[name], number)
        assert standing(state) in (before, after), number
        if name != "end" or standing(state) == before:
            dies(state, first, CHANGES[name], 0)
        assert standing(state) == after, number
        shutil.rmtree(state)
