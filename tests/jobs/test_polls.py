"""What the daemon says on a kept line: next to nothing as long as nothing is new. Wire logs of whole looks."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from imapclient import IMAPClient

from helpers.lying_world import letter, letters, look_at, lying_world
from helpers.maildir import MailboxOnDisk
from helpers.scripted_imap import ScriptedImap
from helpers.wire import Wire
from helpers.world import SAM, World
from kith.jobs.reading.lines import Lines
from kith.jobs.scan import Look

POLL = [b"NOOP", b"UID SEARCH", b"LIST"]


class Kept:
    """A world whose line is kept; each look ten minutes after the one before."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.lines = Lines(world.clock, keep=True)

    def look(self) -> Look:
        self.world.clock.advance(minutes=10)
        (look,) = look_at(self.world, lines=self.lines)
        assert look.failure is None
        return look


@contextmanager
def kept(world: World) -> Iterator[Kept]:
    """At the end of a first look and a first poll: INBOX is open."""
    found = Kept(world)
    try:
        found.look()
        found.look()
        yield found
    finally:
        found.lines.close()


@contextmanager
def another_client(world: World) -> Iterator[IMAPClient]:
    """Somebody else at the same mailbox."""
    client = IMAPClient(world.mailbox.host, world.mailbox.port, ssl=False)
    client.login(world.mailbox.user, world.mailbox.password)
    try:
        yield client
    finally:
        client.logout()


def verbs(said: list[bytes]) -> list[bytes]:
    """The commands without what they are about."""
    return [b" ".join(line.split()[: 2 if line.startswith(b"UID") else 1]) for line in said]


@pytest.fixture
def world(mailbox: MailboxOnDisk, tmp_path: Path) -> World:
    made = World(mailbox, tmp_path)
    made.friends("karen@example.net", *range(10, 15))
    made.received("bo@example.net", 9, folder="Work")
    return made


@pytest.fixture
def lying(scripted_imap: ScriptedImap, tmp_path: Path) -> World:
    scripted_imap.headers = letters(3)
    return lying_world(scripted_imap, tmp_path)


def test_a_poll_with_nothing_new_is_one_flight_and_opens_nothing(world: World) -> None:
    """Target 5: INBOX is not even counted, since that takes a server longer the more there is in it."""
    with Wire(world.mailbox.host, world.mailbox.port) as wire:
        world.port = wire.port
        with kept(world) as daemon:
            before, heard = len(wire.sent()), len(wire.answered())
            assert daemon.look().messages == daemon.look().messages == 0
            said = [line.partition(b" ")[2] for line in wire.sent()[before:].splitlines()]
            assert len(wire.answered()) - heard < 1000
    poll = [
        b"NOOP",
        b"UID SEARCH RETURN (MAX) UID 6:*",
        b'LIST "" ("Sent" "Work") RETURN (STATUS (UIDNEXT UIDVALIDITY))',
    ]
    assert [sorted(said[:3]), sorted(said[3:])] == [sorted(poll), sorted(poll)]


def test_ten_new_messages_in_the_open_folder_are_two_flights(
    lying: World, scripted_imap: ScriptedImap
) -> None:
    """Target 6: they are asked for at once; their headers and the check that none was left out."""
    with kept(lying) as daemon:
        scripted_imap.headers |= letters(10, first=4)
        scripted_imap.lines.clear()
        assert daemon.look().messages == 10
        said = scripted_imap.commands()
        assert verbs(said) == [b"NOOP", b"UID SEARCH", b"UID FETCH", b"UID SEARCH"]
        assert b" 4:13 " in said[2]
        assert daemon.look().messages == 0
        assert verbs(scripted_imap.commands()[4:]) == [b"NOOP", b"UID SEARCH"]


def test_ten_new_messages_at_a_real_server(world: World) -> None:
    """Target 6: Dovecot takes new mail in only after all that was said at once, so it is asked once more. It
    repeats the names of the fields with each message, more than half of what comes."""
    with Wire(world.mailbox.host, world.mailbox.port) as wire:
        world.port = wire.port
        with kept(world) as daemon:
            before, heard = len(wire.sent()), len(wire.answered())
            world.received("bo@example.net", *range(1, 11))
            assert daemon.look().messages == 10
            said = [line.partition(b" ")[2] for line in wire.sent()[before:].splitlines()]
            assert verbs(said)[3:] == [b"UID SEARCH", b"UID FETCH", b"UID SEARCH"]
            assert len(wire.answered()) - heard < 9000
            assert daemon.look().messages == 0


def test_new_mail_elsewhere_is_found_and_only_that_folder_opened(world: World) -> None:
    with kept(world) as daemon:
        for folder in ("Work", "Sent", "INBOX", "Work"):
            world.received("bo@example.net", 1, folder=folder)
            assert {name: new for name, new in daemon.look().folders.items() if new} == {folder: 1}


def test_a_folder_numbered_anew_is_seen_by_a_poll_and_read_again(world: World) -> None:
    """Row 21: and all folders are listed, since one may have taken another's name."""
    with Wire(world.mailbox.host, world.mailbox.port) as wire:
        world.port = wire.port
        with kept(world) as daemon:
            before = len(wire.sent())
            with another_client(world) as client:
                client.delete_folder("Work")
                client.create_folder("Work")
                client.append("Work", world.letter("bo@example.net", SAM, 9))
            assert daemon.look().messages == 1
            assert b'LIST "" "*" RETURN' in wire.sent()[before:]
            assert b'EXAMINE "Work"' in wire.sent()[before:]
            assert daemon.look().messages == 0
    with world.kith() as place:
        found = {one.spec: one.received.number for one in place.store.people.correspondents()}
    assert found["bo@example.net"] == 2


def test_an_open_folder_numbered_anew_is_opened_again(lying: World, scripted_imap: ScriptedImap) -> None:
    """Row 21."""
    with kept(lying) as daemon:
        scripted_imap.rules.append((rb"^NOOP", b"* OK [UIDVALIDITY 43] anew\r\n"))
        scripted_imap.uidvalidity = 43
        scripted_imap.lines.clear()
        daemon.look()
        assert verbs(scripted_imap.commands())[2:5] == [b"LIST", b"EXAMINE", b"UID FETCH"]


def test_a_folder_that_has_another_name_now_is_read_under_it_at_once(world: World) -> None:
    """Row 49: the poll misses it, and the listing that follows knows the new name."""
    with kept(world) as daemon:
        with another_client(world) as client:
            client.rename_folder("Work", "Business")
        look = daemon.look()
        assert set(look.folders) == {"INBOX", "Sent", "Business"}
        assert look.failure is None
        assert not look.troubles
    with world.kith() as place:
        standings = place.store.cursors.standings("home")
    assert standings[b"Work"].absent_since is not None


def test_a_new_folder_is_found_within_the_hour(world: World) -> None:
    with kept(world) as daemon:
        with another_client(world) as client:
            client.create_folder("New")
            client.append("New", world.letter("bo@example.net", SAM, 1))
        looks = [daemon.look() for _ in range(6)]
        assert [look.messages for look in looks] == [0, 0, 0, 0, 1, 0]


def test_after_a_listing_the_open_folder_is_opened_again(lying: World, scripted_imap: ScriptedImap) -> None:
    """A STATUS may count what the folder, opened before, does not show: it would be passed over unread."""
    with kept(lying) as daemon:
        lying.clock.advance(hours=1)
        scripted_imap.headers[4] = letter(4)
        scripted_imap.lines.clear()
        assert daemon.look().messages == 1
        assert verbs(scripted_imap.commands()) == [b"NOOP", b"LIST", b"EXAMINE", b"UID FETCH", b"UID SEARCH"]


def test_a_listing_without_news_leaves_the_folder_open(world: World) -> None:
    """Target 5: all that it counts has been read, so nothing can be passed over; mail that comes later is seen."""
    with Wire(world.mailbox.host, world.mailbox.port) as wire:
        world.port = wire.port
        with kept(world) as daemon:
            before = len(wire.sent())
            for _ in range(2):
                world.clock.advance(hours=1)
                assert [daemon.look().messages for _ in range(2)] == [0, 0]
                world.received("bo@example.net", 1)
                assert daemon.look().messages == 1
            said = wire.sent()[before:]
    assert said.count(b'LIST "" "*"') == 2
    assert b"EXAMINE" not in said


def test_a_counting_list_that_is_offered_and_not_understood_is_tried_once(
    lying: World, scripted_imap: ScriptedImap
) -> None:
    """Row 42: from then on each folder that matters is counted."""
    scripted_imap.folders = {b"INBOX": b"", b"Sent": rb"\Sent"}
    scripted_imap.rules.append((rb"^LIST .*STATUS", b"TAG BAD syntax error\r\n"))
    with kept(lying) as daemon:
        scripted_imap.headers[4] = letter(4)
        for _ in range(3):
            daemon.look()
        said = scripted_imap.commands()
    assert len([line for line in said if line.startswith(b"LIST") and b"STATUS" in line]) == 1
    assert said[-2:] == [b"UID SEARCH RETURN (MAX) UID 5:*", b'STATUS "Sent" (UIDNEXT UIDVALIDITY)']


def test_of_a_thousand_folders_only_those_with_mail_are_counted_each_time(
    lying: World, scripted_imap: ScriptedImap
) -> None:
    """Row 50: without LIST-STATUS; the others wait for the listing of each hour."""
    scripted_imap.capabilities = b"IMAP4rev1 AUTH=PLAIN"
    quiet = dict.fromkeys((b"Projects/%04d" % number for number in range(1000)), b"")
    scripted_imap.folders = {b"INBOX": b"", b"Sent": b"", b"Live": b"", **quiet}
    scripted_imap.rules.append(
        (rb'^STATUS "Projects', b'* STATUS "x" (MESSAGES 0 UIDNEXT 1 UIDVALIDITY 42)\r\n')
    )
    with kept(lying) as daemon:
        with lying.kith() as place, place.store.transaction():
            live = place.store.cursors.find("home", b"Live")
            assert live is not None
            place.store.trouble.grew(live.folder, int(lying.clock.at.timestamp()))
        scripted_imap.lines.clear()
        daemon.look()
        assert scripted_imap.commands() == [
            b"NOOP", b"UID SEARCH UID 4:*",
            b'STATUS "Sent" (UIDNEXT UIDVALIDITY)', b'STATUS "Live" (UIDNEXT UIDVALIDITY)',
        ]  # fmt: skip
        lying.clock.advance(hours=1)
        scripted_imap.lines.clear()
        daemon.look()
        assert len(scripted_imap.lines) > 1000
