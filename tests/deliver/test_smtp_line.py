"""The line to the SMTP server: who is trusted with the secret, how it is said, and that it never shows."""

import base64
import logging
import socket
import traceback
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword

from deliver.letters import SAM, SECRET, Send
from helpers.certificates import Authority, Certificate
from helpers.smtp_sink import SmtpSink, settings_for
from kith.config.settings import Smtp
from kith.deliver import smtp
from kith.errors import DeliveryDeferred, KithError, LoginRefused, Misconfigured

LOGIN = ("sam", SECRET)


def traces(secret: str, user: str = "sam") -> list[bytes]:
    """What a secret looks like wherever it is on its way, or has leaked."""
    raw = secret.encode("utf-8", "surrogateescape")
    proofs = [raw, f"\0{user}\0".encode() + raw, f"user={user}\x01auth=Bearer ".encode() + raw + b"\x01\x01"]
    return [raw, *(base64.b64encode(proof).rstrip(b"=") for proof in proofs)]


def shows(secret: str, text: str | bytes) -> bool:
    data = text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text
    return any(trace in data for trace in traces(secret))


def bad(authority: Authority, kind: str) -> Certificate:
    return {
        "self-signed": lambda: authority.issue(self_signed=True),
        "wrong name": lambda: authority.issue(names=("mail.example.net",)),
        "expired": lambda: authority.issue(expired=True),
    }[kind]()


@pytest.mark.parametrize("kind", ["self-signed", "wrong name", "expired"])
@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_bad_certificate_gets_no_secret_and_no_letter(
    send: Send, authority: Authority, security: str, kind: str
) -> None:
    with (
        SmtpSink(security, bad(authority, kind), LOGIN) as sink,
        pytest.raises(Misconfigured, match=rf"certificate of {sink.host}:{sink.port}.*ca_file"),
    ):
        send(sink)
    assert (sink.logins, sink.letters) == ([], [])
    assert not shows(SECRET, sink.heard)


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_certificate_of_an_authority_the_system_does_not_know_is_refused_without_ca_file(
    authority: Authority, security: str
) -> None:
    with SmtpSink(security, authority.issue(), LOGIN) as sink:
        server = Smtp(**settings_for(sink, None, user="sam", password_env="UNUSED"))
        with pytest.raises(Misconfigured, match="certificate"):
            smtp.send(b"Subject: x\r\n\r\n", SAM, SAM, server, SECRET)
    assert not shows(SECRET, sink.heard)


def test_a_server_that_offers_no_starttls_hears_nothing(send: Send) -> None:
    with (
        SmtpSink("none", login=LOGIN) as sink,
        pytest.raises(Misconfigured, match="no STARTTLS"),
    ):
        send(sink, server=Smtp(**settings_for(sink) | {"security": "starttls"}))
    assert (sink.logins, sink.letters) == ([], [])
    assert not shows(SECRET, sink.heard)


@pytest.mark.parametrize("refusal", ["454 4.7.0 not now", "501 5.5.4 no", "220 but only in words"])
def test_a_server_that_will_not_start_tls_hears_nothing(
    send: Send, authority: Authority, refusal: str
) -> None:
    with (
        SmtpSink("starttls", authority.issue(), LOGIN, faults={"starttls": refusal}) as sink,
        pytest.raises(DeliveryDeferred, match=f"{refusal[:3]}|timed out|TLS"),
    ):
        send(sink, timeout=0.5)
    assert (sink.logins, sink.letters) == ([], [])
    assert not shows(SECRET, sink.heard)


def test_what_is_injected_before_tls_does_not_count(send: Send, authority: Authority) -> None:
    """CVE-2011-0411 and its kin: answers put in by somebody in between, before the encryption starts."""
    lies = "250-evil.example\r\n250 AUTH LOGIN\r\n235 logged in\r\n250 OK\r\n250 OK\r\n354 go on\r\n250 kept"
    with SmtpSink("starttls", authority.issue(), LOGIN, injected=lies) as sink:
        assert send(sink) == "250 2.0.0 kept as number 1"
    assert sink.logins == [("PLAIN", "sam")]
    assert len(sink.letters) == 1
    assert not shows(SECRET, sink.heard_in_clear)
    assert b"MAIL" not in sink.heard_in_clear.upper()


def test_a_server_without_tls_on_the_port_for_tls_hears_nothing(send: Send) -> None:
    with (
        SmtpSink("none", login=LOGIN) as sink,
        pytest.raises(Misconfigured, match=r"does not start with TLS.*starttls"),
    ):
        send(sink, server=Smtp(**settings_for(sink) | {"security": "tls"}))
    assert not shows(SECRET, sink.heard)


def test_without_tls_nothing_is_said_to_another_machine(send: Send) -> None:
    """The configuration refuses other hosts by name; this is what the name turned out to mean."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing: it only asks for the way there
        except OSError:
            pytest.skip("this machine has no address but loopback")
        address = probe.getsockname()[0]
    with SmtpSink("none", login=LOGIN, host=address) as sink:
        server = Smtp.model_construct(host=address, port=sink.port, security="none", user="sam", ca_file=None)
        with pytest.raises(Misconfigured, match="another machine"):
            send(sink, server=server)
    assert sink.heard in {b"", b"quit\r\n"}


@pytest.mark.parametrize("content", [None, "no PEM at all"])
def test_a_ca_file_that_cannot_be_used_is_named(send: Send, tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "ca.pem"
    if content:
        path.write_text(content)
    with SmtpSink() as sink, pytest.raises(Misconfigured, match=r"ca_file = .*ca\.pem"):
        send(sink, server=Smtp(**settings_for(sink, path)))


@pytest.mark.parametrize("secret", ["plain", SECRET, "with space ", "latin-1 \udce4", "x" * 3000, "=\\\"'%"])
@pytest.mark.parametrize("way", ["PLAIN", "LOGIN", "XOAUTH2", "OAUTHBEARER"])
def test_a_login_says_the_secret_exactly(send: Send, authority: Authority, way: str, secret: str) -> None:
    with SmtpSink("tls", authority.issue(), ("sam", secret), mechanisms=(way,)) as sink:
        send(sink, token=way in ("XOAUTH2", "OAUTHBEARER"))
    assert sink.logins == [(way, "sam")]
    assert len(sink.letters) == 1


def test_the_login_is_the_senders_address_where_no_user_is_set(send: Send, authority: Authority) -> None:
    with SmtpSink("tls", authority.issue(), (SAM, SECRET)) as sink:
        send(sink, user=None)
    assert sink.logins == [("PLAIN", SAM)]


@pytest.mark.parametrize("token", [False, True])
def test_a_wrong_secret_is_tried_once(send: Send, authority: Authority, token: bool) -> None:
    """Each further method would count towards a lock-out."""
    with (
        SmtpSink("tls", authority.issue(), ("sam", "right")) as sink,
        pytest.raises(LoginRefused, match=r"login of sam: 535 5\.7\.8"),
    ):
        send(sink, secret=SECRET, token=token)
    assert len(sink.logins) == 1


def test_no_login_where_the_server_wants_one_is_a_matter_of_the_login(
    send: Send, authority: Authority
) -> None:
    with SmtpSink("tls", authority.issue(), LOGIN) as sink, pytest.raises(LoginRefused, match="530"):
        send(sink, secret=None)


@pytest.mark.parametrize(
    ("mechanisms", "token", "says"),
    [
        (("PLAIN",), True, "offers PLAIN; kith logs in by XOAUTH2 or OAUTHBEARER with a token"),
        (("XOAUTH2",), False, "offers XOAUTH2; kith logs in by PLAIN or LOGIN with a password"),
        ((), False, "offers no login at all"),
    ],
)
def test_a_method_kith_does_not_speak_is_named(
    send: Send, authority: Authority, mechanisms: tuple[str, ...], token: bool, says: str
) -> None:
    hidden = frozenset() if mechanisms else frozenset({"AUTH"})
    with (
        SmtpSink("tls", authority.issue(), LOGIN, mechanisms=mechanisms, without=hidden) as sink,
        pytest.raises(Misconfigured, match=says),
    ):
        send(sink, token=token)
    assert not shows(SECRET, sink.heard)


class Echo(SmtpSink):
    """A server that repeats in its refusals what it heard."""

    def authenticate(
        self, talk: Any, session: Any, envelope: Any, way: str, given: LoginPassword
    ) -> AuthResult:
        proof = given.password if way == "LOGIN" else b"\0sam\0" + given.password
        heard = f"{given.password.decode()} {base64.b64encode(proof).decode()}"
        return AuthResult(success=False, handled=False, message=f"535 5.7.8 wrong: {heard}")


def everything_said(
    error: BaseException, log: pytest.LogCaptureFixture, out: pytest.CaptureFixture[str]
) -> str:
    written = out.readouterr()
    return "".join([*traceback.format_exception(error), log.text, written.out, written.err])


@pytest.mark.parametrize("way", ["PLAIN", "LOGIN", "XOAUTH2", "OAUTHBEARER"])
@pytest.mark.parametrize("step", ["auth", "mail", "accepted", "echo"])
def test_no_secret_shows_in_a_message_a_traceback_or_a_log(
    send: Send,
    authority: Authority,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    way: str,
    step: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    kind, faults = (Echo, {}) if step == "echo" else (SmtpSink, {step: "454 4.7.0 not now"})
    with (
        kind("tls", authority.issue(), LOGIN, mechanisms=(way,), faults=faults) as sink,
        pytest.raises(KithError) as caught,
    ):
        send(sink, token=way in ("XOAUTH2", "OAUTHBEARER"))
    said = everything_said(caught.value, caplog, capfd)
    assert f"{sink.host}:{sink.port}" in said
    assert not shows(SECRET, said)


def test_the_search_for_a_secret_finds_one() -> None:
    assert shows(SECRET, f"before {SECRET} after")
    assert shows(SECRET, base64.b64encode(f"\0sam\0{SECRET}".encode()))
    assert not shows(SECRET, "something else")
