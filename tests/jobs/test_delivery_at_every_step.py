"""The SMTP server fails at every step there is, having taken the letter or not: one digest each time.

Reliability E2 (docs/reliability.md): 12 steps, twice. And a store that cannot be written at the worst moment is no
failed delivery.
"""

import email
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from helpers.certificates import Authority
from helpers.maildir import MailboxOnDisk
from helpers.smtp_sink import DROP, STEPS, Accepted, SmtpSink, into_maildir
from helpers.world import World
from kith.errors import KithError, StoreBusy
from kith.jobs.delivering.arrivals import HOLD
from kith.jobs.scan import Unwatched
from kith.store import db
from kith.store.db import FILE

LATER = {"seconds": HOLD + 60}
SECRET = {"SMTP_SECRET": "pw"}


def settings_of(sink: SmtpSink, more: str = "") -> str:
    return f'[smtp]\nhost = "{sink.host}"\nport = {sink.port}\nsecurity = "{sink.security}"\n{more}'


def a_world(mailbox: MailboxOnDisk, folder: Path, settings: str) -> World:
    """Karen is due, and a digest of her waits in the ledger."""
    world = World(mailbox, folder, settings=settings)
    world.friends("Karen Holm <karen@example.net>", 400, 360, 320, 280, 240)
    world.scan()
    with world.kith() as place:
        assert place.digester().claim(place.digester().compose(place.clock.now()))
    return world


def deliver(world: World) -> list[KithError]:
    """A daemon's try, in a process of its own as far as the store can tell."""
    with world.kith({**world.environ, **SECRET}) as place:
        return place.postman().deliver_waiting(Unwatched(), patient=True)


def digests(mailbox: MailboxOnDisk) -> list[str]:
    letters = [email.message_from_bytes(raw) for raw in mailbox.messages()]
    return [str(letter["Message-ID"]) for letter in letters if letter["X-Kith"]]


def arriving(mailbox: MailboxOnDisk) -> Callable[[Accepted], None]:
    put = into_maildir(mailbox.root)

    def deliver_to(letter: Accepted) -> None:
        put(letter)
        mailbox.server.own(mailbox.root / "new")

    return deliver_to


@pytest.mark.parametrize("taken", [False, True], ids=["not taken before", "taken before, unanswered"])
@pytest.mark.parametrize("step", STEPS)
def test_wherever_the_server_fails_one_digest_arrives(
    mailbox: MailboxOnDisk, tmp_path: Path, step: str, taken: bool
) -> None:
    """`taken`: an earlier try ended without an answer, the letter is on its way and comes when another try has failed
    at the step. Two days of tries later there is one digest, and nothing waits."""
    authority = Authority(tmp_path)
    late: list[Accepted] = []
    with SmtpSink("starttls", authority.issue(), ("sam", "pw")) as sink:
        login = f'user = "sam"\npassword_env = "SMTP_SECRET"\nca_file = "{authority.ca_file}"\n'
        world = a_world(mailbox, tmp_path, settings_of(sink, login))
        if taken:
            sink.deliver_to = late.append
            sink.faults["accepted"] = DROP
            assert len(deliver(world)) == 1
            assert len(late) == 1
        sink.deliver_to, sink.faults = arriving(mailbox), {step: DROP}
        world.clock.advance(minutes=5)
        deliver(world)
        for letter in late:
            sink.deliver_to(letter)
        sink.faults = {}
        for _ in range(3):
            world.clock.advance(**LATER)
            deliver(world)
        with world.kith() as place:
            assert place.store.ledger.waiting() == []
            newest = place.store.ledger.newest()
        assert newest is not None
        assert newest.state == "delivered"
        assert digests(mailbox) == [newest.message_id]
        assert len(sink.letters) == 1


def test_a_store_that_is_held_when_the_server_has_taken_the_letter_sends_it_no_second_time(
    mailbox: MailboxOnDisk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is known of the letter could not be written down, and a moment later the store is free again: the letter
    stays "leaving", and is looked for.

    Freed after one and a half times kith's patience, so that a second writing would succeed: a whole second lies
    between that and either end.
    """
    monkeypatch.setattr(db, "_PATIENCE", 2.0)
    put = arriving(mailbox)
    with SmtpSink() as sink:
        world = a_world(mailbox, tmp_path, settings_of(sink))
        with closing(
            sqlite3.connect(world.state / FILE, isolation_level=None, check_same_thread=False)
        ) as other:
            free = threading.Timer(3.0, other.execute, ["ROLLBACK"])

            def taken(letter: Accepted) -> None:
                put(letter)
                other.execute("BEGIN IMMEDIATE")
                free.start()

            sink.deliver_to = taken
            with pytest.raises(StoreBusy):
                deliver(world)
            free.join()
        for _ in range(2):
            world.clock.advance(**LATER)
            assert deliver(world) == []
    assert len(sink.letters) == len(digests(mailbox)) == 1


def test_a_store_that_is_held_before_the_letter_leaves_keeps_it_here(
    mailbox: MailboxOnDisk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No commit, no mail."""
    monkeypatch.setattr(db, "_PATIENCE", 0.1)
    with SmtpSink(deliver_to=arriving(mailbox)) as sink:
        world = a_world(mailbox, tmp_path, settings_of(sink))
        with closing(sqlite3.connect(world.state / FILE, isolation_level=None)) as other:
            with world.kith() as place:
                other.execute("BEGIN IMMEDIATE")
                with pytest.raises(StoreBusy):
                    place.postman().deliver_waiting(Unwatched())
            other.execute("ROLLBACK")
        assert sink.heard == b""
        assert deliver(world) == []
    assert len(digests(mailbox)) == 1
