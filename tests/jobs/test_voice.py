"""The user's voice is learned from what they sent: each letter once, whatever breaks, and only if they want it."""

import base64
import logging
import sqlite3
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from helpers.dying import Died, dying_scanner
from helpers.maildir import MailboxOnDisk
from helpers.wire import TO_SERVER, Wire
from helpers.world import SAM, World
from kith.digest import Use, Voice
from kith.jobs.composing import voice
from kith.jobs.scan import PORTION, Unwatched
from kith.model import Kind, Person
from kith.store.db import FILE

KAREN, RAVI = "karen@initech.example", "ravi@initech.example"
HI = "Hi Kaz,\r\n\r\nthanks for the note; I will be in Brno when you are there.\r\n\r\nCheers,\r\nSam\r\n"


def write(
    world: World, to: str, text: str, days: float, *, sender: str = f"Sam Okafor <{SAM}>", **more: str
) -> None:
    """Sam wrote this to somebody, so many days ago."""
    head = world.letter(sender, to, days, **more).partition(b"\n\n")[0]
    raw = head.replace(b"\n", b"\r\n") + b"\r\n\r\n" + text.encode()
    world.mailbox.deliver(raw, "Sent", world.now - timedelta(days=days))


def learned(world: World) -> list[Use]:
    with world.kith() as place:
        return place.store.voices.all()


def greeted(world: World, address: str, name: str = "") -> Voice:
    with world.kith() as place:
        return voice.voice_of(place.store, Person(name, (address,), Kind.PERSON, ""))


def filled(mailbox: MailboxOnDisk, folder: Path, settings: str = "") -> World:
    world = World(mailbox, folder, settings)
    for days in (3, 5, 7, 9, 11):
        write(world, f"Karen Holm <{KAREN}>", HI, days)
    return world


def test_after_a_look_the_user_is_known_to_greet_as_they_do(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    world = filled(mailbox, tmp_path)
    world.scan()
    assert greeted(world, KAREN, "Karen Holm") == Voice("en", "Hi Kaz,", "Cheers,", "Sam")
    assert greeted(world, RAVI, "Ravi Patel") == Voice("en", "Hi Ravi,", "Cheers,", "Sam")


def test_a_second_look_counts_nothing_twice_and_new_letters_once(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    world = filled(mailbox, tmp_path)
    world.scan()
    before = learned(world)
    world.scan()
    assert learned(world) == before
    write(world, RAVI, "Dear Ravi,\r\n\r\nwords\r\n\r\nSam\r\n", 1)
    world.scan()
    assert [use for use in learned(world) if use.address != RAVI] == before
    assert {use.value: use.uses for use in learned(world) if use.address == RAVI} == {
        "Dear {name},": 1, "Ravi": 1, "Sam": 1, "en": 1,  # of that by its greeting
    }  # fmt: skip


def test_once_all_is_read_a_look_costs_no_command_more(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    world = filled(mailbox, tmp_path)
    world.scan()
    with Wire(mailbox.host, mailbox.port) as wire:
        world.port = wire.port
        world.scan()
        assert b"EXAMINE" not in wire.sent()
        assert b"FETCH" not in wire.sent()


def test_only_letters_of_the_users_to_one_or_two_are_heard(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    world = World(mailbox, tmp_path)
    write(world, f"{KAREN}, {RAVI}, ben@x.example", HI, 3)
    write(world, KAREN, HI, 4, sender="Eve <eve@x.example>")
    write(world, SAM, HI, 5)
    write(world, KAREN, HI, 6, Auto_Submitted="auto-replied")
    world.scan()
    assert learned(world) == []
    write(world, f"{KAREN}, {RAVI}", HI, 2)
    world.scan()
    assert {(use.address, use.kind) for use in learned(world)} == {
        (address, kind) for address in (KAREN, RAVI) for kind in ("goodbye", "signature", "language")
    }


def test_nothing_but_these_few_words_is_kept_on_disk_or_logged(
    mailbox: MailboxOnDisk, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    world = filled(mailbox, tmp_path)
    world.scan()
    for path in world.state.glob("*"):
        assert b"Brno" not in path.read_bytes()
    assert "Brno" not in caplog.text
    assert "Kaz" not in caplog.text


def test_of_a_long_letter_four_kilobytes_are_asked_for(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    world = World(mailbox, tmp_path)
    write(world, f"Karen Holm <{KAREN}>", HI.replace("Cheers", "and so on\r\n" * 50_000 + "Cheers"), 3)
    with Wire(mailbox.host, mailbox.port) as wire:
        world.port = wire.port
        world.scan()
        assert b"BODY.PEEK[TEXT]<0.4096>" in wire.sent()
        assert len(wire.answered()) < 4096 + 20_000
    assert {use.kind: use.value for use in learned(world)}["greeting"] == "Hi {name},"


def test_switched_off_nothing_is_read_and_what_was_learned_goes(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    world = filled(mailbox, tmp_path)
    world.scan()
    world.settings = "[drafts]\nlearn_style = false\n"
    with Wire(mailbox.host, mailbox.port) as wire:
        world.port = wire.port
        write(world, KAREN, HI, 1)
        world.scan()
        assert b"TEXT]" not in wire.sent()
    assert learned(world) == []
    for path in world.state.glob(f"{FILE}*"):
        assert b"{name}" not in path.read_bytes()


def test_the_daemon_learns_a_portion_at_a_look(
    mailbox: MailboxOnDisk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voice, "PORTION", 2)
    world = filled(mailbox, tmp_path)
    counts = []
    with world.kith() as place:
        for _ in range(4):
            place.scanner().scan(Unwatched(), portion=PORTION)
            counts.append(sum(use.uses for use in place.store.voices.all() if use.kind == "form"))
    assert counts == [2, 4, 5, 5]


def test_no_more_than_the_newest_are_read_at_the_first_time(
    mailbox: MailboxOnDisk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voice, "FIRST", 3)
    world = filled(mailbox, tmp_path)
    world.scan()
    world.scan()
    assert sum(use.uses for use in learned(world) if use.kind == "form") == 3


def test_dying_at_any_statement_counts_every_letter_once(
    mailbox: MailboxOnDisk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voice, "AT_ONCE", 2)
    first = filled(mailbox, tmp_path / "clean")
    first.folder.mkdir()
    first.scan()
    expected = learned(first)
    assert expected
    reading = World(mailbox, tmp_path / "reading", "[drafts]\nlearn_style = false\n")
    reading.folder.mkdir()
    with dying_scanner(reading) as (scanner, statements):
        scanner.scan(Unwatched())
    begins = statements.count - 20
    number, died = begins, True
    while died:
        number += 1
        world = World(mailbox, tmp_path / str(number))
        world.folder.mkdir()
        died = True
        with suppress(Died), dying_scanner(world, number) as (scanner, _):
            scanner.scan(Unwatched())
            died = False
        world.scan()
        assert learned(world) == expected, number
    assert number > begins + 20


def test_a_line_that_breaks_while_learning_harms_no_look_and_is_told_once(
    mailbox: MailboxOnDisk, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "kith")
    world = filled(mailbox, tmp_path)
    for _ in range(2):
        with Wire(mailbox.host, mailbox.port) as wire:
            world.port = wire.port
            wire.when(TO_SERVER, rb"BODY.PEEK\[TEXT\]", wire.cut, before=True)
            look = world.scan()
            assert look.whole
            assert look.failure is None
    assert caplog.text.count("greetings are not learned") == 1
    world.port = None
    world.scan()
    assert greeted(world, KAREN).greeting == "Hi Kaz,"


def test_a_folder_numbered_anew_is_not_counted_twice(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    world = filled(mailbox, tmp_path)
    world.scan()
    before = learned(world)
    with sqlite3.connect(world.state / FILE) as db:
        db.execute("UPDATE listened SET uidvalidity = uidvalidity + 1")
    db.close()
    world.scan()
    assert learned(world) == before
    write(world, KAREN, HI, 1)
    world.scan()
    assert sum(use.uses for use in learned(world) if use.kind == "form") == 6


def test_letters_in_html_and_base64_are_read_too(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    world = World(mailbox, tmp_path)
    page = "<p>Hallo Karen,</p><p>ich danke dir für die Nachricht, wir sind da.</p><p>Gruß<br>Sam</p>"
    for days, text in ((3, page), (4, page)):
        head = world.letter(f"Sam <{SAM}>", KAREN, days).partition(b"Content-Type")[0]
        encoded = base64.encodebytes(text.encode()).replace(b"\n", b"\r\n")
        kind = b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        world.mailbox.deliver(
            head.replace(b"\n", b"\r\n") + kind + encoded, "Sent", world.now - timedelta(days=days)
        )
    world.scan()
    assert greeted(world, KAREN, "Karen Holm") == Voice("de", "Hallo Karen,", "Gruß", "Sam", False)
