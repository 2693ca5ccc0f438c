"""Servers that leave out, make up and mix up: what a folder and a window then are."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from helpers.imap_answers import HEADER, asked_uids, fetch_line
from helpers.scripted_imap import Answer, Conversation, ScriptedImap, once
from imap.logins import INBOX, LogIn
from kith.errors import AccountDown, FolderUnavailable, Throttled
from kith.imap import fetch
from kith.imap.answers import arrival
from kith.imap.session import Session


@pytest.fixture
def look(scripted_imap: ScriptedImap, log_in: LogIn) -> Callable[[], Session]:
    """A session on the scripted server's INBOX, opened when the test has told its lies."""

    def open_it() -> Session:
        session = log_in(scripted_imap)
        fetch.examine(session, INBOX)
        return session

    return open_it


def failing_on(poison: set[int], answer: bytes) -> Answer:
    """Answer any UID FETCH that asks for one of these with `answer`, others as usual."""

    def respond(conversation: Conversation) -> None:
        if poison & set(asked_uids(conversation.line, conversation.server.headers)):
            conversation.server.give(conversation, answer)
        else:
            conversation.server.give(conversation, None)

    return respond


def uids(window: fetch.Window) -> list[int]:
    return [message.uid for message in window.messages]


def test_the_largest_of_several_counts_is_shown(scripted_imap: ScriptedImap, log_in: LogIn):
    """Row 7: Zimbra's three EXISTS; nothing depends on it."""
    scripted_imap.rules.append((rb"^EXAMINE", (
        b"* 500 EXISTS\r\n* 1623 EXISTS\r\n* 1000 EXISTS\r\n"
        b"* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 9000] x\r\n"
    )))  # fmt: skip
    assert fetch.examine(log_in(scripted_imap), INBOX) == fetch.Opened(7, 9000, 1623)


@pytest.mark.parametrize(
    ("exists", "answer", "uidnext"),
    [
        (b"3", b"* 3 FETCH (UID 77)\r\n", 78),
        (b"3", b"* 3 FETCH (FLAGS ())\r\n* 2 FETCH (UID 70)\r\n", 71),
        (b"0", b"TAG BAD empty folder\r\n", 1),
    ],
)
def test_a_folder_that_hides_its_next_uid_is_asked_for_its_newest(
    exists: bytes, answer: bytes, uidnext: int, scripted_imap: ScriptedImap, log_in: LogIn
):
    """Row 25: Winmail, 163.com; `*` only where there is something."""
    scripted_imap.rules += [
        (rb"^EXAMINE", b"* " + exists + b" EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n"),
        (rb"^UID FETCH \*", answer),
    ]
    assert fetch.examine(log_in(scripted_imap), INBOX).uidnext == uidnext
    assert (b"UID FETCH * (UID)" in scripted_imap.commands()) == (exists != b"0")


def test_a_folder_that_hides_every_uid_is_not_taken_for_empty(scripted_imap: ScriptedImap, log_in: LogIn):
    """Row 25."""
    scripted_imap.rules += [
        (rb"^EXAMINE", b"* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n"),
        (rb"^UID FETCH \*", b"TAG BAD no\r\n"),
    ]
    with pytest.raises(FolderUnavailable, match="UIDNEXT"):
        fetch.examine(log_in(scripted_imap), INBOX)


def test_a_folder_without_uidvalidity_cannot_be_read(scripted_imap: ScriptedImap, log_in: LogIn):
    """Row 25: nothing could be remembered about it."""
    scripted_imap.rules.append((rb"^EXAMINE", b"* 3 EXISTS\r\n* OK [UIDNEXT 4] x\r\n"))
    with pytest.raises(FolderUnavailable, match="UIDVALIDITY"):
        fetch.examine(log_in(scripted_imap), INBOX)


@pytest.mark.parametrize(
    "key",
    [
        b"BODY[HEADER.FIELDS (SUBJECT TO FROM)]", b'BODY[HEADER.FIELDS ("FROM" "TO")]<0>', b"body[header]<0>",
        b"BODY[NULL]", b"BODY[HEADER.FIELDS (From To)]<0.65536>",
    ],
)  # fmt: skip
def test_the_header_is_taken_by_whatever_name_it_comes(
    key: bytes, scripted_imap: ScriptedImap, look: Callable[[], Session]
):
    """Row 20."""
    scripted_imap.rules.append((rb"^UID FETCH", fetch_line(1, HEADER, key=key)))
    scripted_imap.headers = {1: HEADER}
    (message,) = fetch.window(look(), 1, 1).messages
    assert message.header == HEADER


def test_what_was_not_asked_for_is_not_taken(scripted_imap: ScriptedImap, look: Callable[[], Session]):
    """Rows 26 and 64: the last message for an empty range, other clients' flag changes, Proton Bridge's chatter."""
    noise = b"* 9 FETCH (UID 900 FLAGS (\\Seen))\r\n* 9 FETCH (FLAGS ())\r\n* 12 EXISTS\r\n* 3 EXPUNGE\r\n"
    after = b"* 2 FETCH (UID 2 FLAGS (\\Flagged))\r\n"
    lines = b"".join((noise, fetch_line(2, HEADER), fetch_line(901, HEADER), after))
    scripted_imap.rules.append((rb"^UID FETCH", lines))
    scripted_imap.headers = {2: HEADER}
    window = fetch.window(look(), 1, 5)
    assert uids(window) == [2]
    assert window.messages[0].flags == {b"\\Seen"}
    assert not window.unreadable


@pytest.mark.parametrize("capabilities", [b"IMAP4rev1 ESEARCH", b"IMAP4rev1"])
def test_a_message_left_out_is_asked_for_once_more(
    capabilities: bytes, scripted_imap: ScriptedImap, look: Callable[[], Session]
):
    """Row 27: Gmail forgets about one in fifty thousand, without a word."""
    scripted_imap.capabilities = capabilities
    partly = fetch_line(1, HEADER) + fetch_line(3, HEADER)
    scripted_imap.rules.append((rb"^UID FETCH", once(partly)))
    window = fetch.window(look(), 1, 3)
    assert uids(window) == [1, 2, 3]
    assert [line for line in scripted_imap.commands() if line.startswith(b"UID FETCH")][1].startswith(
        b"UID FETCH 2 ("
    )


def test_many_messages_left_out_are_asked_for_in_short_commands(
    scripted_imap: ScriptedImap, look: Callable[[], Session]
):
    """Row 2: half a window is missing, every other UID; no command becomes longer than servers take."""
    scripted_imap.headers = dict.fromkeys(range(1, 1001), HEADER)
    odd = b"".join(fetch_line(uid, HEADER) for uid in range(1, 1001, 2))
    scripted_imap.rules.append((rb"^UID FETCH 1:1000 ", odd))
    assert uids(fetch.window(look(), 1, 1000)) == list(range(1, 1001))
    asked = [line for line in scripted_imap.commands() if line.startswith(b"UID FETCH")]
    assert [line.count(b",") for line in asked[1:]] == [199, 199, 99]
    assert max(map(len, asked)) < 2000


def test_a_message_left_out_again_is_reported(scripted_imap: ScriptedImap, look: Callable[[], Session]):
    """Rows 27 and 28: Exchange's cancelled meeting; it never holds up the others."""
    scripted_imap.rules.append((rb"^UID FETCH 2 ", b""))
    scripted_imap.rules.append((rb"^UID FETCH", fetch_line(1, HEADER) + fetch_line(3, HEADER)))
    window = fetch.window(look(), 1, 3)
    assert uids(window) == [1, 3]
    assert "does not hand it over" in window.unreadable[2]


def test_a_search_that_is_refused_costs_only_the_comparison(
    scripted_imap: ScriptedImap, look: Callable[[], Session]
):
    scripted_imap.rules.append((rb"^UID SEARCH", b"TAG NO [UNAVAILABLE] later\r\n"))
    assert uids(fetch.window(look(), 1, 3)) == [1, 2, 3]


def test_a_substitute_for_a_message_is_not_taken_for_the_message(
    scripted_imap: ScriptedImap, look: Callable[[], Session]
):
    """Row 28: what Exchange hands out when it cannot convert one."""
    fake = b"Subject: Retrieval using the IMAP4 protocol failed for the following message: 2\r\n\r\n"
    scripted_imap.headers[2] = fake
    window = fetch.window(look(), 1, 3)
    assert uids(window) == [1, 3]
    assert "notice of failure" in window.unreadable[2]


@pytest.mark.parametrize(
    "answer",
    [
        b"TAG NO [UNAVAILABLE] UID FETCH Server error - Please try again later\r\n",
        b"TAG NO [SERVERBUG] Internal error occurred\r\n",
        b"TAG BAD Command Argument Error. 11\r\n",
        b'* 5 FETCH (UID 5 ENVELOPE ("unescaped " quote") BODY[HEADER] "x\r\n',
        b"* 5 FETCH (UID 5 FLAGS\r\n",
        b"* 5 FETCH 5\r\n",
        b"* 5 FETCH " + b"(" * 5000 + b"\r\n",
    ],
)
@pytest.mark.parametrize("search", [None, b"TAG NO no search either\r\n"])
def test_one_message_nobody_can_read_costs_one_message(
    answer: bytes, search: bytes | None, scripted_imap: ScriptedImap, look: Callable[[], Session]
):
    """Rows 5, 28 and 29: the window is halved until the culprit stands alone."""
    scripted_imap.headers = dict.fromkeys(range(10, 50), HEADER)
    scripted_imap.rules.append((rb"^UID FETCH", failing_on({13, 44}, answer)))
    if search:
        scripted_imap.rules.append((rb"^UID SEARCH", search))
    window = fetch.window(look(), 1, 60)
    assert set(uids(window)) == set(range(10, 50)) - {13, 44}
    assert set(window.unreadable) == {13, 44}
    assert len(scripted_imap.lines) < 50


def test_a_folder_in_which_nothing_can_be_read_is_the_folders_trouble(
    scripted_imap: ScriptedImap, look: Callable[[], Session]
):
    """Row 29: two thousand failures are not two thousand bad messages."""
    scripted_imap.headers = dict.fromkeys(range(1, 2001), HEADER)
    scripted_imap.rules.append((rb"^UID FETCH", b"TAG NO [SERVERBUG] broken\r\n"))
    with pytest.raises(FolderUnavailable, match=r"INBOX cannot be read now: .*broken"):
        fetch.window(look(), 1, 2000)
    assert len(scripted_imap.lines) < 100


def test_a_folder_that_vanishes_in_between_is_the_folders_trouble(
    scripted_imap: ScriptedImap, look: Callable[[], Session]
):
    scripted_imap.rules.append((rb"^UID FETCH", b"TAG NO [NONEXISTENT] Mailbox was deleted\r\n"))
    with pytest.raises(FolderUnavailable, match="deleted"):
        fetch.window(look(), 1, 3)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (b"TAG NO [OVERQUOTA] Account exceeded command or bandwidth limits\r\n", Throttled),
        (b"TAG BAD Request is throttled. Suggested Backoff Time: 100 milliseconds\r\n", Throttled),
        (b"TAG BAD User is authenticated but not connected.\r\n", AccountDown),
    ],
)
def test_a_pause_in_the_middle_of_a_window_is_no_bad_message(
    answer: bytes, error: type[Exception], scripted_imap: ScriptedImap, look: Callable[[], Session]
):
    """Rows 53 to 55: no halving, no more commands."""
    scripted_imap.rules.append((rb"^UID FETCH", answer))
    session = look()
    before = len(scripted_imap.lines)
    with pytest.raises(error):
        fetch.window(session, 1, 3)
    assert len(scripted_imap.lines) == before + 1


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        (b"17-Jul-2026 02:44:25 -0700", datetime(2026, 7, 17, 9, 44, 25, tzinfo=UTC)),
        (b" 1-Feb-2020 00:00:00 +0000", datetime(2020, 2, 1, tzinfo=UTC)),
        (b"01-JAN-2020 00:00:60 +0530", datetime(2019, 12, 31, 18, 30, 59, tzinfo=UTC)),
        (b"01-Jan-0001 00:00:00 +0000", None), (b"01-Jan-1969 00:00:00 +0000", None),
        (b"2026-07-17T02:44:25Z", None), (b"31-Feb-2020 00:00:00 +0000", None), (b"", None),
        (b"01-Jan-2020 25:00:00 +0000", None), (b"01-Jan-2020 00:00:00 +9999", None),
        (b"31-Dec-9999 23:59:59 -0100", None), (b"17-Juli-2026 02:44:25 +0200", None),
    ],
)  # fmt: skip
def test_an_arrival_is_an_instant_in_utc_or_unknown(
    text: bytes, moment: datetime | None, scripted_imap: ScriptedImap, look: Callable[[], Session]
):
    """Row 10: never naive, never local, never a guess."""
    assert arrival(text) == moment
    scripted_imap.rules.append((rb"^UID FETCH", fetch_line(1, HEADER, date=text)))
    scripted_imap.headers = {1: HEADER}
    assert fetch.window(look(), 1, 1).messages[0].arrived == moment


@pytest.mark.parametrize("header", [b'""', b"NIL", b"{0}\r\n", b'"From: ada@example.org"'])
def test_a_header_need_not_be_a_literal(
    header: bytes, scripted_imap: ScriptedImap, look: Callable[[], Session]
):
    scripted_imap.headers = {1: HEADER}
    line = b"* 1 FETCH (BODY[HEADER.FIELDS (FROM)] " + header + b" UID 1)\r\n"
    scripted_imap.rules.append((rb"^UID FETCH", line))
    (message,) = fetch.window(look(), 1, 1).messages
    assert message.header in {b"", b"From: ada@example.org"}
    assert (message.arrived, message.flags, message.size) == (None, frozenset(), len(message.header))
