"""No secret leaves before the line is safe: seven bad servers, and not one byte of a login for any of them."""

from pathlib import Path

import pytest

from helpers.certificates import Authority, Certificate
from helpers.maildir import MailboxOnDisk
from helpers.scripted_imap import GREETING, Answer, Conversation, ScriptedImap
from imap.logins import Word, session_at
from kith.errors import MISCONFIGURED, AccountDown, Misconfigured
from kith.imap.errors import LineNotSafe

SECRET = Word("correct horse")
PREAUTH = b"* PREAUTH welcome back\r\n"


def assert_nothing_was_told(server: ScriptedImap) -> None:
    for word in (b"correct", b"LOGIN", b"AUTHENTICATE", b"horse"):
        assert word not in server.received


@pytest.fixture(scope="module")
def certificates(authority: Authority) -> dict[str, Certificate]:
    return {
        "good": authority.issue(),
        "self-signed": authority.issue(self_signed=True),
        "wrong name": authority.issue(("imap.elsewhere.example",)),
        "expired": authority.issue(expired=True),
    }


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize(
    ("kind", "advice"), [("self-signed", "ca_file"), ("wrong name", "`host`"), ("expired", "renew")]
)
def test_a_bad_certificate_ends_it_before_the_login(
    security: str, kind: str, advice: str, certificates: dict[str, Certificate], authority: Authority
):
    """F1: self-signed, wrong name, expired."""
    with (
        ScriptedImap(certificate=certificates[kind], implicit_tls=security == "tls") as server,
        pytest.raises(LineNotSafe, match=advice) as caught,
        session_at(server, SECRET, security=security, ca_file=authority.ca_file),
    ):
        pass
    assert_nothing_was_told(server)
    assert caught.value.exit_code == MISCONFIGURED
    assert "sam@example.org at 127.0.0.1" in str(caught.value)


def test_a_server_without_starttls_gets_no_login():
    """F1 and row 63: never opportunistic."""
    with (
        ScriptedImap() as server,
        pytest.raises(LineNotSafe, match="no STARTTLS"),
        session_at(server, SECRET, security="starttls"),
    ):
        pass
    assert_nothing_was_told(server)


def test_a_refused_starttls_gets_no_login(certificates: dict[str, Certificate]):
    """F1."""
    with (
        ScriptedImap([(rb"STARTTLS", b"TAG NO not today\r\n")], certificate=certificates["good"]) as server,
        pytest.raises(LineNotSafe, match="offered and then refused"),
        session_at(server, SECRET, security="starttls"),
    ):
        pass
    assert_nothing_was_told(server)


@pytest.mark.parametrize("security", ["tls", "starttls", "none"])
def test_a_server_that_calls_us_logged_in_gets_no_login(
    security: str, certificates: dict[str, Certificate], authority: Authority
):
    """F1: PREAUTH makes STARTTLS impossible, which is what somebody in between wants."""
    certificate = None if security == "none" else certificates["good"]
    with (
        ScriptedImap(greeting=PREAUTH, certificate=certificate, implicit_tls=security == "tls") as server,
        pytest.raises(LineNotSafe, match="PREAUTH"),
        session_at(server, SECRET, security=security, ca_file=authority.ca_file),
    ):
        pass
    assert_nothing_was_told(server)


def test_what_was_injected_before_the_handshake_is_forgotten(
    certificates: dict[str, Certificate], authority: Authority
):
    """F1: answers slipped in behind the OK to STARTTLS do not survive into the encrypted session."""

    def inject(conversation: Conversation) -> None:
        conversation.send(
            b"* CAPABILITY IMAP4rev1 AUTH=INJECTED\r\nTAG OK begin\r\n* OK [ALERT] injected\r\n"
        )
        conversation.server.start_tls(conversation)

    rules: list[tuple[bytes, Answer]] = [(rb"STARTTLS", inject)]
    with ScriptedImap(rules, certificate=certificates["good"]) as server:
        try:
            with session_at(server, SECRET, security="starttls", ca_file=authority.ca_file) as session:
                assert not any("INJECTED" in capability for capability in session.capabilities)
        except AccountDown:  # the injected bytes reached the handshake instead, and broke it
            assert_nothing_was_told(server)


def test_injected_data_before_a_handshake_that_fails_is_told_nothing(certificates: dict[str, Certificate]):
    """F1: the injecting server is not the one the certificate is for."""
    greeting = GREETING + b"* CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN\r\n"
    with (
        ScriptedImap(greeting=greeting, certificate=certificates["self-signed"]) as server,
        pytest.raises(LineNotSafe),
        session_at(server, SECRET, security="starttls"),
    ):
        pass
    assert_nothing_was_told(server)


def test_a_port_without_tls_is_called_that():
    """A server that speaks first in clear text where TLS was expected."""
    with ScriptedImap() as server, pytest.raises(LineNotSafe, match="starttls"):  # noqa: SIM117
        with session_at(server, SECRET, security="tls"):
            pass
    assert_nothing_was_told(server)


def test_clear_text_is_for_this_machine_only(monkeypatch: pytest.MonkeyPatch):
    """F1: `security = "none"` is refused by the peer's real address, whatever its name is."""
    with ScriptedImap() as server:
        monkeypatch.setattr("kith.imap.line.Client.socket", lambda self: PeerElsewhere())
        with pytest.raises(Misconfigured, match="not"), session_at(server, SECRET):
            pass
    assert_nothing_was_told(server)


class PeerElsewhere:
    """A socket whose other end is in a network; no such server can be had on loopback."""

    def getpeername(self) -> tuple[str, int]:
        return ("192.0.2.7", 143)

    def settimeout(self, _: float) -> None:
        pass


def test_an_unusable_ca_file_is_named(tmp_path: Path):
    with (
        ScriptedImap() as server,
        pytest.raises(Misconfigured, match=r"missing\.pem"),
        session_at(server, SECRET, security="tls", ca_file=tmp_path / "missing.pem"),
    ):
        pass


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_good_server_is_logged_in_to_over_an_encrypted_line(security: str, mailbox: MailboxOnDisk):
    """D: the same Dovecot by both ways, trusted through the user's own ca_file."""
    port = mailbox.tls_port if security == "tls" else mailbox.port
    with session_at(mailbox, security=security, ca_file=mailbox.ca_file, port=port) as session:
        assert session.client.socket().cipher()
        assert "IMAP4REV1" in session.capabilities
