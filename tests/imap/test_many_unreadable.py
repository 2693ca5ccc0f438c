"""More messages than a few that nobody can read: each costs itself, unless nothing at all can be read."""

from collections.abc import Callable

import pytest

from helpers.imap_answers import HEADER, asked_uids, fetch_line
from helpers.scripted_imap import Answer, Conversation, ScriptedImap
from imap.logins import INBOX, LogIn
from kith.errors import FolderUnavailable
from kith.imap import bulk, fetch
from kith.imap.answers import is_substitute
from kith.imap.fetch import Window
from kith.imap.session import Session

BAD = set(range(101, 161))
NOTICE = b"Subject: Retrieval using the IMAP4 protocol failed for the following message: 7\r\n"


def withheld(bad: set[int]) -> Answer:
    """These are listed, and never handed over (Exchange's cancelled meetings)."""

    def answer(conversation: Conversation) -> None:
        headers = conversation.server.headers
        asked = [uid for uid in asked_uids(conversation.line, headers) if uid not in bad]
        conversation.server.give(conversation, b"".join(fetch_line(uid, headers[uid]) for uid in asked))

    return answer


def refused(bad: set[int]) -> Answer:
    """Whatever asks for one of these is refused."""

    def answer(conversation: Conversation) -> None:
        ill = bad & set(asked_uids(conversation.line, conversation.server.headers))
        conversation.server.give(conversation, b"TAG NO [SERVERBUG] internal error\r\n" if ill else None)

    return answer


def read(session: Session, lo: int, hi: int) -> Window:
    """The window by both ways, which must agree on what was read and what was not."""
    fetch.examine(session, INBOX)
    ((_, window),) = bulk.windows(session, [(lo, hi)])
    again = fetch.window(session, lo, hi)
    assert (window.messages, set(window.unreadable)) == (again.messages, set(again.unreadable))
    return window


@pytest.mark.parametrize("lie", [withheld, refused])
@pytest.mark.parametrize(("lo", "hi"), [(1, 300), (101, 300), (101, 160), (120, 150), (160, 160)])
def test_sixty_messages_in_a_row_that_nobody_can_read_cost_sixty_messages(
    lie: Callable[[set[int]], Answer], lo: int, hi: int, scripted_imap: ScriptedImap, log_in: LogIn
) -> None:
    """Rows 28 and 29: wherever the window lies, and though nothing in it can be read."""
    scripted_imap.headers = dict.fromkeys(range(1, 301), HEADER)
    scripted_imap.rules.append((rb"^UID FETCH", lie(BAD)))
    window = read(log_in(scripted_imap), lo, hi)
    everything = set(range(lo, hi + 1))
    assert {message.uid for message in window.messages} == everything - BAD
    assert set(window.unreadable) == everything & BAD


@pytest.mark.parametrize("lie", [withheld, refused])
def test_where_no_message_comes_it_is_the_folder(
    lie: Callable[[set[int]], Answer], scripted_imap: ScriptedImap, log_in: LogIn
) -> None:
    """Row 29: a server in trouble must not have its whole mailbox set aside, one by one."""
    scripted_imap.headers = dict.fromkeys(range(1, 2001), HEADER)
    scripted_imap.rules.append((rb"^UID FETCH", lie(set(range(1, 2001)))))
    session = log_in(scripted_imap)
    fetch.examine(session, INBOX)
    with pytest.raises(FolderUnavailable, match="in a row cannot be read, nor others"):
        fetch.window(session, 1, 1000)
    assert len(scripted_imap.lines) < 100


@pytest.mark.parametrize(
    ("header", "notice"),
    [
        (b"From: Microsoft Exchange Server 2010\r\n" + NOTICE, True), (NOTICE, True),
        (b'From: "Microsoft Exchange Server" <>\r\n' + NOTICE, True),
        (b"From: Mal <mal@example.org>\r\n" + NOTICE, False), (NOTICE + b"Message-ID: <1@x.example>\r\n", False),
        (b'From: "Microsoft Exchange Server"\r\n <mal@example.org>\r\n' + NOTICE, False),
        (NOTICE.replace(b": Ret", b": Fwd: Ret"), False), (b"To: a\r\nX-Kith: " + NOTICE[9:], False),
    ],
)  # fmt: skip
def test_only_exchanges_own_notice_is_taken_for_it(header: bytes, notice: bool) -> None:
    """Row 28: a letter from anybody may speak of it."""
    assert is_substitute(header + b"\r\n") is notice


def test_a_hundred_notices_cost_a_hundred_messages(scripted_imap: ScriptedImap, log_in: LogIn) -> None:
    """Row 28: whoever forges them loses his own mail and nobody else's."""
    scripted_imap.headers = dict.fromkeys(range(1, 201), HEADER) | dict.fromkeys(
        range(1, 101), NOTICE + b"\r\n"
    )
    window = read(log_in(scripted_imap), 1, 200)
    assert {message.uid for message in window.messages} == set(range(101, 201))
    assert set(window.unreadable) == set(range(1, 101))
