"""What was not read yet must not look like silence: no digest from half a mailbox, and no trouble without a word."""

import json
from pathlib import Path

import pytest

from helpers.maildir import MailboxOnDisk
from helpers.scripted_imap import Conversation, ScriptedImap
from helpers.wire import TO_SERVER, Wire
from helpers.world import World, today
from kith.jobs.composing.appointments import APPOINTMENT
from kith.jobs.scan import Unwatched


def due(world: World) -> bool:
    """Whether a digest is written when its time has come."""
    with world.kith() as place:
        with place.store.transaction():
            place.store.ledger.set_slot(APPOINTMENT, 0, f"{place.settings.digest.when} {place.zone.key}")
        return place.digester().when_due(world.clock.now())


def test_a_line_that_broke_between_two_folders_makes_no_digest(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    with Wire(mailbox.host, mailbox.port) as wire:
        world = World(mailbox, tmp_path, port=wire.port)
        world.friends("Karen <karen@example.net>", 400, 360, 320, 280)
        world.received("Karen <karen@example.net>", 1)
        wire.when(TO_SERVER, rb"EXAMINE \"?INBOX", wire.cut, before=True)
        with world.kith() as place:
            (look,) = place.scanner().scan(Unwatched())
        assert look.failure is not None
        assert not due(world)
        world.scan()
        assert due(world)
        with world.kith() as place:
            assert place.store.ledger.waiting() == []  # she wrote yesterday


def test_trouble_of_less_than_an_hour_is_waited_for_and_no_digest_is_judged_from_before(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    """Karen has written meanwhile: to suggest her would be wrong, and the appointment taken for nothing."""
    world = World(mailbox, tmp_path)
    world.friends("Karen <karen@example.net>", 400, 360, 320, 280)
    world.scan()
    world.port = 9
    for _ in range(2):
        with world.kith() as place:
            (look,) = place.scanner().scan(Unwatched())
        assert look.failure is not None
        assert not due(world)
        world.clock.advance(minutes=29)
    world.clock.advance(minutes=1)
    assert not due(world)
    world.clock.advance(minutes=1)
    assert due(world)


def test_after_days_of_trouble_the_digest_comes_and_says_so(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    world = World(mailbox, tmp_path)
    world.friends("Karen <karen@example.net>", 400, 360, 320, 280)
    world.port = 9
    with world.kith() as place:
        place.scanner().scan(Unwatched())
    assert not due(world)
    world.clock.advance(days=4)
    assert due(world)


def test_a_folder_that_cannot_be_read_is_told_and_leaves_with_75(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    world = World(mailbox, tmp_path, now=today())
    world.friends("Karen <karen@example.net>", 30)
    (mailbox.root / "cur").chmod(0)
    scan = world.run("scan", "--json")
    (mailbox.root / "cur").chmod(0o755)
    (failure,) = json.loads(scan.stdout)["failures"]
    assert (scan.returncode, failure["folder"]) == (75, "INBOX")
    status = world.run("status", "--json")
    assert status.returncode == 1
    assert json.loads(status.stdout)["left_out"] != []
    assert world.run("scan").returncode == 0
    assert world.run("status").returncode == 0


@pytest.mark.parametrize("how", ["removed", "ignored"])
def test_a_folder_gone_during_its_first_reading_does_not_silence_kith(
    how: str, mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    world = World(mailbox, tmp_path)
    world.friends("Karen <karen@example.net>", 400, 360, 320, 280)
    world.received("Tom <tom@example.net>", 9, folder="Old")
    world.scan()
    with world.kith() as place, place.store.transaction():
        cursor = place.store.cursors.find("home", b"Old")
        assert cursor is not None
        place.store.cursors.begin("home", b"Old", "Old", cursor.uidvalidity, 20)  # as after a kill
    if how == "removed":
        mailbox.remove("Old")
    else:
        world.settings = '[accounts.home.folders]\nignore = ["Old"]\n'
    world.scan()
    assert due(world)


def test_a_passing_refusal_costs_a_quarter_of_an_hour_not_the_touches(
    scripted_imap: ScriptedImap, mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    world = World(mailbox, tmp_path, port=scripted_imap.port)

    def busy_at_first(conversation: Conversation) -> None:
        busy = b"TAG NO [UNAVAILABLE] try again later\r\n" if world.clock.at == world.now else None
        conversation.server.give(conversation, busy)

    scripted_imap.rules.insert(0, (rb"UID FETCH", busy_at_first))
    assert world.scan().tally["unreadable"] == 3
    world.clock.advance(minutes=16)
    assert world.scan().messages == 3


def test_a_folder_of_the_settings_that_is_not_there_is_named(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    world = World(mailbox, tmp_path, now=today())
    world.settings = '[accounts.home.folders]\nsent = "Nope"\n'
    scan = world.run("scan")
    assert scan.returncode == 0
    assert 'accounts.home.folders.sent = "Nope"' in scan.stderr
