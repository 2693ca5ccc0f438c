"""A session from greeting to goodbye, and everything that can go wrong with the line in between."""

import os
import signal
import socket
import threading

import pytest

from helpers.dovecot import Dovecot
from helpers.maildir import MailboxOnDisk
from helpers.ports import free_port
from helpers.scripted_imap import Answer, ScriptedImap, close, drip, hang, then_close
from imap.logins import HASTY, INBOX, Limits, Place, ServerWith, session_at
from kith.errors import AccountDown, KithError, LoginRefused, Throttled
from kith.imap.fetch import examine
from kith.imap.session import Session

IMPATIENT = Limits(connect=1, read=1, command=10, goodbye=1)  # what is to work works in that time


class Elsewhere:
    """A place where nothing listens."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port


def test_a_session_says_who_it_is_and_says_goodbye(scripted_imap: ScriptedImap):
    with session_at(scripted_imap) as session:
        assert "NAMESPACE" in session.capabilities
    said = scripted_imap.commands()
    assert [line.split()[0] for line in said if line] == [
        b"CAPABILITY", b"AUTHENTICATE", b"CAPABILITY", b"ID", b"NAMESPACE", b"LOGOUT",
    ]  # fmt: skip
    assert any(line.startswith(b'ID ("name" "kith" "version"') for line in said)


def test_one_connection_is_enough_and_is_given_back(dovecot_with: ServerWith):
    """Row 38: two sessions one after the other at a server that allows a single one."""
    server = dovecot_with(max_connections=1)
    mailbox = server.add_user()
    for _ in range(2):
        with session_at(mailbox) as session:
            session.command("NOOP")
    with session_at(mailbox), pytest.raises(Throttled, match="Maximum number of connections"):  # noqa: SIM117
        with session_at(mailbox):
            pass


def test_a_goodbye_is_said_after_a_failure_of_ours(scripted_imap: ScriptedImap):
    """Row 38: the connection is given back at once, whatever happened."""
    with pytest.raises(ZeroDivisionError), session_at(scripted_imap):
        raise ZeroDivisionError
    assert scripted_imap.commands()[-1] == b"LOGOUT"


@pytest.mark.parametrize("answer", [close, hang, b"TAG BAD no\r\n", then_close(b"TAG NO never\r\n")])
def test_a_goodbye_that_fails_is_nobodys_trouble(answer: Answer, scripted_imap: ScriptedImap):
    scripted_imap.rules.append((rb"LOGOUT", answer))
    with session_at(scripted_imap, limits=Limits(goodbye=0.2)):
        pass


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (Elsewhere("127.0.0.1", free_port()), "nothing answers on port"),
        (Elsewhere("imap.nowhere.invalid", 143), "is not known here"),
    ],
)
def test_a_server_that_is_not_there_is_told_with_advice(place: Place, words: str):
    with pytest.raises(AccountDown, match=words) as caught, session_at(place):
        pass
    assert "Check `host`" in str(caught.value)


@pytest.mark.parametrize("security", ["none", "tls", "starttls"])
def test_a_server_that_never_speaks_is_given_up(security: str):
    """Row 11: the handshake of TLS heeds the time limit too."""
    with (
        ScriptedImap(greeting=hang) as server,
        pytest.raises(AccountDown, match="no answer in time"),
        session_at(server, limits=IMPATIENT, security=security),
    ):
        pass


def test_a_server_that_falls_silent_is_given_up_and_not_spoken_to_again(scripted_imap: ScriptedImap):
    """Row 13."""
    scripted_imap.rules.append((rb"NOOP", hang))
    with session_at(scripted_imap, limits=IMPATIENT) as session:
        with pytest.raises(AccountDown, match="no answer in time while NOOP"):
            session.command("NOOP")
        with pytest.raises(AccountDown, match="the line broke before"):
            session.command("NOOP")
    assert scripted_imap.commands()[-1] == b"NOOP", "neither a second command nor a goodbye"


def test_a_server_that_drips_is_given_up(scripted_imap: ScriptedImap):
    """Row 12: no read ever times out, the whole command does."""
    scripted_imap.rules.append((rb"NOOP", drip))
    with (
        session_at(scripted_imap, limits=Limits(command=1)) as session,
        pytest.raises(AccountDown, match=r"NOOP took longer than 1 s"),
    ):
        session.command("NOOP")


@pytest.mark.parametrize("security", ["none", "tls"])
def test_a_frozen_server_is_given_up(security: str, dovecot: Dovecot, mailbox: MailboxOnDisk):
    """Rows 12 and 51: a real server's process is stopped in the middle, as after a suspend."""
    port = mailbox.tls_port if security == "tls" else mailbox.port
    more = {"security": security, "port": port, "ca_file": mailbox.ca_file}
    with session_at(mailbox, limits=Limits(command=1.5, goodbye=0.2), **more) as session:
        (pid,) = dovecot.session_pids(mailbox.user)
        os.kill(pid, signal.SIGSTOP)
        try:
            with pytest.raises(AccountDown, match="longer than"):
                session.command("LIST", '""', '"*"')
        finally:
            os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize(
    "answer",
    [
        close,
        then_close(b"* BYE Autologout; idle for too long\r\n"),
        then_close(b'* LIST () "/" {400}\r\nhalf a lit'),
        then_close(b"* 1 FET"),
        b"complete nonsense\r\n",
    ],
)
def test_a_line_that_breaks_in_mid_answer_is_a_passing_trouble(answer: Answer, scripted_imap: ScriptedImap):
    """Row 52."""
    scripted_imap.rules.append((rb"NOOP", answer))
    with session_at(scripted_imap) as session, pytest.raises(AccountDown, match="while NOOP"):
        session.command("NOOP")


def test_an_answer_without_text_is_taken_as_it_is_meant(scripted_imap: ScriptedImap):
    """Row 9: `A1 OK` and nothing more, with which imaplib alone breaks the connection."""
    scripted_imap.rules += [(rb"NOOP", b"TAG OK\r\n"), (rb"CHECK", b"TAG NO\r\n")]
    with session_at(scripted_imap) as session:
        session.command("NOOP")
        assert "NAMESPACE" in session.command("NAMESPACE")


def test_leftovers_of_one_command_are_no_answer_to_the_next(scripted_imap: ScriptedImap):
    """Row 8."""
    scripted_imap.rules.append((rb"NOOP", b'* SEARCH 99\r\n* LIST () "/" "Stray"\r\n'))
    with session_at(scripted_imap) as session:
        examine(session, INBOX)
        session.command("NOOP")
        assert session.command("UID", "SEARCH", "UID", "1:3")["SEARCH"] == [b"1 2 3"]


def test_a_login_without_a_mailbox_behind_it_is_not_a_wrong_password(scripted_imap: ScriptedImap):
    """Row 53: Exchange Online with a token for another account."""
    answer = b"TAG BAD User is authenticated but not connected.\r\n"
    scripted_imap.rules += [(rb"NAMESPACE", answer)]
    with pytest.raises(AccountDown, match="another account") as caught, session_at(scripted_imap):
        pass
    assert not isinstance(caught.value, LoginRefused)


def test_a_namespace_that_is_offered_and_refused_is_done_without(scripted_imap: ScriptedImap):
    scripted_imap.rules += [(rb"NAMESPACE", b"TAG NO sorry\r\n"), (rb"^ID", b"TAG BAD no parameters\r\n")]
    with session_at(scripted_imap) as session:
        assert session.personal == ()


def test_too_many_connections_in_the_greeting_is_a_pause():
    """Row 57."""
    greeting = then_close(b"* BYE [ALERT] Too many simultaneous connections. (Failure)\r\n")
    with (
        ScriptedImap(greeting=greeting) as server,
        pytest.raises(Throttled, match="Too many simultaneous") as caught,
        session_at(server),
    ):
        pass
    assert caught.value.seconds == 900


@pytest.mark.parametrize("line", [b"hello, this is HTTP\r\n", b"* 220 smtp ready\r\n", b"\0\0\0\0\r\n"])
def test_something_that_is_not_imap_is_a_passing_trouble(line: bytes):
    with ScriptedImap(greeting=line) as server, pytest.raises(AccountDown), session_at(server):
        pass


def test_any_command_may_be_answered_with_a_pause(scripted_imap: ScriptedImap):
    """Rows 54 and 55, in mid-session."""
    answer = b"TAG BAD Request is throttled. Suggested Backoff Time: 5000 milliseconds\r\n"
    scripted_imap.rules.append((rb"NOOP", answer))
    with session_at(scripted_imap) as session, pytest.raises(Throttled) as caught:
        session.command("NOOP")
    assert caught.value.seconds == 5


def blocked(session: Session, failures: list[KithError]) -> threading.Thread:
    """A thread that enters the session and gets stuck there."""

    def work() -> None:
        try:
            with session:
                session.command("NOOP")
        except KithError as error:
            failures.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    return thread


@pytest.mark.parametrize("where", ["greeting", "NOOP"])
@pytest.mark.parametrize("how", [hang, drip])
def test_another_thread_can_end_a_blocked_call(where: str, how: Answer):
    failures: list[KithError] = []
    rules = [(where.encode(), how)]
    with ScriptedImap(rules) if where == "NOOP" else ScriptedImap(greeting=how) as server:
        session = session_at(server, limits=Limits())
        thread = blocked(session, failures)
        assert server.hanging.wait(10)
        session.abort()
        thread.join(10)
        assert not thread.is_alive()
    assert [type(failure) for failure in failures] == [AccountDown]
    assert "told to stop" in str(failures[0])


def test_another_thread_can_end_a_connection_in_the_making():
    """A listener whose queue is full answers no connection at all."""
    failures: list[KithError] = []
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        host, port = listener.getsockname()
        fillers = [socket.socket() for _ in range(3)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex((host, port))
        session = session_at(Elsewhere(host, port), limits=Limits(connect=60))
        thread = blocked(session, failures)
        for _ in range(200):
            session.abort()
            thread.join(0.05)
            if not thread.is_alive():
                break
        assert not thread.is_alive()
        for filler in fillers:
            filler.close()
    assert "told to stop" in str(failures[0])


def test_a_signal_handler_can_end_a_blocked_call(scripted_imap: ScriptedImap):
    done = threading.Event()

    def knock() -> None:
        scripted_imap.hanging.wait(10)
        while not done.wait(0.05):  # once is not enough: it may come just before the call blocks
            os.kill(os.getpid(), signal.SIGUSR1)

    scripted_imap.rules.append((rb"NOOP", hang))
    with session_at(scripted_imap, limits=Limits()) as session:
        before = signal.signal(signal.SIGUSR1, lambda *_: session.abort())
        try:
            knocking = threading.Thread(target=knock)
            knocking.start()
            with pytest.raises(AccountDown, match="told to stop"):
                session.command("NOOP")
            done.set()
            knocking.join()
        finally:
            signal.signal(signal.SIGUSR1, before)


def test_kiths_own_words_pass_through_a_time_limit(scripted_imap: ScriptedImap):
    with session_at(scripted_imap, limits=HASTY) as session:
        with pytest.raises(LoginRefused), session.doing("anything"):
            raise LoginRefused("as it was")
        session.command("NOOP")
