"""The daily look back at a folder's newest days: span by span, and never in the way of other mail."""

import re
from pathlib import Path

import pytest

from helpers.lying_world import letter, letters, look_at, lying_world
from helpers.scripted_imap import Conversation, ScriptedImap, close
from kith.errors import AccountDown
from kith.imap import search
from kith.jobs.reading import windows
from kith.jobs.scan import Unwatched

PLAIN = b"IMAP4rev1 AUTH=PLAIN"


@pytest.fixture(autouse=True)
def _short_spans(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "STEP", 10)


def spans(server: ScriptedImap) -> list[tuple[int, int]]:
    """The UIDs that were asked for by date, in order. (The server says of all that they came lately.)"""
    asked = (re.search(rb" SINCE \S+ UID (\d+):(\d+)$", line) for line in server.commands())
    return [(int(found[1]), int(found[2])) for found in asked if found]


@pytest.mark.parametrize("capabilities", [PLAIN, PLAIN + b" ESEARCH"])
def test_after_a_migration_all_mail_is_new_and_no_answer_is_long(
    capabilities: bytes, scripted_imap: ScriptedImap, tmp_path: Path
) -> None:
    """Rows 2 and 27: whatever the size of the folder, an answer has so many numbers; what was missing is found."""
    scripted_imap.capabilities = capabilities
    scripted_imap.headers = letters(95)
    del scripted_imap.headers[7]
    world = lying_world(scripted_imap, tmp_path)
    world.scan()
    scripted_imap.headers |= {7: letter(7), 96: letter(96)}
    world.clock.advance(hours=25)
    assert world.scan().messages == 2
    assert spans(scripted_imap) == [
        (low, min(low + 9, 96)) for low in (87, 77, 67, 57, 47, 37, 27, 17, 7)
    ] + [(1, 6)]
    assert world.scan().messages == 0
    assert len(spans(scripted_imap)) == 10


def test_it_ends_where_nothing_has_arrived_lately(scripted_imap: ScriptedImap, tmp_path: Path) -> None:
    """Mail of an import lies above, so a few spans without any prove nothing."""
    scripted_imap.headers = letters(95)
    world = lying_world(scripted_imap, tmp_path)
    world.scan()
    scripted_imap.rules.append((rb" SINCE ", b'* ESEARCH (TAG "x") UID\r\n'))
    scripted_imap.headers[96] = letter(96)
    world.clock.advance(hours=25)
    assert world.scan().messages == 1
    assert spans(scripted_imap) == [(87, 96), (77, 86), (67, 76)]


@pytest.mark.parametrize("astray", [False, True])
def test_cut_off_by_the_portion_it_makes_room_for_older_mail(
    astray: bool, scripted_imap: ScriptedImap, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row 30: also where numbers went astray and everything of these days is to be read once more."""
    monkeypatch.setattr(windows, "START", 4)
    monkeypatch.setattr(windows, "WIDEST", 4)
    scripted_imap.headers = letters(60) | letters(5, first=91)
    world = lying_world(scripted_imap, tmp_path)
    with world.kith() as place:
        place.scanner().scan(Unwatched(), portion=20)
        cursor = place.store.cursors.find("home", b"INBOX")
        assert cursor is not None
        assert cursor.low > 1
        scripted_imap.headers |= letters(31, first=61) | {96: letter(96)}
        world.clock.advance(hours=25)
        with place.store.transaction():
            place.store.trouble.reconciled(cursor.folder, 0 if astray else 1)
        for _ in range(3):
            place.scanner().scan(Unwatched(), portion=6)
        reached = place.store.cursors.find("home", b"INBOX")
        assert reached is not None
        assert reached.low < cursor.low
    assert spans(scripted_imap) == [(87, 96), (77, 86)][: 1 if astray else 2]


def test_a_line_that_breaks_at_it_breaks_once_a_day(scripted_imap: ScriptedImap, tmp_path: Path) -> None:
    """The next look reads what is new, and what is old."""
    world = lying_world(scripted_imap, tmp_path)
    world.scan()
    scripted_imap.rules.append((rb" SINCE ", close))
    for number in (4, 5):
        world.clock.advance(hours=25)
        scripted_imap.headers[number] = letter(number)
        (broken,), (look,) = look_at(world), look_at(world)
        assert isinstance(broken.failure, AccountDown)
        assert (broken.messages, look.failure, look.whole) == (1, None, True)


def test_a_server_that_refuses_is_asked_once_a_day(scripted_imap: ScriptedImap, tmp_path: Path) -> None:
    world = lying_world(scripted_imap, tmp_path)
    world.scan()

    def refuse(conversation: Conversation) -> None:
        conversation.server.give(conversation, b"TAG NO [CANNOT] no dates here\r\n")

    scripted_imap.rules.append((rb" SINCE ", refuse))
    scripted_imap.headers[4] = letter(4)
    world.clock.advance(hours=25)
    assert [world.scan().failure for _ in range(3)] == [None] * 3
    assert len(spans(scripted_imap)) == 1
