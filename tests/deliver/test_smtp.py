"""One letter to one recipient: what arrives, and what `send` says became of it when the dialogue breaks."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from deliver.letters import LETTER, MESSAGE_ID, SAM, Send
from helpers.certificates import Authority
from helpers.smtp_sink import DROP, SILENCE, STEPS, Accepted, SmtpSink, into_maildir
from kith.deliver import line
from kith.errors import (
    DeliveryDeferred,
    DeliveryPutOff,
    DeliveryRefused,
    DeliveryUncertain,
    KithError,
    LoginRefused,
)

UNKNOWN = "nobody knows whether it arrived"
NOTHING_SENT = "Nothing was sent"


def test_what_the_server_keeps_is_the_letter_byte_for_byte(send: Send) -> None:
    with SmtpSink() as sink:
        said = send(sink)
        (kept,) = sink.letters
    assert said == "250 2.0.0 kept as number 1"
    assert (kept.sender, kept.recipients, kept.content) == (SAM, (SAM,), LETTER)


@pytest.mark.parametrize(
    "body",
    [b".", b"..\r\n.\r\n...", b"\r\n.\r\n", b"no line end", b"", b"\xff\x00 8-bit\r\n", b"x" * 998],
    ids=repr,
)
def test_no_body_ends_the_letter_early_or_loses_a_dot(send: Send, body: bytes) -> None:
    letter = b"Subject: x\r\n\r\n" + body
    with SmtpSink() as sink:
        send(sink, letter=letter)
    assert sink.letters[0].content == (letter if letter.endswith(b"\r\n") else letter + b"\r\n")


@pytest.mark.parametrize("body", [b"a\nb\r\n", b"a\rb\r\n", b"\n.\nMAIL FROM:<x@y.z>\r\n"], ids=repr)
def test_a_letter_with_lone_line_ends_is_not_sent(send: Send, body: bytes) -> None:
    with SmtpSink() as sink, pytest.raises(DeliveryRefused, match="CRLF"):
        send(sink, letter=b"Subject: x\r\n\r\n" + body)
    assert sink.heard == b""


@pytest.mark.parametrize(
    "address",
    [
        "",
        "sam",
        "a@example.org,b@example.org",
        "a@example.org b@example.org",
        "Sam <sam@example.org>",
        "<sam@example.org>",
        "sam@example.org> SIZE=1",
        "sam@example.org\r\nRCPT TO:<eve@example.net>",
        "sam@example.org\x00",
        "sam@eve@example.org",
        "sam(x)@example.org",
    ],
    ids=repr,
)
@pytest.mark.parametrize("role", ["sender", "recipient"])
def test_an_envelope_address_is_one_bare_address_or_nothing_is_sent(
    send: Send, role: str, address: str
) -> None:
    with SmtpSink() as sink, pytest.raises(DeliveryRefused, match="one plain mail address"):
        send(sink, **{role: address})
    assert sink.heard == b""


def test_the_greeting_does_not_tell_what_this_computer_is_called(send: Send) -> None:
    with SmtpSink() as sink:
        send(sink)
    assert sink.heard.startswith(b"ehlo [127.0.0.1]\r\n")
    assert os.uname().nodename.encode() not in sink.heard


def test_extensions_are_used_only_where_the_letter_needs_them(send: Send) -> None:
    eight_bit = b"Subject: x\r\n\r\n\xc5\x82\r\n"
    with SmtpSink() as sink:
        send(sink)
        send(sink, letter=eight_bit)
        send(sink, recipient="jörg@example.org")
        send(sink, letter=b"Subject: \xc5\x82\r\n\r\n")
    plain, body, address, header = (set(letter.options) for letter in sink.letters)
    assert plain == {f"SIZE={len(LETTER)}"}
    assert body == {f"SIZE={len(eight_bit)}", "BODY=8BITMIME"}
    assert "SMTPUTF8" in address
    assert sink.letters[2].recipients == ("jörg@example.org",)
    assert {"SMTPUTF8", "BODY=8BITMIME"} <= header


def test_an_address_the_server_cannot_carry_is_refused_before_it_is_named(send: Send) -> None:
    with (
        SmtpSink(without=frozenset({"SMTPUTF8"})) as sink,
        pytest.raises(DeliveryRefused, match="ASCII only"),
    ):
        send(sink, recipient="jörg@example.org")
    assert b"MAIL" not in sink.heard


# Reliability E2: the server fails at every step, by hanging up and by saying so, having taken the letter or
# not. Step, what happens there, what `send` raises (None: it succeeds), what the message must say, was it
# taken.
OUTCOMES = [
    ("connect", DROP, DeliveryDeferred, NOTHING_SENT, False),
    ("connect", "421 4.3.2 too busy", DeliveryDeferred, "421 4.3.2 too busy", False),
    ("connect", "554 5.7.1 your address is on a list", DeliveryDeferred, "554 5.7.1", False),
    ("connect", "not SMTP at all", DeliveryDeferred, "takes no mail now", False),
    ("ehlo", DROP, DeliveryDeferred, NOTHING_SENT, False),
    ("ehlo", "421 4.3.2 later", DeliveryDeferred, "421 4.3.2 later", False),
    ("starttls", DROP, DeliveryDeferred, NOTHING_SENT, False),
    ("starttls", "454 4.7.0 TLS not available", DeliveryDeferred, "454 4.7.0", False),
    ("auth", DROP, DeliveryDeferred, NOTHING_SENT, False),
    ("auth", "454 4.7.0 try later", DeliveryDeferred, "454 4.7.0 try later", False),
    ("auth", "535 5.7.8 wrong", LoginRefused, "535 5.7.8 wrong", False),
    ("auth", "534 5.7.9 app password needed", LoginRefused, "app password", False),
    ("auth", "432 4.7.12 password transition", LoginRefused, "432", False),
    ("mail", DROP, DeliveryDeferred, NOTHING_SENT, False),
    ("mail", "451 4.3.0 greylisted", DeliveryDeferred, "451 4.3.0 greylisted", False),
    ("mail", "550 5.7.60 not your address", DeliveryRefused, "550 5.7.60", False),
    ("mail", "530 5.7.57 not authenticated", LoginRefused, "530 5.7.57", False),
    ("rcpt", DROP, DeliveryDeferred, NOTHING_SENT, False),
    ("rcpt", "450 4.2.0 greylisted", DeliveryDeferred, "450 4.2.0", False),
    ("rcpt", "550 5.1.1 no such user", DeliveryRefused, "no such user", False),
    ("data", DROP, DeliveryDeferred, NOTHING_SENT, False),
    ("data", "451 4.3.0 later", DeliveryDeferred, "451 4.3.0 later", False),
    ("data", "554 5.6.0 no", DeliveryRefused, "554 5.6.0 no", False),
    ("body", DROP, DeliveryUncertain, UNKNOWN, False),
    ("end", DROP, DeliveryUncertain, UNKNOWN, False),
    ("end", "452 4.3.1 disk full", DeliveryPutOff, "452 4.3.1 disk full", False),
    ("end", "552 5.3.4 too big", DeliveryRefused, "552 5.3.4 too big", False),
    ("end", "554 5.7.1 spam", DeliveryRefused, "554 5.7.1 spam", False),
    ("end", "what?", DeliveryUncertain, UNKNOWN, False),
    ("end", "250 " + 9000 * "x", DeliveryUncertain, UNKNOWN, False),
    ("accepted", DROP, DeliveryUncertain, UNKNOWN, True),
    ("accepted", "what?", DeliveryUncertain, UNKNOWN, True),
    ("accepted", "451 4.3.0 later", DeliveryPutOff, "451 4.3.0 later", True),
    ("sent", DROP, None, "", True),
    ("quit", DROP, None, "", True),
    ("quit", "554 go away", None, "", True),
]


def test_the_outcomes_below_cover_every_step() -> None:
    assert {step for step, *_ in OUTCOMES} == set(STEPS)


@pytest.mark.parametrize(
    ("step", "fault", "raised", "says", "taken"),
    OUTCOMES,
    ids=lambda value: str(getattr(value, "__name__", value))[:40],
)
def test_what_became_of_the_letter_is_never_guessed(
    send: Send,
    authority: Authority,
    step: str,
    fault: str,
    raised: type[KithError] | None,
    says: str,
    taken: bool,
) -> None:
    login = ("sam", "pw")
    with SmtpSink("starttls", authority.issue(), login, faults={step: fault}) as sink:
        if raised is None:
            assert send(sink).startswith("250 ")
        else:
            with pytest.raises(raised) as caught:
                send(sink)
            assert says in str(caught.value)
            assert type(caught.value) is raised
            assert f"{sink.host}:{sink.port}" in str(caught.value)
        assert len(sink.letters) == taken

        # Whoever looks for the letter before sending it again ends with exactly one (E2, E1).
        sink.faults.clear()
        if raised and not any(MESSAGE_ID.encode() in letter.content for letter in sink.letters):
            send(sink)
        assert len(sink.letters) == 1


@pytest.mark.parametrize(
    ("step", "says"), [("connect", "timed out"), ("rcpt", "timed out"), ("accepted", UNKNOWN)]
)
def test_a_silent_server_is_given_up_after_the_time_allowed(send: Send, step: str, says: str) -> None:
    with SmtpSink(faults={step: SILENCE}) as sink, pytest.raises(DeliveryDeferred, match=says):
        send(sink, timeout=0.2, data_timeout=0.2)


def test_a_letter_that_was_accepted_does_not_wait_for_the_goodbye(
    send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "GOODBYE_SECONDS", 0.1)
    with SmtpSink(faults={"quit": SILENCE}) as sink:
        assert send(sink).startswith("250 ")


def test_nobody_listening_is_a_reason_to_try_later(send: Send) -> None:
    with SmtpSink() as sink:
        pass
    with pytest.raises(DeliveryDeferred, match=NOTHING_SENT):
        send(sink)


def test_a_letter_that_was_sent_arrives_in_the_users_own_mailbox(send: Send, tmp_path: Path) -> None:
    told = threading.Event()
    order: list[str] = []

    def kept(letter: Accepted) -> None:
        order.append("kept")

    def replied(letter: Accepted) -> None:
        order.append("replied")
        told.set()

    with SmtpSink(deliver_to=into_maildir(tmp_path / "m"), before_reply=kept, after_reply=replied) as sink:
        send(sink)
        assert told.wait(10)
    (path,) = (tmp_path / "m" / "new").iterdir()
    assert path.read_bytes().endswith(LETTER)
    assert order == ["kept", "replied"]


SENDER = """
import sys
from kith.config.settings import Smtp
from kith.deliver import smtp
server = Smtp(host="127.0.0.1", port=int(sys.argv[1]), security="none")
smtp.send(sys.stdin.buffer.read(), "sam@example.org", "sam@example.org", server)
"""


def test_a_sender_killed_between_acceptance_and_reply_has_sent_exactly_once() -> None:
    """RFC 1047's gap: nobody was told, and the letter is there."""
    child: list[subprocess.Popen[bytes]] = []
    started = threading.Event()

    def kill(letter: Accepted) -> None:
        assert started.wait(10)
        child[0].send_signal(signal.SIGKILL)
        child[0].wait()

    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with SmtpSink(before_reply=kill) as sink:
        command = [sys.executable, "-c", SENDER, str(sink.port)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, env=environment) as process:
            child.append(process)
            started.set()
            process.communicate(LETTER)
        assert process.returncode == -signal.SIGKILL
        assert [letter.content for letter in sink.letters] == [LETTER]
