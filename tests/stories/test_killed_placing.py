"""The process is killed while a digest's drafts are placed; after a restart each lies there exactly once."""

import email
import signal
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.maildir import MailboxOnDisk
from helpers.wire import TO_CLIENT, TO_SERVER, Wire
from stories.test_killed import Victim, a_world, digests

TRAPS: dict[str, Callable[[Wire, Victim], object]] = {
    "between claim and APPEND": lambda wire, victim: wire.when(
        TO_SERVER, rb" APPEND .?Drafts", victim.kill, before=True
    ),
    "while a draft is on the wire": lambda wire, victim: wire.when(
        TO_SERVER, rb" APPEND .?Drafts", victim.kill
    ),
    "between APPEND and commit": lambda wire, victim: wire.when(
        TO_CLIENT, rb"APPENDUID", victim.kill, before=True
    ),
    "when the digest is on the wire": lambda wire, victim: wire.when(
        TO_SERVER, rb" APPEND .?INBOX", victim.kill, before=True
    ),
}


@pytest.mark.parametrize("moment", TRAPS)
def test_killed_while_placing_there_is_exactly_one_draft_each_and_one_digest(
    moment: str, mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    mailbox.folder("Drafts", r"\Drafts")
    with Wire(mailbox.host, mailbox.port) as wire:
        world, victim = a_world(mailbox, tmp_path, port=wire.port), Victim()
        world.friends("Eve Ash <eve@example.net>", 320, 290, 260, 220)
        world.scan()
        TRAPS[moment](wire, victim)
        assert victim.run(world, "run", "--once") == -signal.SIGKILL
        for _ in range(2):
            again = world.run("run", "--once")
            assert again.returncode == 0, again.stderr
    drafts = [email.message_from_bytes(raw) for raw in mailbox.messages("Drafts")]
    assert Counter(str(draft["To"]) for draft in drafts) == {
        "Karen Holm <karen@example.net>": 1,
        "Eve Ash <eve@example.net>": 1,
    }
    assert len(digests(mailbox)) == 1
    with world.kith() as place:
        newest = place.store.ledger.newest()
        assert newest
        assert [one.state for one in place.store.drafts.of(newest.number)] == ["placed", "placed"]
