"""The beginnings of texts come in whatever form servers answer; one message nobody can read costs itself."""

import re

import pytest

from helpers.maildir import MailboxOnDisk
from helpers.scripted_imap import Conversation, ScriptedImap
from imap.logins import INBOX, LogIn, session_at
from kith.errors import FolderUnavailable
from kith.imap.bodies import AT_ONCE, bodies
from kith.imap.fetch import examine
from kith.mail.headers import fields
from kith.mail.words import text_of

LETTER = (
    b"Received: from a by b\r\nFrom: Sam <sam@example.org>\r\nTo: karen@example.org\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n\r\nHi Karen,\r\n\r\nletter %d\r\n"
)
HEAD = b"From: Sam <sam@example.org>\r\nTo: karen@example.org\r\n\r\n"
TEXT = b"Hi Karen,\r\nwords\r\n"


def literal(data: bytes) -> bytes:
    return b"{%d}\r\n%s" % (len(data), data)


def test_a_real_server_gives_what_parses_as_a_message_and_marks_nothing_read(
    mailbox: MailboxOnDisk, log_in: LogIn
) -> None:
    for number in range(1, AT_ONCE + 3):
        mailbox.deliver(LETTER % number, flags="")
    session = log_in(mailbox)
    examine(session, INBOX)
    found = bodies(session, range(1, AT_ONCE + 9), 4096)
    assert sorted(found) == list(range(1, AT_ONCE + 3))
    assert text_of(found[7]) == "Hi Karen,\n\nletter 7\n"
    assert fields(found[7].partition(b"\r\n\r\n")[0])["to"] == "karen@example.org"
    assert b"Received" not in found[7]
    assert bodies(session, [1], 5)[1].endswith(b"\r\n\r\nHi Ka")
    said = session.command("UID", "FETCH", "1:*", "(FLAGS)")
    assert b"Seen" not in repr(said).encode()


@pytest.mark.parametrize(
    "answer",
    [
        b"BODY[HEADER.FIELDS (FROM TO)]<0> %s BODY[TEXT]<0> %s" % (literal(HEAD), literal(TEXT)),
        b"BODY[TEXT]<0> %s BODY[HEADER.FIELDS (FROM TO)]<0> %s" % (literal(TEXT), literal(HEAD)),
        b'body[header.fields ("FROM" "TO")] %s body[text] %s' % (literal(HEAD), literal(TEXT)),
        b"BODY[HEADER]<0> %s BODY[TEXT]<0.4096> %s FLAGS (\\Seen)" % (literal(HEAD), literal(TEXT)),
    ],
)
def test_any_spelling_and_order_is_understood(answer: bytes) -> None:
    rule = (rb"^UID FETCH", b"* 1 FETCH (UID 1 %s)\r\n* 2 FETCH (FLAGS (\\Seen))\r\n" % answer)
    with ScriptedImap([rule], headers={1: HEAD}) as server, session_at(server) as session:
        examine(session, INBOX)
        assert bodies(session, [1], 4096) == {1: HEAD + TEXT}


@pytest.mark.parametrize("text", [b"NIL", b'""', b"{0}\r\n"])
def test_a_message_without_a_text_is_its_header(text: bytes) -> None:
    answer = b"* 1 FETCH (UID 1 BODY[HEADER.FIELDS (FROM)]<0> %s BODY[TEXT]<0> %s)\r\n" % (
        literal(HEAD),
        text,
    )
    with ScriptedImap([(rb"^UID FETCH", answer)], headers={1: HEAD}) as server, session_at(server) as session:
        examine(session, INBOX)
        assert bodies(session, [1], 4096) == {1: HEAD}


def test_what_was_not_asked_for_is_not_taken_and_no_more_of_it() -> None:
    def one(uid: int) -> bytes:
        parts = literal(HEAD), literal(TEXT * 9)
        return b"* %d FETCH (UID %d BODY[HEADER]<0> %s BODY[TEXT]<0> %s)\r\n" % (uid, uid, *parts)

    with (
        ScriptedImap([(rb"^UID FETCH", one(1) + one(2))], headers={1: HEAD}) as server,
        session_at(server) as session,
    ):
        examine(session, INBOX)
        assert bodies(session, [2], 7) == {2: HEAD + TEXT[:7]}


@pytest.mark.parametrize(
    "fault", [b"TAG NO [UNKNOWN-CTE] cannot\r\n", b"* 3 FETCH (UID 3 BODY[TEXT]<0> (\r\n"]
)
def test_a_message_the_server_fails_on_costs_itself(fault: bytes) -> None:
    def answer(conversation: Conversation) -> None:
        asked = [int(uid) for uid in re.findall(rb"\d+", conversation.line.split()[2])]
        if 3 in asked:
            conversation.send(fault if fault.startswith(b"TAG") else fault + b"TAG OK done\r\n")
            return
        for uid in asked:
            parts = literal(HEAD), literal(TEXT)
            conversation.send(
                b"* %d FETCH (UID %d BODY[HEADER]<0> %s BODY[TEXT]<0> %s)\r\n" % (uid, uid, *parts)
            )
        conversation.send(b"TAG OK done\r\n")

    with ScriptedImap([(rb"^UID FETCH", answer)], headers={1: HEAD}) as server, session_at(server) as session:
        examine(session, INBOX)
        assert sorted(bodies(session, range(1, 7), 4096)) == [1, 2, 4, 5, 6]


def test_a_folder_that_is_gone_is_the_folders_trouble() -> None:
    rule = (rb"^UID FETCH", b"TAG NO [NONEXISTENT] gone\r\n")
    with ScriptedImap([rule], headers={1: HEAD}) as server, session_at(server) as session:
        examine(session, INBOX)
        with pytest.raises(FolderUnavailable):
            bodies(session, [1], 4096)
