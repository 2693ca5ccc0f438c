"""The reading is ended at every step it has, one after the other, and always ends in the store of a clean run.

Rows 36 and 59 of the hazard table. The steps are counted in a clean run and then taken in turn, never at random.
"""

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from helpers.dying import Died, dying_scanner, outcome
from helpers.maildir import MailboxOnDisk
from helpers.reports import report
from helpers.wire import TO_CLIENT, TO_SERVER, Wire
from helpers.world import World, today
from kith.jobs.reading import windows
from kith.jobs.scan import Unwatched

PARTS = 4  # the statements are dealt out to so many tests, so that several workers share them
# Learning the voice, which follows, is no part of the reading: a line that breaks there fails no look (tests/jobs).
READ_ONLY = "[drafts]\nlearn_style = false\n"


@pytest.fixture(autouse=True)
def _small_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several windows to a folder, out of few messages."""
    monkeypatch.setattr(windows, "START", 4)
    monkeypatch.setattr(windows, "WIDEST", 4)


def fill(mailbox: MailboxOnDisk, folder: Path) -> World:
    """Three folders with people, a robot, a copy, a letter that came back, and one thrown away."""
    world = World(mailbox, folder)
    world.friends("Karen Holm <karen@example.net>", 30, 60, 90, 120)
    world.received("robot@example.net", 3, Auto_Submitted="auto-generated")
    world.received("Ben <ben@example.net>", 4, 5, folder="Archive", Message_ID="<copy@example.net>")
    world.received("Karen <karen@example.net>", 2, folder="Trash")
    mailbox.deliver(report("karen@example.net", "<1@letters.example>"), "INBOX", world.now)
    return world


def clean(mailbox: MailboxOnDisk, folder: Path) -> tuple[World, dict[str, Any]]:
    world = fill(mailbox, folder / "clean")
    world.folder.mkdir(exist_ok=True)
    world.scan()
    found = outcome(world)
    assert found["bounces"]
    assert not found["reports"]
    return world, found


def again(world: World, folder: Path, **more: Any) -> World:
    """The same mailbox before a new, empty state."""
    folder.mkdir()
    return World(world.mailbox, folder, now=world.now, **more)


@pytest.mark.parametrize("part", range(PARTS))
def test_dying_at_any_statement_of_the_store_changes_nothing_in_the_end(
    part: int, mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    first, expected = clean(mailbox, tmp_path)
    with dying_scanner(again(first, tmp_path / "count")) as (scanner, statements):
        scanner.scan(Unwatched())
    assert statements.count > 200
    for number in range(1 + part, statements.count + 1, PARTS):
        world = again(first, tmp_path / str(number))
        with suppress(Died), dying_scanner(world, number) as (scanner, _):
            scanner.scan(Unwatched())
        world.scan()
        assert outcome(world) == expected, number


def test_dying_in_every_window_again_and_again_still_ends(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    """A kill after each forty statements: every life gets a little further, and nothing is set aside for it."""
    first, expected = clean(mailbox, tmp_path)
    world, lives = again(first, tmp_path / "lives"), 0
    while lives < 60:
        lives += 1
        with suppress(Died), dying_scanner(world, 150) as (scanner, _):
            if scanner.scan(Unwatched())[0].whole:
                break
    assert 1 < lives < 60
    assert outcome(world) == expected


def commands(wire: Wire) -> int:
    return wire.sent().count(b"\r\n")


@pytest.mark.parametrize(
    "answered", [False, True], ids=["before the server sees it", "in the middle of the answer"]
)
def test_a_line_that_breaks_at_any_command_changes_nothing_in_the_end(
    mailbox: MailboxOnDisk, tmp_path: Path, answered: bool
) -> None:
    """Row 52: each command in turn is the last of its connection, each reconnect goes on where the other ended."""
    first, expected = clean(mailbox, tmp_path)
    with Wire(mailbox.host, mailbox.port) as wire:
        again(first, tmp_path / "count", port=wire.port, settings=READ_ONLY).scan()
        total = commands(wire)
    assert total > 12
    for number in range(1, total):
        with Wire(mailbox.host, mailbox.port) as wire:
            world = again(first, tmp_path / f"{number}", port=wire.port, settings=READ_ONLY)
            if answered:  # the answer to it is complete but for its last line
                done = rb"\n[A-P]{4}%d (OK|NO)" % (number - 1)
                trap = wire.when(TO_CLIENT, done, wire.cut, before=True)
            else:
                trap = wire.when(TO_SERVER, rb"([^\n]*\n){%d}" % number, wire.cut, before=True)
            with world.kith() as place:
                (look,) = place.scanner().scan(Unwatched())
            assert look.failure is not None or not trap.sprung or number >= total - 2, number
            trap.sprung = True
            world.scan()
        assert outcome(world) == expected, number


def test_a_process_that_is_killed_goes_on_where_it_was(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    """SIGKILL at a spread of the server's answers: never more than one window is read twice."""
    from stories.test_killed import Victim

    first, expected = clean(mailbox, tmp_path)
    with Wire(mailbox.host, mailbox.port) as wire:
        world, victim = again(first, tmp_path / "killed", port=wire.port), Victim()
        world.now = today()
        for pattern in (rb"EXAMINE", rb"UID FETCH", rb"(UID FETCH.*){2}", rb"UID SEARCH", rb"LOGOUT"):
            wire.when(TO_SERVER, pattern, victim.kill, before=True)
            victim.run(world, "scan")
        assert world.run("scan").returncode == 0
    assert outcome(world)["touches"] == expected["touches"]
    assert outcome(world)["folders"] == expected["folders"]
