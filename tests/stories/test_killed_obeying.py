"""Obeying mail is ended at every statement of the store, one after the other: each mail is done whole, and once."""

import shutil
import sqlite3
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from helpers.dying import Died, DyingConnection
from helpers.maildir import MailboxOnDisk
from helpers.world import World
from helpers.writing import digest, says
from kith.jobs.scan import Unwatched
from kith.jobs.workplace import Workplace
from kith.store import Store
from kith.store.db import FILE

PARTS = 3  # the statements are dealt out to so many tests, so that several workers share them


def a_world(mailbox: MailboxOnDisk, folder: Path) -> World:
    """Two mails wait to be read: an answer, of which one line is no command, and a note."""
    for name, use in (("Sent", r"\Sent"), ("Drafts", r"\Drafts"), ("Archive", r"\Archive")):
        mailbox.folder(name, use)
    world = World(
        mailbox, folder, settings='[digest]\ntimezone = "Europe/Prague"\n[drafts]\nlearn_style = false\n'
    )
    world.friends("Karen Holm <karen@example.net>", 400, 360, 320, 280, 240)
    world.friends("Ravi Patel <ravi@example.net>", 300, 270, 240, 210, 150)
    world.scan()
    sent = digest(world)
    says(world, "1 every 6w\n2 snooze 3w\nwhat is this\nhelp\n", to=sent)
    says(world, "undo\n", subject="kith: less karen")
    return world


def obey(place: Workplace, store: Store) -> None:
    at = replace(place, store=store)
    at.attend(at.scanner().scan(Unwatched()))


def outcome(world: World) -> dict[str, object]:
    with world.kith() as place:
        store = place.store
        return {
            "events": [(one.line, one.verb, one.person, one.when) for one in store.events.all()],
            "letters": [(one.kind, one.message_id, one.content) for one in store.ledger.waiting()],
            "waiting": store.answers.waiting("home", 1 << 40, 9),
            "put away": [one.message_id for one in store.answers.to_put_away(1 << 40)],
        }


def again(first: World, folder: Path) -> World:
    """The same mailbox and the same memory, as before the look."""
    shutil.copytree(first.state, folder / "state")
    return World(first.mailbox, folder, first.settings, first.now)


def dies(world: World, at: int) -> int:
    """One look that dies at the n-th statement (0: never); gives how many there were."""
    with world.kith() as place:
        connection = sqlite3.connect(world.state / FILE, isolation_level=None)
        connection.execute("PRAGMA foreign_keys = ON")
        dying = DyingConnection(connection, at)
        try:
            obey(place, Store(dying, world.state))  # type: ignore[arg-type]
        finally:
            connection.close()
    return dying.count


@pytest.mark.parametrize("part", range(PARTS))
def test_dying_at_any_statement_while_obeying_does_every_mail_once(
    part: int, mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    first = a_world(mailbox, tmp_path)
    clean = again(first, tmp_path / "clean")
    statements = dies(clean, 0)
    expected = outcome(clean)
    assert [line for line, *_ in expected["events"]] == ["1 every 6w", "2 snooze 3w", "less karen", "undo"]  # type: ignore[attr-defined]
    assert [kind for kind, *_ in expected["letters"]] == ["answer"]  # type: ignore[attr-defined]
    assert len(expected["put away"]) == 2  # type: ignore[arg-type]
    assert statements > 60
    for number in range(1 + part, statements + 1, PARTS):
        world = again(first, tmp_path / str(number))
        with suppress(Died):
            dies(world, number)
        if outcome(world)["waiting"]:
            world.clock.advance(days=2)  # longer than any pause after a try that failed
        dies(world, 0)
        found = outcome(world)
        for name in ("events", "waiting", "put away"):
            assert found[name] == expected[name], (number, name)
        assert [one[:2] for one in found["letters"]] == [one[:2] for one in expected["letters"]], number  # type: ignore[attr-defined]
