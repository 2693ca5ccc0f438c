"""Windows with the next ones under way: the same as one by one, on a good server, a bad one and a broken line."""

import itertools
from collections.abc import Callable, Iterator

import pytest

from helpers.imap_answers import HEADER, asked_uids, fetch_line
from helpers.maildir import MailboxOnDisk
from helpers.scripted_imap import Answer, Conversation, ScriptedImap, once
from imap.logins import INBOX, LogIn
from imap.spans import EVERYTHING, SPANS, commands, uids
from kith.errors import AccountDown, FolderUnavailable, Throttled
from kith.imap import bulk, fetch
from kith.imap.bulk import Span
from kith.imap.poll import changed
from kith.imap.session import Session

LETTER = (
    b"From: Ada <ada@example.org>\r\nTo: sam@example.org\r\nSubject: letter %d\r\nX-Other: no\r\n\r\nhi\r\n"
)


@pytest.fixture
def look(scripted_imap: ScriptedImap, log_in: LogIn) -> Callable[[], Session]:
    """A session on the scripted server's INBOX of forty messages."""
    scripted_imap.headers = dict.fromkeys(range(1, 41), HEADER)

    def open_it() -> Session:
        session = log_in(scripted_imap)
        fetch.examine(session, INBOX)
        return session

    return open_it


@pytest.mark.parametrize("depth", [1, 2, 3, 4])
def test_windows_are_what_each_is_by_itself(
    depth: int, mailbox: MailboxOnDisk, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
):
    """Rows 1, 26: in the order asked, with holes, beyond the end, and backwards."""
    monkeypatch.setattr(bulk, "DEPTH", depth)
    for number in range(1, 26):
        mailbox.deliver(LETTER % number, flags="S" if number % 2 else "")
    session = log_in(mailbox)
    fetch.examine(session, INBOX)
    spans = [(21, 30), (11, 20), (5, 4), (1, 10), (90, 99)]
    found = list(bulk.windows(session, spans))
    assert found == [(span, fetch.window(session, *span)) for span in spans]
    assert found[0][1].messages[0].header.startswith(b"From: Ada")
    assert list(bulk.windows(session, [])) == []


def test_the_next_windows_are_under_way_while_one_is_read(
    scripted_imap: ScriptedImap, look: Callable[[], Session]
):
    """Performance, design 3; and never more than a few, so that memory is bounded by them."""
    drawn: list[Span] = []

    def spans() -> Iterator[Span]:
        for span in SPANS:
            drawn.append(span)
            yield span

    windows = bulk.windows(look(), spans())
    assert uids([next(windows)]) == EVERYTHING[:1]
    assert drawn == SPANS[: bulk.DEPTH]
    assert uids(list(windows)) == EVERYTHING[1:]


def test_after_a_heavy_window_they_go_one_by_one(scripted_imap: ScriptedImap, look: Callable[[], Session]):
    session = look()
    scripted_imap.headers = dict.fromkeys(
        range(1, 41), b"From: a@x.example\r\nTo: " + b"x" * 60_000 + b"\r\n\r\n"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bulk, "HEAVY", 100_000)
        found = list(bulk.windows(session, itertools.chain(SPANS, [])))
    assert uids(found) == EVERYTHING
    assert found[0][1].octets > 600_000


def test_headers_as_long_as_can_be_are_not_too_much(scripted_imap: ScriptedImap, look: Callable[[], Session]):
    """D2 and row 76: a stranger's giant headers in every message are large, and no reason to stop for ever."""
    session = look()
    scripted_imap.headers = dict.fromkeys(
        range(1, 701), b"To: " + b"x" * (fetch.HEADER_LIMIT - 8) + b"\r\n\r\n"
    )
    ((_, window),) = bulk.windows(session, [(1, 1000)])
    assert len(window.messages) == 700
    assert len(fetch.window(session, 1, 1000).messages) == 700


def test_answers_may_come_in_another_order_than_the_commands(
    scripted_imap: ScriptedImap, look: Callable[[], Session]
):
    """Performance 4: all three windows are answered back to front, with searches between and news of others."""
    held: list[tuple[bytes, bytes]] = []

    def hold(conversation: Conversation) -> None:
        line = conversation.line
        if b"FETCH" in line:
            asked = asked_uids(line, conversation.server.headers)
            answer = b"".join(fetch_line(uid, HEADER) for uid in reversed(asked))
        else:
            answer = b"* SEARCH %b\r\n" % b" ".join(
                b"%d" % uid for uid in asked_uids(line, conversation.server.headers)
            )
        held.append((conversation.tag, answer))
        if len(held) == 6:
            noise = b"* 41 EXISTS\r\n* 9 FETCH (UID 9 FLAGS (\\Seen))\r\n* OK still here\r\n"
            for _, answer in reversed(held):
                conversation.send(answer + noise)
            for tag, _ in reversed(held):
                conversation.send(tag + b" OK done\r\n")

    scripted_imap.rules.append((rb"^UID", hold))
    assert uids(list(bulk.windows(look(), SPANS[:3]))) == EVERYTHING[:3]


@pytest.mark.parametrize("capabilities", [b"IMAP4rev1 ESEARCH", b"IMAP4rev1"])
def test_a_message_left_out_is_asked_for_once_more(
    capabilities: bytes, scripted_imap: ScriptedImap, look: Callable[[], Session]
):
    """Row 27: within the same flight it is noticed, and asked for while others are under way."""
    scripted_imap.capabilities = capabilities
    some = b"".join(fetch_line(uid, HEADER) for uid in range(21, 31) if uid != 25)
    scripted_imap.rules.append((rb"^UID FETCH 21:30", once(some)))
    assert uids(list(bulk.windows(look(), SPANS))) == EVERYTHING
    assert [line.split()[2] for line in commands(scripted_imap, b"UID FETCH")].count(b"25") == 1


def test_a_message_left_out_again_is_reported(scripted_imap: ScriptedImap, look: Callable[[], Session]):
    """Rows 27 and 28."""
    scripted_imap.rules.append((rb"^UID FETCH 25 ", b""))
    some = b"".join(fetch_line(uid, HEADER) for uid in range(21, 31) if uid != 25)
    scripted_imap.rules.append((rb"^UID FETCH 21:30", some))
    found = list(bulk.windows(look(), SPANS))
    assert "does not hand it over" in found[1][1].unreadable[25]
    assert [len(window.messages) for _, window in found] == [10, 9, 10, 10]


def failing_on(poison: int, answer: bytes) -> Answer:
    def respond(conversation: Conversation) -> None:
        asked = asked_uids(conversation.line, conversation.server.headers)
        conversation.server.give(conversation, answer if poison in asked else None)

    return respond


@pytest.mark.parametrize(
    "answer",
    [
        b"TAG NO [UNAVAILABLE] UID FETCH Server error - Please try again later\r\n",
        b"TAG BAD Command Argument Error. 11\r\n", b"* 5 FETCH (UID 5 FLAGS\r\n", b"* 5 FETCH 5\r\n",
        b'* 5 FETCH (UID 5 ENVELOPE ("unescaped " quote") BODY[HEADER] "x\r\n',
    ],
)  # fmt: skip
@pytest.mark.parametrize("search", [None, b"TAG NO no search either\r\n"])
def test_one_message_nobody_can_read_costs_one_message(
    answer: bytes, search: bytes | None, scripted_imap: ScriptedImap, look: Callable[[], Session]
):
    """Rows 5, 28, 29: the window it lies in is halved, the others do not notice."""
    scripted_imap.rules.append((rb"^UID FETCH", failing_on(24, answer)))
    if search:
        scripted_imap.rules.append((rb"^UID SEARCH", search))
    found = list(bulk.windows(look(), SPANS))
    assert uids(found) == [[uid for uid in window if uid != 24] for window in EVERYTHING]
    assert [list(window.unreadable) for _, window in found] == [[], [24], [], []]


def test_a_substitute_is_not_taken_for_the_message(scripted_imap: ScriptedImap, look: Callable[[], Session]):
    """Row 28."""
    session = look()
    scripted_imap.headers[24] = b"Subject: Retrieval using the IMAP4 protocol failed for this message\r\n\r\n"
    found = list(bulk.windows(session, SPANS))
    assert "notice of failure" in found[1][1].unreadable[24]


@pytest.mark.parametrize(
    "form",
    [
        b"* 1 FETCH (BODY[HEADER.FIELDS (FROM)] {%d}\r\n%b UID 1)\r\n", b"* 1 FETCH (UID 1 BODY[] {%d}\r\n%b X 1)\r\n",
        b"* 1 FETCH (X {2}\r\nab UID 1 BODY[] {%d}\r\n%b)\r\n", b"* 1 fetch (uid 1 body[] {%d}\r\n%b)\r\n",
    ],
)  # fmt: skip
def test_an_answer_in_another_form_is_read_all_the_same(
    form: bytes, scripted_imap: ScriptedImap, look: Callable[[], Session]
):
    """Row 20: whatever the pattern does not know goes to the library, and the line stays in step."""
    if b" fetch" in form:
        form = form.replace(b" fetch", b" FETCH")
    scripted_imap.rules.append((rb"^UID FETCH 1:10", form % (len(HEADER), HEADER) + fetch_line(2, HEADER)))
    found = list(bulk.windows(look(), [(1, 10), (11, 20)]))
    assert uids(found) == [list(range(1, 11)), list(range(11, 21))]
    assert found[0][1].messages[0].header == HEADER


def test_a_folder_that_vanishes_is_the_folders_trouble(
    scripted_imap: ScriptedImap, look: Callable[[], Session]
):
    scripted_imap.rules.append((rb"^UID FETCH 21:30", b"TAG NO [NONEXISTENT] Mailbox was deleted\r\n"))
    session = look()
    with pytest.raises(FolderUnavailable, match="deleted"):
        list(bulk.windows(session, SPANS))
    fetch.examine(session, INBOX)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (b"TAG NO [OVERQUOTA] Account exceeded command or bandwidth limits\r\n", Throttled),
        (b"TAG NO [THROTTLED] slow down\r\n", Throttled),
        (b"TAG BAD Request is throttled. Suggested Backoff Time: 92415 milliseconds\r\n", Throttled),
        (b"TAG BAD User is authenticated but not connected.\r\n", AccountDown),
    ],
)
@pytest.mark.parametrize("verb", [rb"^UID FETCH 21", rb"^UID SEARCH .*21"])
def test_a_pause_that_is_asked_for_is_no_bad_message(
    verb: bytes,
    answer: bytes,
    error: type[Exception],
    scripted_imap: ScriptedImap,
    look: Callable[[], Session],
):
    """Rows 53 to 55."""
    scripted_imap.rules.append((verb, answer))
    windows = bulk.windows(look(), SPANS)
    next(windows)
    with pytest.raises(error):
        next(windows)
    assert len(commands(scripted_imap, b"UID FETCH")) <= bulk.DEPTH + 1


def test_closed_early_the_session_can_be_used_again(scripted_imap: ScriptedImap, look: Callable[[], Session]):
    session = look()
    windows = bulk.windows(session, SPANS)
    next(windows)
    windows.close()
    assert uids([((1, 3), fetch.window(session, 1, 3))]) == [[1, 2, 3]]
    assert uids(list(bulk.windows(session, SPANS))) == EVERYTHING


def test_the_session_can_be_used_between_two_windows(
    scripted_imap: ScriptedImap, look: Callable[[], Session]
):
    session = look()
    found = []
    for each in bulk.windows(session, SPANS):
        found.append(each)
        session.command("NOOP")
        assert len(fetch.window(session, 1, 3).messages) == 3
        assert changed(session, {b"INBOX": (42, 41), b"Sent": (42, 41)}).gone == {b"Sent"}
        session.command("NOOP")
    assert uids(found) == EVERYTHING


def test_opening_another_folder_between_two_windows_is_a_mistake(look: Callable[[], Session]):
    session = look()
    windows = bulk.windows(session, SPANS)
    next(windows)
    fetch.examine(session, INBOX)
    with pytest.raises(RuntimeError, match="another folder"):
        next(windows)
