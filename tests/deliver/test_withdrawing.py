"""Looking at drafts in a folder of a real server, and taking one away: that one, and no other."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from imapclient import IMAPClient

from helpers.maildir import MailboxOnDisk
from helpers.mailer import mailer
from helpers.scripted_imap import ScriptedImap
from helpers.wire import TO_SERVER, Wire
from kith.deliver import withdrawing
from kith.errors import AccountDown, FolderUnavailable
from kith.mail.same_draft import LONGEST

DRAFTS = b"Entw&APw-rfe"
NAME = "Entwürfe"


def a_letter(number: int, **fields: str) -> bytes:
    told = {"To": "Karen <karen@example.net>", "Message-ID": f"<{number}@mailer.example>", **fields}
    return "".join(f"{name}: {value}\r\n" for name, value in told.items()).encode() + b"\r\nhello\r\n"


@pytest.fixture
def wire(mailbox: MailboxOnDisk) -> Iterator[Wire]:
    mailbox.folder(NAME, r"\Drafts")
    for number in (1, 2, 3):
        mailbox.deliver(a_letter(number), NAME)
    with Wire(mailbox.host, mailbox.port) as wire:
        yield wire


@pytest.fixture
def client(wire: Wire, mailbox: MailboxOnDisk) -> Iterator[IMAPClient]:
    client = IMAPClient(wire.host, wire.port, ssl=False, timeout=10)
    client.folder_encode, client.normalise_times = False, False
    client.login(mailbox.user, mailbox.password)
    yield client
    with suppress(OSError):
        client.shutdown()


def left(mailbox: MailboxOnDisk) -> dict[int, set[bytes]]:
    with mailer(mailbox, NAME) as program:
        return {uid: program.flags(uid) for uid in program.uids()}


def test_only_the_one_is_removed_whatever_else_is_marked_as_deleted(
    client: IMAPClient, wire: Wire, mailbox: MailboxOnDisk
) -> None:
    with mailer(mailbox, NAME) as program:
        program.mark(b"\\Deleted", 1, 3)
    at = withdrawing.opened(client, DRAFTS, to_change=True)
    assert withdrawing.take_away(client, at, 2)
    client.logout()
    found = left(mailbox)
    assert set(found) == {1, 3}
    assert all(b"\\Deleted" in flags for flags in found.values())
    said = wire.sent().upper()
    assert b"UID STORE 2 +FLAGS (\\DELETED)" in said
    assert b"UID EXPUNGE 2\r\n" in said
    assert said.count(b"EXPUNGE") == 1
    assert b" CLOSE" not in said


def test_marked_by_the_user_a_moment_before_it_is_given_back(
    client: IMAPClient, wire: Wire, mailbox: MailboxOnDisk
) -> None:
    at = withdrawing.opened(client, DRAFTS, to_change=True)

    def star() -> None:
        with mailer(mailbox, NAME) as program:
            program.mark(b"\\Flagged", 2)

    wire.when(TO_SERVER, rb"UID STORE 2 \+FLAGS", star, before=True)
    assert not withdrawing.take_away(client, at, 2)
    assert left(mailbox)[2] >= {b"\\Flagged"}
    assert b"\\Deleted" not in left(mailbox)[2]
    assert b"EXPUNGE" not in wire.sent().upper()


def test_one_that_is_gone_takes_nothing_along(client: IMAPClient, mailbox: MailboxOnDisk) -> None:
    at = withdrawing.opened(client, DRAFTS, to_change=True)
    assert withdrawing.take_away(client, at, 77)
    assert set(left(mailbox)) == {1, 2, 3}


def test_to_look_only_the_folder_is_examined_and_nothing_is_marked(
    client: IMAPClient, wire: Wire, mailbox: MailboxOnDisk
) -> None:
    before = left(mailbox)
    at = withdrawing.opened(client, DRAFTS, to_change=False)
    lies = withdrawing.by_uid(client, at, 2)
    assert lies is not None
    assert lies.content == a_letter(2)
    assert withdrawing.by_uid(client, at, 9) is None
    assert withdrawing.by_id(client, at, "<2@mailer.example>") == [2]
    assert withdrawing.by_id(client, at, "<9@mailer.example>") == []
    assert not at.writable
    assert b"SELECT" not in wire.sent().upper()
    assert left(mailbox) == before


def test_copies_are_all_found_and_lookalikes_are_not(client: IMAPClient, mailbox: MailboxOnDisk) -> None:
    mailbox.deliver(a_letter(2), NAME)
    mailbox.deliver(a_letter(4, **{"Message-ID": "<2@mailer.example.org>"}), NAME)
    at = withdrawing.opened(client, DRAFTS, to_change=False)
    assert withdrawing.by_id(client, at, "<2@mailer.example>") == [2, 4]
    with pytest.raises(ValueError, match="not a Message-ID of ours"):
        withdrawing.by_id(client, at, "2@mailer.example")


def test_a_long_message_is_not_read_to_its_end(client: IMAPClient, mailbox: MailboxOnDisk) -> None:
    mailbox.deliver(a_letter(4) + b"x" * 76 * LONGEST, NAME)
    at = withdrawing.opened(client, DRAFTS, to_change=False)
    lies = withdrawing.by_uid(client, at, 4)
    assert lies is not None
    assert len(lies.content) == LONGEST


def test_other_drafts_are_those_to_the_same_person_that_came_later(
    client: IMAPClient, mailbox: MailboxOnDisk
) -> None:
    for number, fields in enumerate(
        (
            {"To": "KAREN@example.net"},
            {"To": "tom@example.net", "Cc": "Karen Holm <karen@example.net>"},
            {"To": "karen@example.net.attacker.example"},
            {"To": "tom@example.net", "Bcc": "k.holm@example.com"},
        ),
        start=4,
    ):
        mailbox.deliver(a_letter(number, **fields), NAME)
    with mailer(mailbox, NAME) as program:
        program.save(a_letter(8))
        program.mark(b"\\Deleted", 8)
    at = withdrawing.opened(client, DRAFTS, to_change=False)
    karen = frozenset({"karen@example.net", "k.holm@example.com", 'odd"@example.net', "über@example.net"})
    found = withdrawing.others(client, at, sorted(karen), 2)
    assert [one.uid for one in found if one.to & karen] == [3, 4, 5, 7]
    assert found[0].message_id == "<3@mailer.example>"


def test_a_folder_that_may_not_be_changed_is_opened_to_be_read(scripted_imap: ScriptedImap) -> None:
    scripted_imap.rules.append((rb"^SELECT", b"* 1 EXISTS\r\nTAG OK [READ-ONLY] as you like\r\n"))
    client = IMAPClient(scripted_imap.host, scripted_imap.port, ssl=False, timeout=5)
    client.login("sam", "pw")
    at = withdrawing.opened(client, b"INBOX", to_change=True)
    client.shutdown()
    assert (at.uidvalidity, at.writable) == (42, False)
    assert scripted_imap.commands()[-1].startswith(b"EXAMINE")


def test_a_folder_that_is_gone_and_a_line_that_breaks_are_told_apart(client: IMAPClient, wire: Wire) -> None:
    with pytest.raises(FolderUnavailable):
        withdrawing.opened(client, b"Nowhere", to_change=True)
    at = withdrawing.opened(client, DRAFTS, to_change=True)
    wire.cut()
    with pytest.raises(AccountDown):
        withdrawing.take_away(client, at, 1)
