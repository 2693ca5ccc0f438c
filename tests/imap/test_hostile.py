"""Servers that mean harm: the account is down, the memory is not, and other accounts never notice (D2)."""

import resource
from collections.abc import Callable

import pytest

from helpers.scripted_imap import Answer, Conversation, ScriptedImap, then_close
from imap.logins import INBOX, Limits, session_at
from kith.errors import AccountDown
from kith.imap import fetch
from kith.imap.folders import listing
from kith.imap.line import ANSWER_LIMIT
from kith.imap.session import Session

MEGABYTE = 1024 * 1024


def peak() -> int:
    """The most memory this process ever had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def flood(line: bytes) -> Answer:
    """The same answer for ever."""

    def answer(conversation: Conversation) -> None:
        conversation.server.hanging.set()
        while not conversation.server.stopped.is_set():
            conversation.send(line * 500)

    return answer


def trickle_of_literals(conversation: Conversation) -> None:
    while not conversation.server.stopped.is_set():
        conversation.send(b"* 1 FETCH (UID 1 BODY[] {%d}\r\n%s)\r\n" % (MEGABYTE, b"x" * MEGABYTE))


@pytest.mark.parametrize(
    "answer",
    [
        then_close(b"* 1 FETCH (BODY[] {2147483647}\r\n"),
        then_close(b"* 1 FETCH (BODY[] {99999999999999999999}\r\n"),
        flood(b"* OK still thinking\r\n"),
        flood(b"* 1 FETCH (UID 1 FLAGS ())\r\n"),
        flood(b"x" * 1000),
        trickle_of_literals,
    ],
    ids=[
        "huge literal",
        "absurd literal",
        "endless lines",
        "endless answers",
        "one endless line",
        "endless literals",
    ],
)
def test_an_answer_without_end_is_cut_off(answer: Answer, scripted_imap: ScriptedImap):
    """D2: long before the memory is full, and long before the time limit."""
    scripted_imap.rules.append((rb"NOOP", answer))
    before = peak()
    with session_at(scripted_imap) as session:
        with pytest.raises(AccountDown, match="while NOOP"):
            session.command("NOOP")
        with pytest.raises(AccountDown, match="the line broke before"):
            session.command("NOOP")
    assert peak() - before < 3 * ANSWER_LIMIT


def test_a_search_answer_of_a_megabyte_ends_the_connection(scripted_imap: ScriptedImap):
    """Row 3: imaplib gives up in mid-line, and the rest would be taken for the next answer."""
    scripted_imap.capabilities = b"IMAP4rev1"
    ids = b" ".join(b"%d" % uid for uid in range(10_000_000, 10_120_000))
    scripted_imap.rules.append((rb"UID SEARCH", b"* SEARCH " + ids + b"\r\n"))
    with session_at(scripted_imap) as session:
        fetch.examine(session, INBOX)
        with pytest.raises(AccountDown, match="more than 1000000 bytes"):
            fetch.window(session, 1, 3)
        with pytest.raises(AccountDown, match="the line broke before"):
            fetch.window(session, 1, 3)


@pytest.mark.parametrize(
    "answer",
    [
        b"* ESEARCH UID ALL 1:4294967295\r\n", b"* ESEARCH UID ALL " + b"9" * 5000 + b"\r\n",
        b"* ESEARCH UID ALL :::,,,\r\n", b"* ESEARCH UID COUNT 3\r\n", b"* SEARCH 1 2 3 " + b"9" * 5000 + b" x\r\n",
    ],
)  # fmt: skip
def test_absurd_numbers_are_no_messages(answer: bytes, scripted_imap: ScriptedImap):
    scripted_imap.rules.append((rb"UID SEARCH", answer))
    with session_at(scripted_imap) as session:
        fetch.examine(session, INBOX)
        window = fetch.window(session, 1, 3)
    assert [message.uid for message in window.messages] == [1, 2, 3]


@pytest.mark.parametrize(
    "answer",
    [
        b'* LIST (\\A) "/" ' + b" " * 500_000 + b"\r\n", b"* LIST " + b"(" * 500_000 + b"\r\n",
        b'* LIST () "/" "' + b"\\" * 500_000 + b"\r\n", b'* STATUS "x" ' + b"( " * 250_000 + b"\r\n",
        b"* LIST () \"/\" x" + b' ("CHILDINFO"' * 40_000 + b"\r\n",
    ],
)  # fmt: skip
def test_a_line_made_to_be_slow_to_read_is_skipped(
    answer: bytes, scripted_imap: ScriptedImap, log_in: Callable[..., Session]
):
    scripted_imap.rules.append((rb'LIST "" "\*"', answer + b'* LIST () "/" INBOX\r\n'))
    assert [folder.name for folder in listing(log_in(scripted_imap, limits=Limits(command=20)))] == ["INBOX"]


@pytest.mark.parametrize("words", [b"[A " * 300_000, b"\x1b[2J\x07\r", "‮evil⁦".encode()])
def test_a_refusal_is_shown_short_and_clean(words: bytes, scripted_imap: ScriptedImap):
    """C7: what a stranger says becomes no line and no escape sequence of ours."""
    scripted_imap.rules.append((rb"NOOP", b"TAG NO " + words + b"\r\n"))
    with session_at(scripted_imap) as session, pytest.raises(AccountDown) as caught:
        session.command("NOOP")
    assert len(str(caught.value)) < 600
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    "answer",
    [
        b"* NAMESPACE ((99999999999 x)) NIL NIL\r\n",
        b"* NAMESPACE\r\n",
        b"* NAMESPACE " + b"(" * 9000 + b"\r\n",
    ],
)
def test_namespaces_nobody_can_read_are_done_without(answer: bytes, scripted_imap: ScriptedImap):
    scripted_imap.rules.append((rb"NAMESPACE", answer))
    with session_at(scripted_imap) as session:
        assert session.personal == session.foreign == ()
