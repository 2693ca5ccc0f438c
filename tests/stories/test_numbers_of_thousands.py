"""A server numbers thousands of mails anew, in five ways: nobody's touches change, and none is doubled (hazard E9).

`Message-ID` is what a message is known by; its UID is only how far a folder was read. Small and odd cases are in
tests/jobs/test_scan_numbers.py.
"""

import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from helpers.dovecot import Dovecot
from helpers.dying import outcome
from helpers.maildir import MailboxOnDisk
from helpers.world import SAM, World
from kith.model import Skip

MAILS = 10_000  # half in INBOX, half in Projects


def reset(mailbox: MailboxOnDisk) -> None:
    """Another UIDVALIDITY, of both."""
    mailbox.bump_uidvalidity("INBOX")
    mailbox.bump_uidvalidity("Projects")


def shrink(mailbox: MailboxOnDisk) -> None:
    """Under the same UIDVALIDITY the newest third is gone: a server that came from a backup."""
    path = mailbox.folder("Projects")
    for index in path.glob("dovecot.index*"):
        index.unlink()
    head, *lines = (path / "dovecot-uidlist").read_text().splitlines()
    parts = head.split()
    kept = lines[: len(lines) * 2 // 3]
    last = int(kept[-1].split()[0])
    gone = {line.split(":")[1] for line in lines[len(kept) :]}
    for found in (path / "cur").iterdir():
        if found.name.partition(":")[0] in gone:
            found.unlink()
    parts = [f"N{last + 1}" if part.startswith("N") else part for part in parts]
    (path / "dovecot-uidlist").write_text("\n".join([" ".join(parts), *kept]) + "\n")
    mailbox.server.own(path / "dovecot-uidlist")


def empty_and_refill(mailbox: MailboxOnDisk) -> None:
    """Everything is taken out of a folder and put back, in the other order."""
    files = sorted((mailbox.folder("Projects") / "cur").iterdir(), reverse=True)
    letters = [(path.read_bytes(), path.stat().st_mtime) for path in files]
    for path in files:
        path.unlink()
    for raw, arrived in letters:
        path = mailbox.deliver(raw, "Projects")
        os.utime(path, (arrived, arrived))


def rename(mailbox: MailboxOnDisk) -> None:
    mailbox.rename("Projects", "Old projects")


def move(mailbox: MailboxOnDisk) -> None:
    """A third of INBOX goes into an archive."""
    archive = mailbox.folder("Archive") / "cur"
    for path in sorted((mailbox.root / "cur").iterdir())[::3]:
        path.rename(archive / path.name)


@pytest.fixture(scope="module")
def read_before(dovecot: Dovecot, tmp_path_factory: pytest.TempPathFactory) -> World:
    """Ten thousand mails, and a store that has read them: made once, and copied for each script."""
    world = World(dovecot.add_user(), tmp_path_factory.mktemp("read"))
    for number in range(MAILS):
        written = world.now - timedelta(days=2 + (MAILS - number) / 30)
        friend = f"f{number % 50}@example.net"
        raw = (
            f"From: Friend {number % 50} <{friend}>\nTo: {SAM}\nSubject: Hello\nDate: {format_datetime(written)}\n"
            f"Message-ID: <{number:05}@letters.example>\n\nWords nobody may keep.\n"
        )
        world.mailbox.deliver(raw.encode(), "INBOX" if number % 2 else "Projects", written)
    assert world.scan().tally["touches"] == MAILS
    return world


@pytest.mark.parametrize(
    "change", [reset, shrink, empty_and_refill, rename, move], ids=lambda one: one.__name__
)
def test_ten_thousand_mails_numbered_anew_are_the_same_touches(
    change: Callable[[MailboxOnDisk], None], read_before: World, mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    mailbox.be_like(read_before.mailbox)
    world = World(mailbox, tmp_path)
    shutil.copytree(read_before.state, world.state)
    before = told(world)
    change(mailbox)
    look = world.scan()
    assert look.tally["touches"] == 0
    assert look.tally[Skip.DUPLICATE] > 0 or change is shrink
    world.clock.advance(days=2)
    assert world.scan().tally["touches"] == 0
    assert told(world) == before
    raw = world.letter("Friend 0 <f0@example.net>", SAM, 1)
    mailbox.deliver(raw, "INBOX", world.now - timedelta(days=1))
    assert world.scan().tally["touches"] == 1


def told(world: World) -> list[Any]:
    found = outcome(world)
    return [found["touches"], found["people"]]
