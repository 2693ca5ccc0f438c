"""Placing a letter into a folder and finding it again: on a real server, and on one that lies or breaks."""

import contextlib
import imaplib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from imapclient import IMAPClient

from deliver.letters import LETTER, MESSAGE_ID
from helpers.maildir import MailboxOnDisk
from helpers.scripted_imap import Conversation, ScriptedImap, close, hang, then_close
from helpers.wire import TO_CLIENT, TO_SERVER, Wire
from kith.deliver.mailbox import CANDIDATES, Placed, append, holds
from kith.errors import AccountDown, DeliveryDeferred, DeliveryRefused, DeliveryUncertain, FolderUnavailable

UNKNOWN = "nobody knows whether it arrived"


@pytest.fixture
def connect() -> Iterator[Callable[..., IMAPClient]]:
    """Logged-in clients, as the caller of `kith.deliver.mailbox` brings them."""
    with contextlib.ExitStack() as stack:

        def to(server: MailboxOnDisk | ScriptedImap | Wire, **how: object) -> IMAPClient:
            client = IMAPClient(server.host, server.port, ssl=False, timeout=5)
            client.folder_encode = bool(how.get("folder_encode", True))
            stack.callback(bring_down, client)
            client.login(str(how.get("user", "sam")), str(how.get("password", "pw")))
            return client

        yield to


def bring_down(client: IMAPClient) -> None:
    with contextlib.suppress(OSError, imaplib.IMAP4.error):
        client.shutdown()


@pytest.fixture
def client(connect: Callable[..., IMAPClient], mailbox: MailboxOnDisk) -> IMAPClient:
    return connect(mailbox, user=mailbox.user, password=mailbox.password)


def test_a_letter_lies_in_the_folder_as_it_is(client: IMAPClient, mailbox: MailboxOnDisk) -> None:
    placed = append(client, "INBOX", LETTER)
    (kept,) = mailbox.messages()
    assert kept.replace(b"\r\n", b"\n") == LETTER.replace(b"\r\n", b"\n")
    assert placed.uid == 1
    assert placed.uidvalidity == client.folder_status("INBOX", ["UIDVALIDITY"])[b"UIDVALIDITY"]
    assert "completed" in placed.said


def test_a_digest_is_unread_and_a_draft_is_a_draft(client: IMAPClient, mailbox: MailboxOnDisk) -> None:
    mailbox.folder("Drafts")
    append(client, "INBOX", LETTER)
    append(client, "Drafts", LETTER, flags=(b"\\Draft", b"\\Seen"))
    assert set(mailbox.flags("INBOX")[0]) == set()
    assert set(mailbox.flags("Drafts")[0]) == {"D", "S"}


@pytest.mark.parametrize("folder_encode", [True, False])
@pytest.mark.parametrize("name", ["Entwürfe", b"Entw&APw-rfe"])
def test_a_folder_is_found_by_its_name_and_by_what_the_server_calls_it(
    connect: Callable[..., IMAPClient], mailbox: MailboxOnDisk, name: bytes | str, folder_encode: bool
) -> None:
    mailbox.folder("Entwürfe")
    client = connect(mailbox, user=mailbox.user, password=mailbox.password, folder_encode=folder_encode)
    append(client, name, LETTER)
    assert holds(client, name, MESSAGE_ID)
    assert len(mailbox.messages("Entwürfe")) == 1


def test_a_letter_is_found_only_after_it_was_placed(client: IMAPClient, mailbox: MailboxOnDisk) -> None:
    assert not holds(client, "INBOX", MESSAGE_ID)
    append(client, "INBOX", LETTER)
    assert holds(client, "INBOX", MESSAGE_ID)
    assert not holds(client, "INBOX", "<other@example.org>")
    assert mailbox.flags() == [""], "looking marks nothing as seen"


@pytest.mark.parametrize(
    "lookalike",
    [
        "<digest-47@example.org.attacker.example>",
        "<xdigest-47@example.org>",
        "<digest-47@example.org> <digest-47@example.org>",
        "(<digest-47@example.org>)",
        "<DIGEST-47@example.org>",
        "digest-47@example.org",
    ],
)
def test_a_message_whose_id_only_contains_the_one_asked_for_is_another(
    client: IMAPClient, mailbox: MailboxOnDisk, lookalike: str
) -> None:
    mailbox.deliver(f"From: eve@example.net\r\nMessage-ID: {lookalike}\r\n\r\nhi\r\n".encode())
    assert not holds(client, "INBOX", MESSAGE_ID)


@pytest.mark.parametrize("field", ["Message-Id: {}", "MESSAGE-ID:\r\n {}", "message-id:{} "])
def test_the_field_may_be_spelt_and_folded_as_servers_like(
    client: IMAPClient, mailbox: MailboxOnDisk, field: str
) -> None:
    mailbox.deliver(f"From: a@example.net\r\n{field.format(MESSAGE_ID)}\r\n\r\nhi\r\n".encode())
    assert holds(client, "INBOX", MESSAGE_ID)


@pytest.mark.parametrize("local", ['a"b', "a\\b", "a(b)", "a{3}b", "a%b*c", "a]b", "$a=b+c/d"])
def test_every_printable_character_of_an_id_is_asked_for_safely(
    client: IMAPClient, mailbox: MailboxOnDisk, local: str
) -> None:
    mailbox.deliver(f"Message-ID: <{local}@example.org>\r\n\r\nhi\r\n".encode())
    assert holds(client, "INBOX", f"<{local}@example.org>")
    assert not holds(client, "INBOX", f"<x{local}@example.org>")


@pytest.mark.parametrize(
    "bad",
    ["", "<>", "a@b", "<a@b", "<a b@c>", "<a@b>\r\nX LOGOUT", "<ä@b>", "<a@b><c@d>", "<a\x00@b>"],
    ids=repr,
)
def test_what_is_no_id_of_ours_is_never_asked_for(connect: Callable[..., IMAPClient], bad: str) -> None:
    with ScriptedImap() as server:
        client = connect(server)
        with pytest.raises(ValueError, match="not a Message-ID"):
            holds(client, "INBOX", bad)
        assert not any(b"SEARCH" in command for command in server.commands())


def test_a_server_that_finds_everything_is_not_believed(connect: Callable[..., IMAPClient]) -> None:
    headers = {uid: f"Message-ID: <m{uid}@example.org>\r\n\r\n".encode() for uid in range(1, 301)}
    everything = b"* SEARCH " + b" ".join(b"%d" % uid for uid in headers) + b"\r\n"
    asked: list[bytes] = []

    def fetch(conversation: Conversation) -> None:
        asked.append(conversation.line)
        conversation.send(b"TAG OK nothing there\r\n")

    with ScriptedImap([(rb"UID SEARCH", everything), (rb"UID FETCH", fetch)], headers=headers) as server:
        assert not holds(connect(server), "INBOX", MESSAGE_ID)
    assert asked[0].split()[2].count(b",") == CANDIDATES - 1
    assert b"BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]" in asked[0]


def test_looking_opens_the_folder_for_reading_only(connect: Callable[..., IMAPClient]) -> None:
    with ScriptedImap() as server:
        holds(connect(server), "INBOX", MESSAGE_ID)
    asked = [command.split()[0] for command in server.commands()]
    assert b"EXAMINE" in asked
    assert not {b"SELECT", b"STORE", b"APPEND", b"EXPUNGE"} & set(asked)


def test_a_folder_that_is_gone_is_named(client: IMAPClient) -> None:
    with pytest.raises(FolderUnavailable, match="no folder Entwürfe"):
        append(client, "Entwürfe", LETTER)
    with pytest.raises(FolderUnavailable, match="no folder Entwürfe"):
        holds(client, b"Entw&APw-rfe", MESSAGE_ID)


REFUSALS = [
    (b"TAG NO [TRYCREATE] no such mailbox\r\n", FolderUnavailable, "no folder INBOX"),
    (b"TAG NO [NONEXISTENT] gone\r\n", FolderUnavailable, "no folder INBOX"),
    (b"TAG NO [NOPERM] not yours\r\n", FolderUnavailable, "may be written"),
    (b"TAG NO [READ-ONLY] look only\r\n", FolderUnavailable, "may be written"),
    (b"TAG NO [OVERQUOTA] mailbox is full\r\n", DeliveryDeferred, "make room"),
    (b"TAG NO [OVERQUOTA] Account exceeded command or bandwidth limits\r\n", DeliveryDeferred, "bandwidth"),
    (b"TAG NO [TOOBIG] too big\r\n", DeliveryRefused, "will never take"),
    (b"TAG NO [LIMIT] too many\r\n", DeliveryRefused, "will never take"),
    (b"TAG NO [UNAVAILABLE] later\r\n", DeliveryDeferred, "now: .*later"),
    (b"TAG NO [INUSE] busy\r\n", DeliveryDeferred, "now"),
    (b"TAG NO who knows\r\n", DeliveryDeferred, "who knows"),
    (
        b"TAG BAD Request is throttled. Suggested Backoff Time: 92415 milliseconds\r\n",
        DeliveryDeferred,
        "92415",
    ),
]


@pytest.mark.parametrize(("answer", "raised", "says"), REFUSALS, ids=lambda value: str(value)[:40])
def test_a_refusal_says_what_it_stops(
    connect: Callable[..., IMAPClient], answer: bytes, raised: type[Exception], says: str
) -> None:
    with ScriptedImap([(rb"APPEND", answer)]) as server, pytest.raises(raised, match=says) as caught:
        append(connect(server), "INBOX", LETTER)
    assert type(caught.value) is raised
    assert UNKNOWN not in str(caught.value)


def test_a_server_without_uidplus_says_only_that_it_took_the_letter(
    connect: Callable[..., IMAPClient],
) -> None:
    with ScriptedImap([(rb"APPEND", b"TAG OK thank\x1b you\r\n")]) as server:
        assert append(connect(server), "INBOX", LETTER) == Placed("thank you")


@pytest.mark.parametrize(
    "answer", [close, then_close(b"* BYE going down\r\n"), hang], ids=["close", "bye", "hang"]
)
def test_a_line_that_breaks_after_the_letter_leaves_its_fate_open(
    connect: Callable[..., IMAPClient], answer: Callable[..., None]
) -> None:
    with ScriptedImap([(rb"APPEND", answer)]) as server:
        client = connect(server)
        client.socket().settimeout(0.2)
        with pytest.raises(DeliveryUncertain, match=UNKNOWN):
            append(client, "INBOX", LETTER)


@pytest.mark.parametrize(
    ("step", "answer", "raised"),
    [
        (rb"EXAMINE", close, AccountDown),
        (rb"EXAMINE", b"TAG BAD what\r\n", AccountDown),
        (rb"EXAMINE", b"TAG NO [UNAVAILABLE] later\r\n", FolderUnavailable),
        (rb"SEARCH", close, AccountDown),
        (rb"SEARCH", b"TAG NO [UNAVAILABLE] later\r\n", AccountDown),
        (rb"SEARCH", b"TAG BAD cannot search\r\n", AccountDown),
        (rb"SEARCH", b"* SEARCH one two\r\n", AccountDown),
        (rb"FETCH", close, AccountDown),
        (rb"FETCH", b"TAG NO later\r\n", AccountDown),
        (rb"FETCH", b"* 1 FETCH (UID\r\n", AccountDown),
    ],
)
def test_not_being_able_to_look_is_not_the_same_as_not_finding(
    connect: Callable[..., IMAPClient], step: bytes, answer: Any, raised: type[Exception]
) -> None:
    found = (rb"UID SEARCH", b"* SEARCH 1\r\n")
    with ScriptedImap([(step, answer), found]) as server, pytest.raises(raised, match="INBOX"):
        holds(connect(server), "INBOX", MESSAGE_ID)


@pytest.mark.parametrize(
    ("direction", "pattern", "arrived"),
    [(TO_SERVER, rb"APPEND", 0), (TO_CLIENT, rb"Append completed", 1)],
    ids=["before the letter", "before the answer"],
)
def test_whoever_looks_before_placing_again_ends_with_one_letter(
    connect: Callable[..., IMAPClient], mailbox: MailboxOnDisk, direction: str, pattern: bytes, arrived: int
) -> None:
    """The wire is cut on the way there and on the way back: the same error, and one letter in the end."""
    login = {"user": mailbox.user, "password": mailbox.password}
    with Wire(mailbox.host, mailbox.port) as wire:
        wire.when(direction, pattern, wire.cut, before=True)
        with pytest.raises(DeliveryUncertain, match=UNKNOWN):
            append(connect(wire, **login), "INBOX", LETTER)
    again = connect(mailbox, **login)
    assert holds(again, "INBOX", MESSAGE_ID) == bool(arrived)
    if not arrived:
        append(again, "INBOX", LETTER)
    assert len(mailbox.messages()) == 1
