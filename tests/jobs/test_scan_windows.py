"""Which UIDs are asked for, in which order: newest first across folders, gaps for nothing, a budget for a day."""

import re
from pathlib import Path

import pytest

from helpers.lying_world import letter, letters, lying_world
from helpers.maildir import MailboxOnDisk
from helpers.scripted_imap import ScriptedImap
from helpers.world import World
from kith.jobs.reading import windows
from kith.jobs.reading.windows import Width, downwards, runs, upwards
from kith.jobs.scan import Unwatched


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "START", 4)
    monkeypatch.setattr(windows, "WIDEST", 4)


def test_a_thin_window_widens_the_next_and_a_full_or_heavy_one_narrows_it() -> None:
    width = Width()
    seen = [width.uids]
    for messages, octets in ((3, 900), (700, 1), (3001, 1), (900, 9_000_000), (900, 9)):
        width.learn(messages, octets)
        seen.append(width.uids)
    assert seen == [1000, 2000, 2000, 1000, 500, 500]


def test_spans_meet_and_never_overlap() -> None:
    assert list(upwards(5, 2100, Width())) == [(5, 1004), (1005, 2004), (2005, 2100)]
    assert list(downwards(2100, 1, Width())) == [(1101, 2100), (101, 1100), (1, 100)]
    assert runs([9, 1, 2, 300, 310]) == [(1, 9), (300, 310)]


@pytest.mark.usefixtures("_small")
def test_the_newest_window_of_every_folder_comes_before_anybodys_old_mail(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    world = World(mailbox, tmp_path)
    for days in range(100, 90, -1):
        world.received("old@example.net", days, folder="Archive")
    for days in range(20, 10, -1):
        world.received("karen@example.net", days)
        world.sent("karen@example.net", days)
    read: list[str] = []

    class Watch(Unwatched):
        def read(self, account: str, folder: str, messages: int) -> None:
            read.append(folder)

    with world.kith() as place:
        place.scanner().scan(Watch())
    assert read[:3] == ["Sent", "INBOX", "Archive"]
    assert read[3:] == ["Sent", "Sent", "INBOX", "INBOX", "Archive", "Archive"]


def fetches(server: ScriptedImap) -> list[bytes]:
    asked = (re.match(rb"UID FETCH (\S+)", line) for line in server.commands())
    return [found[1] for found in asked if found]


@pytest.mark.parametrize("plain", [False, True], ids=["ESEARCH", "plain SEARCH"])
def test_a_gap_of_a_million_uids_costs_a_few_commands(
    scripted_imap: ScriptedImap, tmp_path: Path, plain: bool
) -> None:
    scripted_imap.headers = {**letters(3), **letters(3, first=1_000_000)}
    if plain:
        scripted_imap.capabilities = b"IMAP4rev1 AUTH=PLAIN"
    look = lying_world(scripted_imap, tmp_path).scan()
    assert look.messages == 6
    assert len(fetches(scripted_imap)) <= 6
    assert sum(b"UID SEARCH" in line for line in scripted_imap.commands()) < 40


@pytest.mark.usefixtures("_small")
def test_new_mail_comes_before_old_mail_and_a_portion_ends_the_look(
    scripted_imap: ScriptedImap, tmp_path: Path
) -> None:
    scripted_imap.headers = letters(20)
    world = lying_world(scripted_imap, tmp_path)
    with world.kith() as place:
        (look,) = place.scanner().scan(Unwatched(), portion=6)
        assert (look.more, look.whole) == (True, False)
        scripted_imap.headers[21] = letter(21)
        before = len(fetches(scripted_imap))
        (look,) = place.scanner().scan(Unwatched(), portion=6)
        assert fetches(scripted_imap)[before] == b"21:21"
        while look.more:
            (look,) = place.scanner().scan(Unwatched(), portion=6)
        assert look.whole
        assert place.store.cursors.messages_read() == 21


@pytest.mark.usefixtures("_small")
def test_the_days_budget_holds_back_old_mail_but_never_new_mail(
    scripted_imap: ScriptedImap, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row 37: counted in the store, so that a restart does not forget it."""
    monkeypatch.setattr(windows, "_OVERHEAD", 300_000)
    world = lying_world(scripted_imap, tmp_path)
    world.settings = "daily_megabytes = 2\n"
    scripted_imap.headers = letters(60)
    with world.kith() as place:
        (look,) = place.scanner().scan(Unwatched())
        assert (look.saved_up, look.more) == (True, False)
        assert 8 <= look.messages < 24  # windows under way are not thrown away
    scripted_imap.headers[61] = letter(61)
    look = world.scan()
    assert (look.saved_up, look.messages) == (True, 1)
    world.clock.advance(days=1)
    assert world.scan().messages >= 3
    status = world.run("status").stdout
    assert "of 2 MB today" in status


def test_a_mailbox_of_a_thousand_folders_is_one_round_trip(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    """Row 50, and row 7's poll: nothing new opens nothing."""
    from helpers.wire import Wire

    for number in range(1000):
        path = mailbox.root / f".Folder{number}"
        for part in ("cur", "new", "tmp"):
            (path / part).mkdir(parents=True)
    mailbox.server.own(mailbox.root)
    world = World(mailbox, tmp_path)
    world.received("karen@example.net", 3, folder="Folder7")
    assert world.scan().messages == 1
    with Wire(mailbox.host, mailbox.port) as wire:
        world.port = wire.port
        assert world.scan().messages == 0
        said = wire.sent()
    assert said.count(b"LIST") == 1
    assert b"EXAMINE" not in said
    assert b"SELECT" not in said


def test_only_the_newest_ten_thousand_are_shown_and_that_is_no_error(
    scripted_imap: ScriptedImap, tmp_path: Path
) -> None:
    """Row 32 (Yahoo): what lies below the floor is a gap like any other; the status says how far back mail goes."""
    scripted_imap.headers = letters(10, first=90_000)
    world = lying_world(scripted_imap, tmp_path)
    look = world.scan()
    assert (look.whole, look.messages) == (True, 10)
    assert world.scan().messages == 0
    assert "mail since 2026-11-02" in world.run("status").stdout
