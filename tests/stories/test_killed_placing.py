"""The process is killed while a digest's drafts are placed; after a restart each lies there exactly once."""

import email
import signal
import sqlite3
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from helpers.copies import copy_of
from helpers.dovecot import Dovecot
from helpers.dying import Died, DyingConnection
from helpers.maildir import MailboxOnDisk
from helpers.wire import TO_CLIENT, TO_SERVER, Wire
from helpers.world import World
from kith.jobs.posting import post
from kith.jobs.scan import Unwatched
from kith.store import Store
from kith.store.db import FILE
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


def test_dying_at_any_statement_of_the_store_there_is_one_draft_each_and_one_digest(
    dovecot: Dovecot, tmp_path: Path
) -> None:
    """Every n-th statement from the placing to the end of the delivery is the last one of a process."""
    mine = dovecot.add_user()
    mine.folder("Drafts", r"\Drafts")
    first = a_world(mine, tmp_path / "first")
    with first.kith() as place:
        digester = place.digester()
        assert digester.claim(digester.compose(first.now))
    for dies_at in range(1, 200):
        world = copy_of(first, tmp_path / str(dies_at))
        mailbox = world.mailbox
        died = post_dying(world, dies_at)
        with world.kith() as place:
            post(place, Unwatched())
            newest = place.store.ledger.newest()
            assert newest
            (draft,) = place.store.drafts.of(newest.number)
        assert len(mailbox.messages("Drafts")) == 1, dies_at
        assert len(digests(mailbox)) == 1, dies_at
        assert (draft.state, newest.state) == ("placed", "delivered"), dies_at
        if not died:
            assert dies_at > 20
            return
    pytest.fail("it never came to the end")


def post_dying(world: World, dies_at: int) -> bool:
    """Place and deliver over a store that dies at a statement; False where it was not reached."""
    with world.kith() as place:
        connection = sqlite3.connect(world.state / FILE, isolation_level=None)
        try:
            store = Store(DyingConnection(connection, dies_at), world.state)  # type: ignore[arg-type]
            post(replace(place, store=store), Unwatched())
        except Died:
            return True
        finally:
            connection.close()
    return False
