"""A line that breaks, hangs or never ends while windows are under way."""

import os
import signal
import threading
from collections.abc import Callable

import pytest

from helpers.imap_answers import HEADER, fetch_line
from helpers.maildir import MailboxOnDisk
from helpers.scripted_imap import Answer, Conversation, ScriptedImap, close, drip, hang, then_close
from imap.logins import INBOX, Limits, LogIn, session_at
from imap.spans import EVERYTHING, SPANS, uids
from kith.errors import AccountDown
from kith.imap import bulk, fetch
from kith.imap.session import Session


@pytest.fixture
def look(scripted_imap: ScriptedImap, log_in: LogIn) -> Callable[[], Session]:
    """A session on the scripted server's INBOX of forty messages."""
    scripted_imap.headers = dict.fromkeys(range(1, 41), HEADER)

    def open_it() -> Session:
        session = log_in(scripted_imap)
        fetch.examine(session, INBOX)
        return session

    return open_it


@pytest.mark.parametrize(
    "answer",
    [
        close, then_close(b"* BYE going down\r\n"), then_close(b"* 1 FETCH (UID 21 BODY[] {50}\r\nhalf"),
        then_close(fetch_line(21, HEADER)[:-1]), then_close(fetch_line(21, HEADER) + b"* 1 FET"),
        then_close(b"* 1 FETCH (UID 21 BODY[] {9999999}\r\n"), b"whatever this is\r\n", b"A1 OK not yours\r\n",
    ],
)  # fmt: skip
def test_a_line_that_breaks_ends_the_account_and_nothing_else_is_sent(
    answer: Answer, scripted_imap: ScriptedImap, look: Callable[[], Session]
):
    """Rows 13 and 52: BYE, a half literal, an end in mid-line; what was read before stands."""
    scripted_imap.rules.append((rb"^UID FETCH 21", answer))
    session = look()
    windows = bulk.windows(session, SPANS)
    assert uids([next(windows)]) == EVERYTHING[:1]
    with pytest.raises(AccountDown):
        next(windows)
    with pytest.raises(AccountDown, match="the line broke before"):
        session.command("NOOP")


@pytest.mark.parametrize("answer", [hang, drip])
def test_a_window_has_a_deadline(answer: Answer, scripted_imap: ScriptedImap):
    """Row 12: also where one line a moment keeps every read timeout happy."""
    scripted_imap.rules.append((rb"^UID FETCH 1:", answer))
    with session_at(scripted_imap, limits=Limits(read=5, command=1, goodbye=0.2)) as session:
        fetch.examine(session, INBOX)
        with pytest.raises(AccountDown, match=r"UID FETCH took longer than 1 s"):
            list(bulk.windows(session, [(1, 3)]))


def test_a_window_is_broken_off_from_another_thread(scripted_imap: ScriptedImap):
    """What a stop signal does: at once, and closing the generator does not wait for the rest."""
    scripted_imap.rules.append((rb"^UID FETCH 1:", hang))
    with session_at(scripted_imap, limits=Limits(command=60, read=60)) as session:
        fetch.examine(session, INBOX)

        def stop() -> None:
            scripted_imap.hanging.wait()
            session.abort()

        threading.Thread(target=stop).start()
        with pytest.raises(AccountDown, match="told to stop"):
            list(bulk.windows(session, [(1, 3), (4, 6)]))


def test_an_endless_window_is_cut_off(scripted_imap: ScriptedImap, monkeypatch: pytest.MonkeyPatch):
    """D2: plain answers without end are counted too."""
    monkeypatch.setattr(fetch, "room", lambda _: 1_000_000)

    def flood(conversation: Conversation) -> None:
        while not conversation.server.stopped.is_set():
            conversation.send(fetch_line(1, b"x" * 50_000))

    scripted_imap.rules.append((rb"^UID FETCH", flood))
    with session_at(scripted_imap) as session:
        fetch.examine(session, INBOX)
        with pytest.raises(AccountDown, match="longer than"):
            list(bulk.windows(session, [(1, 3)]))


def test_a_server_that_is_stopped_is_given_up_in_time(mailbox: MailboxOnDisk):
    """Row 51, D: SIGSTOP while windows are under way."""
    for number in range(30):
        mailbox.deliver(b"Subject: %d\r\n\r\n" % number)
    with session_at(mailbox, limits=Limits(read=1, command=5, goodbye=0.2)) as session:
        fetch.examine(session, INBOX)
        windows = bulk.windows(session, ((number, number) for number in range(1, 31)))
        next(windows)
        (pid,) = mailbox.server.session_pids(mailbox.user)
        os.kill(pid, signal.SIGSTOP)
        try:
            with pytest.raises(AccountDown, match="no answer in time"):
                list(windows)
        finally:
            os.kill(pid, signal.SIGKILL)
