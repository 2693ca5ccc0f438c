"""The process is killed at the worst moments; after a restart there is exactly one digest."""

import email
import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.maildir import MailboxOnDisk
from helpers.smtp_sink import SmtpSink, into_maildir
from helpers.wire import TO_CLIENT, TO_SERVER, Wire
from helpers.world import World, today
from kith.jobs.composing.appointments import APPOINTMENT


class Victim:
    """A process that something else may kill as soon as it is known."""

    process: "subprocess.Popen[str] | None" = None

    def kill(self, *_: object) -> None:
        assert self.process is not None
        os.kill(self.process.pid, signal.SIGKILL)

    def run(self, world: World, *arguments: str) -> int:
        self.process = world.start(*arguments)
        self.process.communicate(timeout=300)
        return self.process.returncode


def a_world(mailbox: MailboxOnDisk, folder: Path, **more: object) -> World:
    """Karen is due, everything has been read, and last week's appointment is the newest dealt with."""
    world = World(mailbox, folder, now=today(), **more)  # type: ignore[arg-type]
    make_due(world)
    return world


def make_due(world: World) -> None:
    """The same in a world that is there already."""
    world.friends("Karen Holm <karen@example.net>", 400, 360, 320, 280, 240)
    world.scan()
    with world.kith() as place, place.store.transaction():
        when, zone = place.settings.digest.when, place.zone
        newest = when.latest(world.now, zone)
        earlier = when.latest(newest.fromtimestamp(newest.timestamp() - 1, newest.tzinfo), zone)
        place.store.ledger.set_slot(APPOINTMENT, int(earlier.timestamp()), f"{when} {zone.key}")


def digests(mailbox: MailboxOnDisk) -> list[str]:
    letters = [email.message_from_bytes(raw) for raw in mailbox.messages()]
    return [str(letter["Message-ID"]) for letter in letters if letter["X-Kith"]]


TRAPS: dict[str, Callable[[Wire, Victim], object]] = {
    "between claim and send": lambda wire, victim: wire.when(
        TO_SERVER, rb" APPEND ", victim.kill, before=True
    ),
    "while the letter is on the wire": lambda wire, victim: wire.when(TO_SERVER, rb" APPEND ", victim.kill),
    "between send and commit": lambda wire, victim: wire.when(
        TO_CLIENT, rb"APPENDUID", victim.kill, before=True
    ),
}


@pytest.mark.parametrize("moment", TRAPS)
def test_killed_while_appending_there_is_exactly_one_digest(
    moment: str, mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    with Wire(mailbox.host, mailbox.port) as wire:
        world, victim = a_world(mailbox, tmp_path, port=wire.port), Victim()
        TRAPS[moment](wire, victim)
        assert victim.run(world, "run", "--once") == -signal.SIGKILL
        for _ in range(2):
            assert world.run("run", "--once").returncode == 0
    assert len(digests(mailbox)) == 1


@pytest.mark.parametrize("hook", ["before_reply", "after_reply"])
def test_killed_when_smtp_has_taken_the_letter_there_is_exactly_one_digest(
    hook: str, mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    victim = Victim()
    with SmtpSink(deliver_to=into_maildir(mailbox.root)) as sink:
        setattr(sink, hook, victim.kill)
        settings = f'[smtp]\nhost = "{sink.host}"\nport = {sink.port}\nsecurity = "none"\n'
        world = a_world(mailbox, tmp_path, settings=settings)
        assert victim.run(world, "run", "--once") == -signal.SIGKILL
        mailbox.server.own(mailbox.root)
        setattr(sink, hook, lambda letter: None)
        for _ in range(2):
            assert world.run("run", "--once").returncode == 0
    assert len(sink.letters) == 1
    assert len(digests(mailbox)) == 1


def test_killed_in_the_middle_of_a_scan_nothing_is_lost_or_doubled(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    with Wire(mailbox.host, mailbox.port) as wire:
        world, victim = World(mailbox, tmp_path, now=today(), port=wire.port), Victim()
        world.friends("Karen Holm <karen@example.net>", *range(10, 200, 10))
        for answers in (1, 2):  # in its first window, then in the one after
            wire.when(TO_CLIENT, rb"(FETCH completed.*){%d}" % answers, victim.kill, before=True)
            assert victim.run(world, "scan") == -signal.SIGKILL
        assert world.run("scan").returncode == 0
        with world.kith() as place:
            (karen,) = place.store.people.correspondents()
    assert (karen.sent.number, karen.received.number) == (19, 19)
