"""Who gets in and who does not, and what the user is told about it."""

import base64
import logging

import pytest

from helpers.dovecot import Dovecot
from helpers.maildir import MailboxOnDisk
from helpers.scripted_imap import Answer, Conversation, ScriptedImap, then_close
from imap.logins import ServerWith, Word, session_at
from kith.errors import LOGIN_REFUSED, AccountDown, LoginRefused, SecretUnavailable, Throttled
from kith.imap.errors import LineNotSafe

ONLY_LOGIN = b"IMAP4rev1"
TOKENS = b"IMAP4rev1 AUTH=XOAUTH2"


def refusal(answer: Answer, capabilities: bytes = ONLY_LOGIN, secret: Word | None = None) -> AccountDown:
    """The error a login ends with when the server answers it so."""
    rules = [(rb"^(LOGIN|AUTHENTICATE)", answer)]
    with ScriptedImap(rules, capabilities=capabilities) as server:
        with pytest.raises(AccountDown) as caught, session_at(server, secret):
            pass
        return caught.value


@pytest.mark.parametrize("password", ["pw", 'with "quotes" and \\', "pässwörd 日本", " spaces "])
def test_a_password_reaches_the_server_as_it_is(password: str, dovecot: Dovecot):
    """Row 15: also what LOGIN of the library cannot carry."""
    mailbox = dovecot.add_user(password=password)
    with session_at(mailbox) as session:
        assert session.client._imap.state == "AUTH"


@pytest.mark.parametrize("capabilities", [ONLY_LOGIN, b"IMAP4rev1 AUTH=PLAIN"])
def test_both_ways_of_sending_a_password_carry_every_letter(capabilities: bytes):
    """Row 15: LOGIN only where AUTH=PLAIN is not offered."""
    with (
        ScriptedImap(capabilities=capabilities) as server,
        session_at(server, Word('pä"ss'), user="s a m"),
    ):
        said = server.received
    if capabilities == ONLY_LOGIN:
        assert 'LOGIN "s a m" "pä\\"ss"'.encode() in said
    else:
        assert base64.b64encode('\0s a m\0pä"ss'.encode()) in said
        assert b"LOGIN" not in said


@pytest.mark.parametrize("secret", ["pw\r\nA9 DELETE INBOX", "pw\n", "p\0w", "p\x85w"])
def test_a_secret_with_a_control_character_is_not_sent(secret: str):
    """Row 15: inside LOGIN a line end would start a second command."""
    with ScriptedImap(capabilities=ONLY_LOGIN) as server:
        with pytest.raises(SecretUnavailable, match="control character"), session_at(server, Word(secret)):
            pass
        assert server.commands() == [b"CAPABILITY"]


@pytest.mark.parametrize(
    "answer",
    [
        b"TAG NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)\r\n",
        b"TAG NO [AUTHORIZATIONFAILED] no\r\n",
        b"TAG NO [EXPIRED] your password is too old\r\n",
        b"TAG NO LOGIN failed.\r\n",
        b"TAG NO [ALERT] Application-specific password required: https://support.example/185833 (Failure)\r\n",
    ],
)
@pytest.mark.parametrize("capabilities", [ONLY_LOGIN, b"IMAP4rev1 AUTH=PLAIN"])
def test_an_answer_about_the_secret_is_a_refused_login(answer: bytes, capabilities: bytes):
    """Rows 14 and 56: the server's words are shown."""
    error = refusal(answer, capabilities)
    assert isinstance(error, LoginRefused)
    assert error.exit_code == LOGIN_REFUSED
    assert answer.decode().removeprefix("TAG NO ").strip() in str(error)
    assert "sam@example.org at 127.0.0.1" in str(error)
    assert "kith scan" in str(error)


@pytest.mark.parametrize(
    "answer",
    [
        b"TAG NO [UNAVAILABLE] Temporary authentication failure\r\n",
        b"TAG NO [ALERT] Please log in via your web browser\r\n",
        b"TAG NO [WEBALERT https://mail.example/login] Web login required\r\n",
        b"TAG NO [CONTACTADMIN] no\r\n",
        b"TAG BAD what is that\r\n",
        b"* BYE going down\r\n",
        then_close(b""),
        then_close(b"TAG OK log"),
    ],
)
@pytest.mark.parametrize("capabilities", [ONLY_LOGIN, b"IMAP4rev1 AUTH=PLAIN"])
def test_any_other_trouble_at_the_login_heals_by_itself(answer: Answer, capabilities: bytes):
    """Row 14: the library calls all of these a login error."""
    error = refusal(answer, capabilities)
    assert not isinstance(error, LoginRefused)


def test_a_server_that_wants_encryption_is_told_apart():
    assert isinstance(refusal(b"TAG NO [PRIVACYREQUIRED] use TLS\r\n"), LineNotSafe)


def test_the_wrong_password_is_refused_by_a_real_server(mailbox: MailboxOnDisk):
    with pytest.raises(LoginRefused, match="AUTHENTICATIONFAILED"), session_at(mailbox, Word("wrong")):
        pass


def test_a_server_that_takes_no_password_is_named_with_what_it_takes():
    capabilities = b"IMAP4rev1 LOGINDISABLED AUTH=XOAUTH2"
    error = refusal(b"", capabilities)
    assert isinstance(error, LoginRefused)
    assert "AUTH=XOAUTH2" in str(error)
    assert "token_command" in str(error)


@pytest.mark.parametrize("mechanism", ["XOAUTH2", "OAUTHBEARER"])
def test_an_access_token_logs_in(mechanism: str, dovecot_with: ServerWith):
    """Row 19, on Dovecot with a token of its own making."""
    server = dovecot_with(mechanisms=mechanism.lower())
    mailbox = server.add_user()
    with session_at(mailbox, Word(mailbox.token(60), token=True)) as session:
        assert session.client._imap.state == "AUTH"


@pytest.mark.parametrize(("mechanism", "detail"), [("XOAUTH2", "401"), ("OAUTHBEARER", "invalid_token")])
def test_a_stale_token_is_refused_with_the_servers_reason(
    mechanism: str, detail: str, dovecot_with: ServerWith
):
    """Rows 19 and 61: the reason comes as JSON in a second challenge, and the token is not sent twice."""
    server = dovecot_with(mechanisms=mechanism.lower())
    mailbox = server.add_user()
    with (
        pytest.raises(LoginRefused, match=detail) as caught,
        session_at(mailbox, Word(mailbox.token(-60), token=True)),
    ):
        pass
    assert "token_command" in str(caught.value)


@pytest.mark.parametrize("capabilities", [TOKENS, TOKENS + b" SASL-IR"])
def test_a_token_is_told_once_however_often_the_server_asks(capabilities: bytes):
    """Row 19: also where it is told at once (RFC 4959)."""
    at_once = b"SASL-IR" in capabilities

    def insist(conversation: Conversation) -> None:
        for _ in range(2 if at_once else 3):
            conversation.send(b"+ " + base64.b64encode(b'{"status":"400"}') + b"\r\n")
            conversation.read_line()
        conversation.send(b"TAG NO no\r\n")

    with ScriptedImap([(rb"^AUTHENTICATE", insist)], capabilities=capabilities) as server:
        with pytest.raises(LoginRefused, match="status 400"), session_at(server, Word("t0ken", token=True)):
            pass
        # the first challenge is the error already; what follows the token is an empty line and a cancel
        token = base64.b64encode(b"user=sam\1auth=Bearer t0ken\1\1")
        said = server.commands()[1].split()[2:] + server.lines[2:]
        assert said == [token, b"", b"*"]


def test_a_token_is_not_sent_to_a_server_that_takes_none():
    error = refusal(b"", secret=Word("t0ken", token=True))
    assert isinstance(error, LoginRefused)
    assert "password_command" in str(error)


def test_a_secret_is_in_no_error_and_no_log(caplog: pytest.LogCaptureFixture, mailbox: MailboxOnDisk):
    """Row 62: even when the server repeats it."""
    caplog.set_level(logging.DEBUG)
    secret = "a very secret phrase"
    for capabilities in (ONLY_LOGIN, b"IMAP4rev1 AUTH=PLAIN"):
        repeated = f"TAG NO [AUTHENTICATIONFAILED] not {secret}\r\n".encode()
        error = refusal(repeated, capabilities, Word(secret))
        assert secret not in str(error)
        assert secret not in repr(error)
    response = base64.b64encode(f"\0sam\0{secret}".encode())
    repeated = b"TAG BAD Error in IMAP command AUTHENTICATE PLAIN " + response + b"\r\n"
    assert response.decode() not in str(refusal(repeated, b"IMAP4rev1 AUTH=PLAIN SASL-IR", Word(secret)))
    with pytest.raises(LoginRefused), session_at(mailbox, Word(secret)):
        pass
    with session_at(mailbox):
        pass
    told = caplog.text + "".join(str(record.args) for record in caplog.records)
    assert secret not in told
    assert base64.b64encode(f"\0{mailbox.user}\0{mailbox.password}".encode()).decode() not in told


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        (b"TAG NO [UNAVAILABLE] Maximum number of connections from user+IP exceeded\r\n", 900),
        (b"TAG NO [OVERQUOTA] Account exceeded command or bandwidth limits. (Failure)\r\n", 3600),
        (b"TAG NO [THROTTLED] slow down\r\n", 3600),
        (b"TAG BAD Request is throttled. Suggested Backoff Time: 92415 milliseconds\r\n", 92.415),
        (b"TAG BAD Request is throttled. Suggested Backoff Time: 92415000 milliseconds\r\n", 3600),
    ],
)
def test_a_pause_the_server_asks_for_is_no_refused_login(answer: bytes, seconds: float):
    """Rows 54 and 55, at the login."""
    error = refusal(answer)
    assert isinstance(error, Throttled)
    assert error.seconds == pytest.approx(seconds)
