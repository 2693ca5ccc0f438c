"""Headers out of a real server, and nothing changed there."""

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest

from helpers.maildir import MailboxOnDisk
from helpers.wire import Wire
from imap.logins import INBOX, LogIn, ServerWith, Word, session_at
from kith.errors import FolderUnavailable
from kith.imap import fetch
from kith.imap.folders import listing
from kith.imap.session import Session

LETTER = (
    b"Return-Path: <ada@example.org>\r\nReceived: from a by b\r\nFrom: Ada <ada@example.org>\r\n"
    b"To: sam@example.org\r\nSubject: letter %d\r\nMessage-ID: <%d@example.org>\r\nX-Other: hidden\r\n"
    b"\r\nThe body, which nobody asked for.\r\n"
)
READING = {
    "CAPABILITY", "AUTHENTICATE", "LOGIN", "ID", "NAMESPACE", "LIST", "STATUS", "EXAMINE", "UID FETCH",
    "UID SEARCH", "NOOP", "LOGOUT",
}  # fmt: skip


def fill(mailbox: MailboxOnDisk, count: int, **more: object) -> None:
    for number in range(1, count + 1):
        mailbox.deliver(LETTER % (number, number), **more)  # type: ignore[arg-type]


def opened(session: Session) -> Session:
    fetch.examine(session, INBOX)
    return session


def test_a_window_holds_the_fields_asked_for_and_nothing_else(mailbox: MailboxOnDisk, log_in: LogIn):
    """Rows 10 and 20: the date is aware UTC, and the answer's key is Dovecot's own."""
    arrived = datetime(2019, 3, 4, 23, 30, tzinfo=timezone(timedelta(hours=-7)))
    mailbox.deliver(LETTER % (1, 1), arrived=arrived, flags="SR")
    window = fetch.window(opened(log_in(mailbox)), 1, 1)
    (message,) = window.messages
    assert message.arrived == arrived
    assert message.arrived.tzinfo is UTC
    assert message.size == len(LETTER % (1, 1))
    assert {b"\\Seen", b"\\Answered"} <= message.flags
    assert message.header.splitlines() == [
        b"Return-Path: <ada@example.org>", b"From: Ada <ada@example.org>", b"To: sam@example.org",
        b"Subject: letter 1", b"Message-ID: <1@example.org>", b"",
    ]  # fmt: skip
    assert not window.unreadable


def test_a_window_is_what_lies_between_its_ends(mailbox: MailboxOnDisk, log_in: LogIn):
    """Rows 1 and 26: the server never gets to answer with a message of its own choice."""
    fill(mailbox, 9)
    session = opened(log_in(mailbox))
    assert [message.uid for message in fetch.window(session, 3, 6).messages] == [3, 4, 5, 6]
    assert fetch.window(session, 50, 99).messages == ()
    assert fetch.window(session, 5, 4).messages == ()


def test_a_window_of_twenty_thousand_holes_is_one_short_command(mailbox: MailboxOnDisk, log_in: LogIn):
    """Row 2: a list of single UIDs that long is refused by Dovecot and worse elsewhere."""
    fill(mailbox, 2)
    with Wire(mailbox.host, mailbox.port) as wire:
        session = opened(log_in(wire, Word(mailbox.password), user=mailbox.user))
        assert len(fetch.window(session, 1, 40_000).messages) == 2
        assert max(map(len, wire.sent().splitlines())) < 1000


def test_a_long_header_is_cut_off(mailbox: MailboxOnDisk, log_in: LogIn):
    """Row 76's other half: 64 KiB of a header are enough for anyone."""
    crowd = b",\r\n ".join(b"friend%d@example.org" % number for number in range(5000))
    mailbox.deliver(b"From: ada@example.org\r\nTo: " + crowd + b"\r\n\r\nhi\r\n")
    (message,) = fetch.window(opened(log_in(mailbox)), 1, 1).messages
    assert len(message.header) == fetch.HEADER_LIMIT


def test_an_empty_folder_is_opened_and_read(mailbox: MailboxOnDisk, log_in: LogIn):
    session = log_in(mailbox)
    opened = fetch.examine(session, INBOX)
    assert (opened.uidnext, opened.exists) == (1, 0)
    assert fetch.window(session, 1, 10).messages == ()


def test_a_new_numbering_shows_in_uidvalidity(mailbox: MailboxOnDisk, log_in: LogIn):
    """Row 21."""
    fill(mailbox, 2)
    with session_at(mailbox) as session:
        before = fetch.examine(session, INBOX)
    mailbox.bump_uidvalidity()
    after = fetch.examine(log_in(mailbox), INBOX)
    assert after.uidvalidity > before.uidvalidity
    assert after.uidnext == before.uidnext == 3


def test_a_folder_that_is_gone_is_unavailable(mailbox: MailboxOnDisk, log_in: LogIn):
    mailbox.folder("Passing")
    session = log_in(mailbox)
    passing = next(folder for folder in listing(session) if folder.name == "Passing")
    mailbox.remove("Passing")
    with pytest.raises(FolderUnavailable, match="Passing"):
        fetch.examine(session, passing)
    fetch.examine(session, INBOX)


@pytest.mark.parametrize("capability", [None, "IMAP4rev1"])
def test_a_whole_look_changes_nothing_in_the_mailbox(capability: str | None, dovecot_with: ServerWith):
    """Rows 87, 88 and decision 5: only reading commands on the wire, and every flag as it was before."""
    server = dovecot_with(capability=capability)
    mailbox = server.add_user()
    fill(mailbox, 3, flags="")
    fill(mailbox, 2, folder="Sent", flags="S")
    names, before = ("INBOX", "Sent"), {}
    for name in names:
        before[name] = (mailbox.flags(name), mailbox.messages(name))
    with Wire(mailbox.host, mailbox.port) as wire:
        with session_at(wire, Word(mailbox.password), user=mailbox.user) as session:
            for folder in listing(session):
                opened = fetch.examine(session, folder)
                assert fetch.window(session, 1, opened.uidnext - 1).messages
        said = [line.split(b" ", 1)[1] for line in wire.sent().splitlines() if b" " in line]
    assert {name: (mailbox.flags(name), mailbox.messages(name)) for name in names} == before
    verbs = {re.match(r"(UID )?\w+", line.decode())[0] for line in said}  # type: ignore[index]
    assert verbs <= READING, "row 31: nothing is enabled, selected, stored or expunged"
    fetches = [line for line in said if b"BODY" in line]
    assert fetches
    assert all(b"BODY[" not in line and b"RFC822 " not in line for line in fetches), "every body with PEEK"
