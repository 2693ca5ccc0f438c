"""A server numbers thousands of mails anew, in five ways: nobody's touches change, and none is doubled (hazard E9).

`Message-ID` is what a message is known by; its UID is only how far a folder was read. Small and odd cases are in
tests/jobs/test_scan_numbers.py.
"""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from helpers.dying import outcome
from helpers.maildir import MailboxOnDisk
from helpers.world import SAM, World
from kith.model import Skip

MAILS = 3000  # half in INBOX, half in Projects


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
    for line in lines[len(kept) :]:
        for found in (path / "cur").glob(f"{line.partition(':')[2]}*"):
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


@pytest.mark.parametrize(
    "change", [reset, shrink, empty_and_refill, rename, move], ids=lambda one: one.__name__
)
def test_thousands_of_mails_numbered_anew_are_the_same_touches(
    change: Callable[[MailboxOnDisk], None], mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    world = World(mailbox, tmp_path)
    for number in range(MAILS):
        days = 2 + (MAILS - number) / 10
        who = f"Friend {number % 50} <f{number % 50}@example.net>"
        raw = world.letter(who, SAM, days, Message_ID=f"<{number:05}@letters.example>")
        mailbox.deliver(raw, "INBOX" if number % 2 else "Projects", world.now - timedelta(days=days))
    assert world.scan().tally["touches"] == MAILS
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
