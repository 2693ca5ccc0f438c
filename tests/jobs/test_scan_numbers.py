"""What servers do to the numbers of a folder, and that nobody's last touch ever moves because of it."""

import logging
from pathlib import Path
from typing import Any

import pytest

from helpers.lying_world import letter, letters, lying_world
from helpers.maildir import MailboxOnDisk
from helpers.scripted_imap import ScriptedImap
from helpers.world import World
from kith.clock import unix
from kith.model import Skip


def people(world: World) -> list[Any]:
    with world.kith() as place:
        return list(place.store.people.correspondents())


def asked(server: ScriptedImap, start: bytes, since: int = 0) -> list[bytes]:
    return [line for line in server.commands()[since:] if line.startswith(start)]


SINCE = b"UID SEARCH.* SINCE "


def arrived_lately(*uids: int) -> tuple[bytes, bytes]:
    """A rule: these have arrived within the last days."""
    listed = b",".join(b"%d" % uid for uid in uids)
    return SINCE, b'* ESEARCH (TAG "x") UID ALL %b\r\n' % listed if uids else b'* ESEARCH (TAG "x") UID\r\n'


@pytest.mark.parametrize("row", [21, 22])
def test_a_renumbered_folder_is_read_again_and_changes_nothing(
    mailbox: MailboxOnDisk, tmp_path: Path, row: int
) -> None:
    """Rows 21 and 22: genuine or spurious, a new UIDVALIDITY costs headers and nothing else; E9."""
    world = World(mailbox, tmp_path)
    world.friends("karen@example.net", 30, 60)
    world.scan()
    before = people(world)
    mailbox.bump_uidvalidity("INBOX")
    if row == 21:
        world.received("karen@example.net", 10, Message_ID="<new@example.net>")
    look = world.scan()
    assert look.tally[Skip.DUPLICATE] == 2
    assert look.tally["touches"] == (1 if row == 21 else 0)
    assert row == 21 or people(world) == before


def test_a_uidvalidity_that_loops_has_the_folder_read_once_a_day(
    scripted_imap: ScriptedImap, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Row 23: a whole reading at the first change, afterwards only the newest days, until a day has gone by."""
    scripted_imap.headers = letters(9)
    scripted_imap.rules.append(arrived_lately(8, 9))
    world = lying_world(scripted_imap, tmp_path)
    world.scan()
    counts = []
    for validity in (43, 42, 43, 42):
        scripted_imap.uidvalidity = validity
        world.clock.advance(minutes=10)
        counts.append(world.scan().messages)
    assert counts == [9, 2, 2, 2]
    assert "again and again" in caplog.text
    scripted_imap.headers[10] = letter(10)  # new mail is seen all along
    assert world.scan().tally["touches"] == 1
    world.clock.advance(days=1)
    assert world.scan().messages >= 10  # and then once as a whole, as nobody knows what was missed
    world.clock.advance(minutes=10)
    assert world.scan().messages == 0


def test_a_uidnext_gone_back_is_followed_and_the_newest_days_are_read_again(
    scripted_imap: ScriptedImap, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Row 24 (GMX), E9: the server was restored; other messages carry the old numbers now."""
    scripted_imap.headers = letters(10)
    scripted_imap.rules.append(arrived_lately(5, 6, 7))
    world = lying_world(scripted_imap, tmp_path)
    world.scan()
    scripted_imap.headers = {**letters(6), 7: letter(700)}
    look = world.scan()
    assert look.tally["touches"] == 1
    assert "gone back" in caplog.text
    scripted_imap.headers[8] = letter(800)
    assert world.scan().tally["touches"] == 1
    assert people(world)[0].received.number == 12


def test_a_server_without_uidnext_is_asked_for_its_newest_message(
    scripted_imap: ScriptedImap, tmp_path: Path
) -> None:
    """Row 25 (Winmail, 163.com): neither STATUS nor EXAMINE says it; row 26: `n:*` is never asked."""
    scripted_imap.headers = letters(4)
    scripted_imap.rules += [
        (rb"^LIST .*STATUS", b'* LIST () "/" INBOX\r\n* STATUS INBOX ()\r\n'),
        (rb"^EXAMINE", b"* 4 EXISTS\r\n* OK [UIDVALIDITY 42] ok\r\nTAG OK done\r\n"),
    ]
    world = lying_world(scripted_imap, tmp_path)
    assert world.scan().messages == 4
    scripted_imap.headers[5] = letter(5)
    assert world.scan().messages == 1
    assert world.scan().messages == 0
    assert not [line for line in asked(scripted_imap, b"UID FETCH") if b":*" in line]


def test_mail_the_server_kept_back_is_found_within_a_day(scripted_imap: ScriptedImap, tmp_path: Path) -> None:
    """Row 27: neither FETCH nor SEARCH showed it when its number passed; the look back at the newest days does."""
    scripted_imap.headers = {uid: letter(uid) for uid in (1, 2, 4)}
    world = lying_world(scripted_imap, tmp_path)
    world.scan()
    scripted_imap.headers |= {3: letter(3), 5: letter(5)}
    assert world.scan().messages == 1  # 5 alone: 3 lies below
    scripted_imap.rules.append(arrived_lately(2, 3, 4, 5))
    world.clock.advance(hours=25)
    look = world.scan()
    assert (look.messages, look.tally["touches"]) == (1, 1)
    since = len(scripted_imap.lines)
    assert world.scan().messages == 0
    assert not asked(scripted_imap, b"EXAMINE", since)


def test_a_moved_message_is_no_second_touch(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    """Rows 33 and 34."""
    world = World(mailbox, tmp_path)
    world.received("karen@example.net", 5, 6)
    world.scan()
    before = people(world)
    moved = next((mailbox.root / "cur").iterdir())
    moved.rename(mailbox.folder("Archive") / "cur" / moved.name)
    look = world.scan()
    assert (look.tally["touches"], look.tally[Skip.DUPLICATE]) == (0, 1)
    assert people(world) == before


def test_a_renamed_folder_changes_nothing(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    """Row 49: read again under its new name; the state under the old one is dropped after a month."""
    world = World(mailbox, tmp_path)
    world.received("karen@example.net", 5, 6, folder="Projects")
    world.received("ben@example.net", 7)
    world.scan()
    before = people(world)
    mailbox.rename("Projects", "Old projects")
    look = world.scan()
    assert (look.failure, look.tally["touches"]) == (None, 0)
    assert people(world) == before
    with world.kith() as place:
        assert place.store.cursors.standings("home")[b"Projects"].absent_since is not None
        assert place.store.cursors.unfinished(["home"], unix(world.clock.now())) == []
    world.clock.advance(days=31)
    world.scan()
    with world.kith() as place:
        assert place.store.cursors.standings("home")[b"Projects"].cursor.uidvalidity == 0
    assert people(world) == before


def test_a_folder_that_comes_back_within_a_month_goes_on_where_it_was(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    """Row 49."""
    world = World(mailbox, tmp_path)
    world.received("karen@example.net", 5, 6, folder="Projects")
    world.scan()
    mailbox.rename("Projects", "Elsewhere")
    world.scan()
    mailbox.rename("Elsewhere", "Projects")
    world.clock.advance(days=2)
    assert world.scan().messages == 0


def test_a_folder_that_vanishes_between_listing_and_opening_is_the_folders_trouble(
    scripted_imap: ScriptedImap, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Row 49: NO [NONEXISTENT]."""
    scripted_imap.folders = {b"INBOX": b"", b"Gone": b""}
    scripted_imap.rules.append((rb'^EXAMINE "Gone"', b"TAG NO [NONEXISTENT] no such mailbox\r\n"))
    look = lying_world(scripted_imap, tmp_path).scan()
    assert look.messages == 3
    assert len([line for line in caplog.messages if "Gone" in line]) == 1
    assert caplog.records[0].levelno == logging.WARNING


def test_trash_spam_and_drafts_are_not_read(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    """Row 47, decided by the words of the product: what was thrown away is no contact."""
    world = World(mailbox, tmp_path)
    world.friends("karen@example.net", 30)
    for folder in ("Drafts", "Junk", "Trash", "Entwürfe", "Papierkorb"):
        world.received("karen@example.net", 5, folder=folder)
    assert world.scan().messages == 2


def test_a_folder_that_counts_messages_and_shows_none_is_not_taken_for_empty(
    scripted_imap: ScriptedImap, tmp_path: Path
) -> None:
    """A server whose index is being made anew says OK to everything and nothing else; later all of it is read."""
    scripted_imap.headers = {**letters(4), 5000: letter(5000)}
    scripted_imap.rules.append((rb"^UID", b""))
    world = lying_world(scripted_imap, tmp_path)
    look = world.scan()
    assert "counts 5 messages and shows none" in look.troubles["INBOX"]
    assert not look.whole
    scripted_imap.rules.clear()
    assert world.scan().messages == 5
    with world.kith() as place:
        assert place.store.trouble.ill_folders() == []


def test_a_folder_that_works_again_is_no_trouble_any_more_even_without_new_mail(
    scripted_imap: ScriptedImap, tmp_path: Path
) -> None:
    """Neither counted nor opened for once, then as before: it is opened to see, or the status would say so for ever."""
    world = lying_world(scripted_imap, tmp_path)
    scripted_imap.capabilities = b"IMAP4rev1 AUTH=PLAIN"
    world.scan()
    scripted_imap.rules.append((rb"^(STATUS|EXAMINE)", b"TAG NO [UNAVAILABLE] try later\r\n"))
    assert "try later" in world.scan().troubles["INBOX"]
    scripted_imap.rules.clear()
    assert world.scan().troubles == {}
    with world.kith() as place:
        assert place.store.trouble.ill_folders() == []
    before = len(scripted_imap.lines)
    world.scan()
    assert not asked(scripted_imap, b"EXAMINE", before)
