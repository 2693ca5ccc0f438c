"""A line to the user's SMTP server on which a letter may be handed over: protected, and logged in.

Promises: every certificate is verified; the TLS that was asked for is used or nothing is said; a secret
crosses no unprotected line and shows in no message. Every failure here happened before a letter left.
Refuses: opportunistic TLS, and a second try of a login that failed.
"""

import base64
import ipaddress
import json
import smtplib
import ssl
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress

from kith.config.settings import Smtp
from kith.errors import DeliveryDeferred, LoginRefused, Misconfigured
from kith.journal import clean
from kith.providers.refusals import explained

# An address literal (RFC 5321 section 4.1.3), the same on every machine. The usual greeting, this computer's
# full name, would tell the server, and every Received line after it, what the computer is called.
HELLO = "[127.0.0.1]"

# RFC 4954 section 6: these mean the login, whichever command they answer. 432, "a password transition is
# needed", is the one temporary code that time does not heal.
LOGIN_CODES = frozenset({432, 530, 534, 535, 538})

GOODBYE_SECONDS = 5.0


@contextmanager
def connected(
    server: Smtp, user: str, secret: str | None, *, token: bool, timeout: float
) -> Iterator[smtplib.SMTP]:
    """The line, until the block ends. Without a `secret` nobody logs in; `timeout` is seconds for each step.

    Raises DeliveryDeferred, LoginRefused, Misconfigured.
    """
    with _in_our_words(server):
        context = _trust(server)
        client = _connect(server, context, timeout)
        try:
            _protect(client, server, context)
            if secret is not None:
                _log_in(client, server, user, secret, token=token)
            yield client
        finally:
            _leave(client)


def place(server: Smtp) -> str:
    """How messages name the server."""
    return f"{server.host}:{server.port}"


def words(code: int, said: bytes, hidden: Collection[str] = ()) -> str:
    """A reply as it may be shown: one line, and nothing of it where it repeats what must not be seen."""
    text = said.decode("utf-8", "replace")
    if any(secret and secret in text for secret in hidden):
        text = "(not shown: the answer repeats the secret)"
    return clean(f"{code if code > 0 else ''} {text}") or "nothing that can be read"


def login_refused(server: Smtp, user: str, said: str, *, token: bool) -> LoginRefused:
    """The error for a login that is not accepted, or is missing."""
    why = f" {known}" if (known := explained(server.host, said, token=token)) else ""
    return LoginRefused(
        f"{place(server)} does not accept the login of {clean(user)}: {said.rstrip('. ')}.{why} Check user "
        "and secret under [smtp]; many providers want an app password or a token here."
    )


def _connect(server: Smtp, context: ssl.SSLContext, timeout: float) -> smtplib.SMTP:
    if server.security == "tls":
        return smtplib.SMTP_SSL(server.host, server.port, HELLO, timeout=timeout, context=context)
    return smtplib.SMTP(server.host, server.port, HELLO, timeout=timeout)


def _trust(server: Smtp) -> ssl.SSLContext:
    """Verifies chain and name; smtplib left to itself verifies nothing."""
    try:
        return ssl.create_default_context(cafile=server.ca_file)
    except OSError as exc:
        raise Misconfigured(
            f"[smtp] ca_file = {str(server.ca_file)!r} cannot be used: {clean(exc)}. It must be a PEM file "
            "that kith may read."
        ) from exc


def _protect(client: smtplib.SMTP, server: Smtp, context: ssl.SSLContext) -> None:
    if server.security == "none" and not _on_loopback(client):
        raise Misconfigured(
            f"[smtp] {place(server)} is another machine: security must be 'tls' or 'starttls'. With 'none' "
            "everyone in between could read the letter. Nothing was sent."
        )
    client.ehlo_or_helo_if_needed()
    if server.security == "starttls":
        if not client.has_extn("starttls"):
            raise Misconfigured(
                f"[smtp] {place(server)} offers no STARTTLS, so nothing was sent. Use security = 'tls' with "
                "its port (usually 465). If it did offer STARTTLS before, somebody in between takes it away."
            )
        client.starttls(context=context)
        client.ehlo_or_helo_if_needed()  # RFC 3207 section 4.2: nothing said before TLS counts


def _on_loopback(client: smtplib.SMTP) -> bool:
    return client.sock is not None and ipaddress.ip_address(client.sock.getpeername()[0]).is_loopback


def _leave(client: smtplib.SMTP) -> None:
    """Say goodbye. What became of the letter is known by now, so nothing that goes wrong here counts."""
    with suppress(OSError):
        if client.sock is not None:
            client.sock.settimeout(GOODBYE_SECONDS)
        client.quit()
    client.close()


def _log_in(client: smtplib.SMTP, server: Smtp, user: str, secret: str, *, token: bool) -> None:
    """One attempt by one method. smtplib's `login` tries them all, and each counts towards a lock-out."""
    command, *answers = _login_lines(_login_method(client, server, token=token), user, secret)
    code, said = client.docmd(command)
    told = b""
    for answer in answers:
        if code != 334:
            break
        told = said
        code, said = client.docmd(answer)
    if code == 235:
        return
    refusal = words(code, said, hidden={secret, *answers})
    if token and (reason := _complaint(told)):
        refusal = f"{refusal} ({words(0, reason.encode(), hidden={secret, *answers})})"
    if 400 <= code < 500 and code not in LOGIN_CODES:
        raise DeliveryDeferred(f"{place(server)} cannot check the login now: {refusal}")
    raise login_refused(server, user, refusal, token=token)


def _login_method(client: smtplib.SMTP, server: Smtp, *, token: bool) -> str:
    offered = client.esmtp_features.get("auth", "").upper().split()
    known = ("XOAUTH2", "OAUTHBEARER") if token else ("PLAIN", "LOGIN")
    method = next((each for each in known if each in offered), None)
    if method is None:
        raise Misconfigured(
            f"[smtp] {place(server)} offers {clean(' '.join(offered)) or 'no login at all'}; kith logs in by "
            f"{' or '.join(known)} with a {'token' if token else 'password'}. Use the other kind of secret, "
            "or the port that is meant for sending (465 or 587); without user and secret kith does not log "
            "in."
        )
    return method


def _login_lines(method: str, user: str, secret: str) -> tuple[str, ...]:
    """What to say: the command, and then a line for each 334. Text goes as UTF-8 (RFC 4616 section 2)."""
    if method == "XOAUTH2":
        # The empty line asks for the refusal itself after its details (Gmail's "XOAUTH2 protocol" page).
        return "AUTH XOAUTH2", _base64(f"user={user}\x01auth=Bearer {secret}\x01\x01"), ""
    if method == "OAUTHBEARER":
        # RFC 7628 section 3.1; the user's name as in RFC 5801 section 4; the last line ends a refusal (section 3.2.3).
        name = user.replace("=", "=3D").replace(",", "=2C")
        return "AUTH OAUTHBEARER", _base64(f"n,a={name},\x01auth=Bearer {secret}\x01\x01"), _base64("\x01")
    if method == "PLAIN":
        return "AUTH PLAIN", _base64(f"\0{user}\0{secret}")
    return "AUTH LOGIN", _base64(user), _base64(secret)


def _complaint(challenge: bytes) -> str:
    """The server's reason, which XOAUTH2 and OAUTHBEARER give as JSON before the refusal itself; "" for none."""
    try:
        said = json.loads(base64.b64decode(challenge, validate=True))
    except (ValueError, RecursionError):
        return ""
    if not isinstance(said, dict):
        return ""
    return ", ".join(f"{key} {said[key]}" for key in ("status", "error", "error_description") if key in said)


def _base64(text: str) -> str:
    """Bytes of a secret that were no UTF-8 where it came from (surrogates here) go out as they were."""
    return base64.b64encode(text.encode("utf-8", "surrogateescape")).decode("ascii")


@contextmanager
def _in_our_words(server: Smtp) -> Iterator[None]:
    """Foreign exceptions stop here."""
    try:
        yield
    except ssl.SSLCertVerificationError as exc:
        raise Misconfigured(
            f"[smtp] the certificate of {place(server)} is not to be trusted: {clean(exc.verify_message)}. "
            "Nothing was sent. If the server is your own, name its authority with ca_file; else check host "
            "and port."
        ) from exc
    except ssl.SSLError as exc:
        if server.security != "tls" or exc.reason != "WRONG_VERSION_NUMBER":
            raise DeliveryDeferred(f"{place(server)}: TLS failed: {clean(exc)}. Nothing was sent.") from exc
        raise Misconfigured(
            f"[smtp] {place(server)} does not start with TLS. Use security = 'starttls' (usually on port "
            "587), or the port that is meant for 'tls' (465)."
        ) from exc
    except smtplib.SMTPResponseException as exc:  # the greeting, EHLO or STARTTLS: not about this letter
        said = exc.smtp_error if isinstance(exc.smtp_error, bytes) else str(exc.smtp_error).encode()
        raise DeliveryDeferred(f"{place(server)} takes no mail now: {words(exc.smtp_code, said)}") from exc
    except OSError as exc:  # smtplib's own errors are OSErrors, too
        raise DeliveryDeferred(f"{place(server)} cannot be reached: {clean(exc)}. Nothing was sent.") from exc
    except UnicodeError as exc:
        raise Misconfigured(f"[smtp] host = {server.host!r} is not the name of a host: {clean(exc)}") from exc
