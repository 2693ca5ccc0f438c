"""What kith says to a server, and what it never says; and mail that lies where it should not."""

import logging
import re
from datetime import timedelta
from pathlib import Path

import pytest

from helpers.imap_answers import fetch_line
from helpers.lying_world import letter, letters, look_at, lying_world
from helpers.maildir import MailboxOnDisk
from helpers.scripted_imap import ScriptedImap
from helpers.wire import Wire
from helpers.world import SAM, World
from kith.errors import LoginRefused
from kith.imap.folders import HIDDEN_ALL_MAIL
from kith.jobs.reading.lines import Lines
from kith.jobs.scan import Unwatched
from kith.model import Skip

READING = {
    "CAPABILITY", "AUTHENTICATE", "LOGIN", "ID", "NAMESPACE", "LIST", "STATUS", "EXAMINE", "UID FETCH", "UID SEARCH",
    "NOOP", "LOGOUT",
}  # fmt: skip


def said(wire: Wire) -> list[str]:
    """The commands that were sent, without tags and what answers a challenge."""
    lines = wire.sent().decode("ascii", "replace").split("\r\n")
    return [line.split(" ", 1)[1] for line in lines if re.match(r"[A-P]{4}\d+ ", line)]


@pytest.mark.parametrize("capability", [None, "IMAP4rev1"], ids=["a rich server", "a plain one"])
def test_of_a_whole_life_only_reading_is_heard_and_nothing_secret(
    dovecot_with: object, tmp_path: Path, caplog: pytest.LogCaptureFixture, capability: str | None
) -> None:
    """Rows 3, 5, 17, 31, 58, 62, 87, 88: a first scan, new mail on a kept line, the daily look back, the goodbye."""
    caplog.set_level(logging.DEBUG)
    mailbox = dovecot_with(capability=capability).add_user(password="correct horse battery")  # type: ignore[operator]
    world = World(mailbox, tmp_path)
    world.friends("karen@example.net", 30, 60)
    for folder in ("Drafts", "Trash"):
        world.received("karen@example.net", 3, folder=folder)
    mailbox.deliver(world.letter("ben@example.net", SAM, 1), flags="", arrived=world.now)
    before = {
        name: (mailbox.flags(name), mailbox.messages(name)) for name in ("INBOX", "Sent", "Drafts", "Trash")
    }
    with Wire(mailbox.host, mailbox.port) as wire:
        world.port = wire.port
        lines = Lines(world.clock, keep=True)
        assert look_at(world, lines=lines)[0].messages == 5
        assert before == {name: (mailbox.flags(name), mailbox.messages(name)) for name in before}
        world.received("karen@example.net", 1)
        assert look_at(world, lines=lines)[0].messages == 1
        world.clock.advance(days=1, minutes=5)
        assert look_at(world, lines=lines)[0].failure is None
        lines.close()
    commands = said(wire)
    verbs = {re.match(r"(UID )?\w+", command)[0] for command in commands}  # type: ignore[index]
    assert {"EXAMINE", "UID FETCH", "UID SEARCH", "LOGOUT"} <= verbs <= READING
    asked = [command for command in commands if command.startswith("UID ")]
    assert any(" SINCE " in command for command in asked)
    for command in asked:
        assert not re.search(r"ENVELOPE|BODYSTRUCTURE|BODY\[|RFC822(?!\.SIZE)|\bALL$", command), command
    assert mailbox.password not in caplog.text


def test_new_mail_is_found_by_its_number_however_old_it_claims_to_be(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    """Row 30: an import puts ten years of mail into a folder, all of it dated back; no date decides what is read."""
    world = World(mailbox, tmp_path)
    world.received("karen@example.net", 1)
    world.scan()
    for years in range(1, 11):
        world.received("ben@example.net", 365 * years)
    with Wire(mailbox.host, mailbox.port) as wire:
        world.port = wire.port
        assert world.scan().tally["touches"] == 10
    assert not [command for command in said(wire) if "SINCE" in command or "BEFORE" in command]


def test_what_i_sent_counts_once_and_as_sent_in_whatever_folders_it_lies(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    """Row 40: the server's Sent and a client's own, a copy in each, and her answer filed among them."""
    world = World(mailbox, tmp_path)
    mailbox.folder("Sent Items")
    world.sent("karen@example.net", 9, Message_ID="<both@example.org>")
    world.sent("karen@example.net", 9, folder="Sent Items", Message_ID="<both@example.org>")
    world.sent("karen@example.net", 8, folder="Sent Items")
    world.sent("karen@example.net", 7, folder="Was ich schrieb")
    world.received("karen@example.net", 6, folder="Sent Items")
    look = world.scan()
    assert (look.tally["touches"], look.tally[Skip.DUPLICATE]) == (4, 1)
    with world.kith() as place:
        (karen,) = place.store.people.correspondents()
    assert (karen.sent.number, karen.received.number) == (3, 1)


def test_gmail_without_all_mail_is_read_as_far_as_it_can_be_and_the_switch_is_named(
    scripted_imap: ScriptedImap, tmp_path: Path
) -> None:
    """Row 46: by `kith scan`, which the user looks at."""
    scripted_imap.capabilities = b"IMAP4rev1 AUTH=PLAIN X-GM-EXT-1 SPECIAL-USE CHILDREN"
    scripted_imap.folders = {b"INBOX": b"", b"[Gmail]/Gesendet": rb"\Sent", b"A label": b""}
    done = lying_world(scripted_imap, tmp_path).run("scan")
    assert done.returncode == 0
    assert f"kith: home: {HIDDEN_ALL_MAIL}" in done.stderr
    assert not [command for command in scripted_imap.commands() if b"A label" in command]


def test_the_journal_names_an_account_once(
    mailbox: MailboxOnDisk, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    world = World(mailbox, tmp_path)
    with world.kith({**world.environ, "MAIL_PASSWORD": ""}) as place:
        place.scanner().scan(Unwatched())
    (line,) = caplog.messages
    assert line.startswith(f"home: {SAM}: password_env MAIL_PASSWORD gave nothing")


class WithToken(World):
    """Sam's kith, which logs in with whatever token a command gives now."""

    @property
    def token(self) -> Path:
        return self.folder / "token"

    @property
    def toml(self) -> str:
        return super().toml.replace(
            'password_env = "MAIL_PASSWORD"', f'token_command = ["cat", "{self.token}"]'
        )

    @property
    def environ(self) -> dict[str, str]:
        return {**super().environ, "PATH": "/usr/bin:/bin"}


def test_a_token_is_asked_for_at_every_login(dovecot_with: object, tmp_path: Path) -> None:
    """Row 61: one that has run out since is not tried again, and a fresh one is taken at once."""
    mailbox = dovecot_with(mechanisms="xoauth2").add_user()  # type: ignore[operator]
    world = WithToken(mailbox, tmp_path)
    world.received("karen@example.net", 5)
    world.token.write_text(mailbox.token(60))
    assert world.scan().messages == 1
    world.token.write_text(mailbox.token(-60))
    with world.kith() as place:
        (look,) = place.scanner().scan(Unwatched())
    assert isinstance(look.failure, LoginRefused)
    world.received("karen@example.net", 4)
    world.token.write_text(mailbox.token(60) + "\n")
    assert world.scan().messages == 1


def test_a_draft_saved_every_minute_is_nobodys_letter(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    """Row 82: a new number each time, marked as a draft wherever the client keeps it; then it is sent."""
    world = World(mailbox, tmp_path)
    world.received("karen@example.net", 5)
    world.scan()
    raw = world.letter(f"Sam <{SAM}>", "karen@example.net", 0)
    for minute in range(6):
        for folder in ("INBOX", "Entwürfe"):
            saved = mailbox.deliver(raw, folder, world.now + timedelta(minutes=minute), flags="DS")
            assert world.scan().tally["touches"] == 0
            saved.unlink()
    mailbox.deliver(raw, "Sent", world.now)
    assert world.scan().tally["touches"] == 1


def test_a_draft_is_one_in_whatever_letters_its_mark_is_written(
    scripted_imap: ScriptedImap, tmp_path: Path
) -> None:
    """Row 82, RFC 9051 section 2.3.2: flags are compared without case."""
    line = fetch_line(1, letter(1)).replace(rb"\Seen", rb"\Seen \DRAFT")
    scripted_imap.headers = letters(1)
    scripted_imap.rules.append((rb"^UID FETCH", line))
    assert lying_world(scripted_imap, tmp_path).scan().tally["touches"] == 0
