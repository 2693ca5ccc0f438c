"""Servers and folders that fail while drafts are looked after: nothing is lost, and the digest comes."""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.dovecot import Dovecot
from helpers.drafted import TOM, a_world, digests, in_drafts, write
from helpers.maildir import MailboxOnDisk
from helpers.mailer import mailer
from helpers.scripted_imap import Conversation, ScriptedImap, close, drip, hang
from helpers.tended import KARENS, TOMS, because, later, since_last_time, stand, tend, with_drafts
from helpers.wire import TO_CLIENT, TO_SERVER, Wire
from helpers.world import World
from kith.imap.conversation import Limits
from kith.jobs.delivering import tending
from kith.jobs.identity import forget, to_forget
from kith.jobs.posting import post
from kith.jobs.scan import Unwatched
from kith.store import Store


def test_without_uidplus_it_is_left_and_told_once(
    dovecot_with: Callable[..., Dovecot], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "kith")
    mailbox = dovecot_with(capability="IMAP4rev1").add_user()
    world = _placed_without_uids(mailbox, tmp_path)
    with mailer(mailbox) as program:
        program.save(b"To: rosa@example.net\r\n\r\nhi\r\n")
        program.mark(b"\\Deleted", 3)
    later(world, days=1)
    world.received(TOM, 0.5)
    with Wire(mailbox.host, mailbox.port) as wire:
        world.port = wire.port
        assert tend(world) == {KARENS: "placed", TOMS: "left"}
        assert tend(world) == {KARENS: "placed", TOMS: "left"}
        assert b"STORE" not in wire.sent().upper()
        assert b"EXPUNGE" not in wire.sent().upper()
    assert set(in_drafts(mailbox)) == {KARENS, TOMS, "rosa@example.net"}
    assert since_last_time(world) == (
        "Still in your Drafts folder, for you to delete: Tom Whitfield (they wrote; your server cannot take out a "
        "single message)."
    )
    assert sum("cannot take out" in message for message in caplog.messages) == 1


def test_in_a_folder_that_is_read_only_it_is_left(world_with: World) -> None:
    world = world_with
    with Wire(world.mailbox.host, world.mailbox.port) as wire:
        world.port = wire.port
        folder = world.mailbox.folder("Drafts")
        for part in ("cur", "new", "tmp", "."):
            (folder / part).chmod(0o555)
        later(world, days=14)
        found = tend(world)
        for part in ("cur", "new", "tmp", "."):
            (folder / part).chmod(0o755)
        assert b"EXPUNGE" not in wire.sent().upper()
    assert set(found.values()) == {"left"}
    assert because(world, TOMS) == "two weeks old; the folder is read-only"
    assert set(in_drafts(world.mailbox)) == {KARENS, TOMS}


def test_a_server_that_tells_no_uids_is_asked_by_message_id(
    dovecot_with: Callable[..., Dovecot], tmp_path: Path
) -> None:
    """IMAP4rev2 has UID EXPUNGE in itself."""
    mailbox = dovecot_with(capability="IMAP4rev1 IMAP4rev2").add_user()
    world = with_drafts(mailbox, tmp_path)
    with world.kith() as place, place.store.transaction():
        place.store.drafts._db.execute("UPDATE draft SET uid = NULL, uidvalidity = NULL")
    with mailer(mailbox) as program:
        program.save_anew(1)
    later(world, days=14)
    assert tend(world) == {KARENS: "edited", TOMS: "removed"}
    with mailer(mailbox) as program:
        assert program.uids() == [1, 3]


def test_a_folder_that_is_gone_is_tried_for_a_month_and_then_left(world_with: World) -> None:
    world = world_with
    world.mailbox.remove("Drafts")
    later(world, days=14)
    assert tend(world) == {KARENS: "placed", TOMS: "placed"}
    with world.kith() as place:
        assert place.tender().due(patient=True) == []
        assert len(place.tender().due()) == 2
    later(world, minutes=10)
    with world.kith() as place:
        assert len(place.tender().due(patient=True)) == 2
    later(world, days=16)
    assert tend(world) == {KARENS: "left", TOMS: "left"}
    assert because(world, TOMS) == "your folder cannot be looked into"


def test_an_account_that_is_no_longer_configured_is_left_alone(world_with: World, tmp_path: Path) -> None:
    world = world_with
    with world.kith() as place, place.store.transaction():
        place.store.drafts._db.execute("UPDATE draft SET account = 'former'")
    later(world, days=14)
    assert tend(world) == {KARENS: "placed", TOMS: "placed"}
    later(world, days=16)
    assert set(tend(world).values()) == {"left"}


@pytest.mark.parametrize("stall", [close, hang, drip])
def test_a_server_that_stalls_delays_no_digest_for_long_and_is_tried_again_later(
    stall: Callable[[Conversation], None],
    scripted_imap: ScriptedImap,
    world_with: World,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(tending, "LIMITS", Limits(connect=5, read=5, command=1))
    world = world_with
    later(world, days=14)
    world.friends("Eve Ash <eve@example.net>", 300, 280, 260, 240)
    world.scan()
    scripted_imap.folders = {b"INBOX": rb"\HasNoChildren"}
    taken = list[bytes]()

    def take(conversation: Conversation) -> None:
        taken.extend(conversation.literals)
        conversation.send(b"TAG OK done\r\n")

    scripted_imap.rules += [(rb"SELECT", stall), (rb"APPEND .?INBOX", take)]
    world.port = scripted_imap.port
    with world.kith() as place:
        write(place, reading=False)
        assert post(place, Unwatched()) == []
        assert place.store.ledger.waiting() == []
        assert {one.address: one.tries for one in place.store.tended.living()} == {KARENS: 1, TOMS: 1}
    assert len(taken) == 1
    assert sum("your Drafts folder was not looked after" in message for message in caplog.messages) == 1


def test_a_line_that_breaks_leaves_nothing_half_said(world_with: World) -> None:
    world = world_with
    later(world, days=14)
    with Wire(world.mailbox.host, world.mailbox.port) as wire:
        world.port = wire.port
        wire.when(TO_CLIENT, rb"STORE completed|Store completed", wire.cut, before=True)
        assert tend(world, scan=False) == {KARENS: "removing", TOMS: "placed"}
        world.port = None
    later(world, minutes=10)
    assert tend(world, patient=True) == {KARENS: "removed", TOMS: "removed"}
    assert in_drafts(world.mailbox) == {}


def test_another_kith_at_the_same_work_is_left_to_it(world_with: World) -> None:
    world = world_with
    later(world, days=14)
    with Store.open(world.state) as other, other.alone("drafts"):
        assert tend(world) == {KARENS: "placed", TOMS: "placed"}
    assert set(tend(world).values()) == {"removed"}


def test_a_clock_that_was_set_back_holds_nothing_up(world_with: World) -> None:
    world = world_with
    later(world, days=400)
    with world.kith() as place, place.store.transaction():
        for draft in place.store.tended.living():
            place.store.tended.seen(draft, int(world.now.timestamp()), int(world.now.timestamp()))
            place.store.tended.failed(draft, int(world.now.timestamp()) + 60)
    later(world, days=-399)
    with world.kith() as place:
        assert len(place.tender().due(patient=True)) == 2
    assert tend(world, patient=True) == {KARENS: "placed", TOMS: "placed"}
    with world.kith() as place:
        assert [one.gone_at for one in place.store.tended.living()] == [None, None]


def test_who_is_forgotten_is_looked_after_no_longer_and_their_draft_stays(world_with: World) -> None:
    world = world_with
    with world.kith() as place:
        forget(place.store, to_forget(place.store, place.settings, TOMS), 0)
    later(world, days=14)
    assert tend(world) == {KARENS: "removed"}
    assert set(in_drafts(world.mailbox)) == {TOMS}
    assert b"tom@example.net" not in (world.state / "kith.db").read_bytes()


def test_only_drafts_that_are_out_of_date_open_the_folder_for_writing(world_with: World) -> None:
    world = world_with
    later(world, hours=6)
    with Wire(world.mailbox.host, world.mailbox.port) as wire:
        world.port = wire.port
        tend(world, scan=False)
        assert wire.wait_for(TO_SERVER, rb"EXAMINE")
        assert b"SELECT" not in wire.sent().upper()
        assert b"STORE" not in wire.sent().upper()


@pytest.fixture
def world_with(mailbox: MailboxOnDisk, tmp_path: Path) -> World:
    return with_drafts(mailbox, tmp_path)


def _placed_without_uids(mailbox: MailboxOnDisk, folder: Path) -> World:
    """On a server without UIDPLUS nobody tells where a draft lies."""
    mailbox.folder("Drafts", r"\Drafts")
    world = a_world(mailbox, folder)
    with world.kith() as place:
        write(place)
        assert post(place, Unwatched()) == []
        assert stand(place) == {KARENS: "placed", TOMS: "placed"}
    assert len(digests(mailbox)) == 1
    return world
