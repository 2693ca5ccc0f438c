"""The login: a password by AUTHENTICATE PLAIN or LOGIN, an access token by XOAUTH2 or OAUTHBEARER.

Promises that nothing but the one secret is sent, that a server asking twice is not told twice, and that neither an
error nor a log line ever holds the secret. Refuses secrets with control characters: inside LOGIN a line end would
start a command of its own.
"""

import imaplib
import json
import unicodedata
from base64 import b64encode
from typing import Protocol

from kith.config.settings import Account
from kith.errors import AccountDown, LoginRefused, SecretUnavailable
from kith.imap import errors
from kith.imap.conversation import Answers, Conversation, quoted
from kith.journal import clean


class Secret(Protocol):
    """What `kith.vault` hands out."""

    @property
    def value(self) -> str: ...

    @property
    def token(self) -> bool: ...


class Spoken:
    """A SASL mechanism with one thing to say: first the response, then, to any challenge, a polite end.

    The second challenge of XOAUTH2 and OAUTHBEARER is the server's error as JSON (RFC 7628 section 3.2.3).
    """

    def __init__(self, response: str, farewell: bytes) -> None:
        self._response, self._farewell = response, farewell
        self._asked = 0
        self.complaint = b""

    def __call__(self, challenge: bytes) -> bytes | None:
        self._asked += 1
        if self._asked == 1:
            return self._response.encode()
        self.complaint = self.complaint or challenge
        return self._farewell if self._asked == 2 else None  # None: imaplib cancels with "*"

    def complained(self) -> str:
        """The server's error in words; "" where there was none or it cannot be read."""
        try:
            said = json.loads(self.complaint)
        except (ValueError, RecursionError):
            return ""
        if not isinstance(said, dict):
            return ""
        told = [f"{key} {said[key]}" for key in ("status", "error", "error_description") if key in said]
        return clean(", ".join(told))


def log_in(conversation: Conversation, secret: Secret) -> Answers:
    """Log in; the line must be safe already. Gives what the server says beside, its capabilities where it is polite.

    Raises LoginRefused, AccountDown, Throttled, SecretUnavailable.
    """
    account = conversation.account
    for text, name in ((secret.value, "the secret"), (account.user, "user")):
        if any(unicodedata.category(char) == "Cc" for char in text):
            raise SecretUnavailable(
                f"{clean(account.email)}: {name} holds a line end or another control character, so it was not "
                "sent. Check what the password command or file prints: one line, nothing else."
            )
    mechanism, response, farewell = _way(conversation, secret)
    try:
        if not mechanism:
            return _login(conversation, account.user, secret.value)
        return _authenticate(conversation, mechanism, Spoken(response, farewell))
    except AccountDown as error:
        # A server may repeat what it was sent.
        error.args = (masked(str(error), secret.value, response),)
        raise


def _way(conversation: Conversation, secret: Secret) -> tuple[str, str, bytes]:
    """The SASL mechanism to use, what is said in it, and how it is ended politely; "" for LOGIN instead."""
    offered = set(conversation.client._imap.capabilities)
    user, value = conversation.account.user, secret.value
    if secret.token and "AUTH=XOAUTH2" in offered:
        return "XOAUTH2", f"user={user}\1auth=Bearer {value}\1\1", b""
    if secret.token and "AUTH=OAUTHBEARER" in offered:
        name = user.replace("=", "=3D").replace(",", "=2C")  # RFC 5801 section 4
        return "OAUTHBEARER", f"n,a={name},\1auth=Bearer {value}\1\1", b"\1"
    if not secret.token and "AUTH=PLAIN" in offered:
        return "PLAIN", f"\0{user}\0{value}", b""
    if not secret.token and "LOGINDISABLED" not in offered:
        return "", "", b""
    raise _no_way(conversation.account, offered, token=secret.token)


def _authenticate(conversation: Conversation, mechanism: str, spoken: Spoken) -> Answers:
    """As imaplib's own call does it, and with the response in the same line where the server takes that (RFC 4959).

    imapclient's call says LoginError for a refusal and for a lost line alike.
    """
    imap = conversation.client._imap
    with conversation.doing("logging in"):
        imap.untagged_responses.clear()
        try:
            at_once = [b64encode(spoken(b"") or b"")] if "SASL-IR" in imap.capabilities else []
            imap.literal = imaplib._Authenticator(spoken).process
            kind, (said, *_) = imap._simple_command("AUTHENTICATE", mechanism, *at_once)
            if kind != "OK":
                raise imap.error(said.decode("utf-8", "replace"))
        except imap.abort:
            raise
        except imap.error as error:
            words = f"{errors.words_of(error)} {spoken.complained()}".strip()
            raise errors.login_refused(
                conversation.account, words, token=mechanism != "PLAIN", bad=errors.was_bad(error)
            ) from None
        imap.state = "AUTH"
        return dict(imap.untagged_responses)


def _login(conversation: Conversation, user: str, password: str) -> Answers:
    """LOGIN with UTF-8 in quoted strings: RFC 9051 allows it, and older servers compare bytes anyway."""
    try:
        said = conversation.command("LOGIN", quoted(user.encode()), quoted(password.encode()))
    except errors.Refused as error:
        raise errors.login_refused(
            conversation.account, error.words, token=False, bad=error.kind == "BAD"
        ) from None
    conversation.client._imap.state = "AUTH"
    return said


def _no_way(account: Account, offered: set[str], *, token: bool) -> LoginRefused:
    ways = ", ".join(sorted(way for way in offered if way.startswith("AUTH="))) or "no login at all"
    advice = (
        "Use a password (password_command) instead of a token."
        if token
        else 'It takes no password here: use token_command, or security = "tls" if that is not set.'
    )
    return LoginRefused(
        f"{clean(account.email)} at {clean(account.host)}: the server offers {clean(ways)}. {advice}"
    )


def masked(text: str, *secrets: str) -> str:
    """A server's words without these secrets, which it may repeat."""
    for secret in secrets:
        for form in (secret, b64encode(secret.encode()).decode()):
            text = text.replace(form, "(secret)") if len(form) > 3 else text
    return text
