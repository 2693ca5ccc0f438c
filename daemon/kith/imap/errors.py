"""What a server's refusal or a broken line means, in kith's words.

Judged by response code and text, never by the library's exception type: `LoginError` also stands for a full server
and a lost line. Every message names the account, the host, the server's own words, and what to do next.
"""

import errno
import re
import socket
import ssl

from kith.config.settings import Account
from kith.errors import MISCONFIGURED, AccountDown, KithError, LoginRefused, Throttled
from kith.imap.line import OtherCertificate
from kith.journal import clean
from kith.providers.refusals import explained

HOUR = 3600.0
CROWDED = 900.0  # seconds to stay away from a server that counts connections
_SAID = 1000  # characters of an answer that are looked at
_CODE = re.compile(r"\[([A-Z][A-Z0-9-]*)(?: [^\]]*)?\]", re.IGNORECASE)
_BACKOFF = re.compile(r"backoff time:?\s*(\d+)\s*milliseconds", re.IGNORECASE)  # Exchange Online
_LIMITED = re.compile(r"request is throttled|exceeded command or bandwidth limits", re.IGNORECASE)
_CROWD = re.compile(r"too many (?:simultaneous )?connections|maximum number of connections", re.IGNORECASE)
_APP_PASSWORD = re.compile(r"application-specific password|app password|invalid credentials", re.IGNORECASE)
_NOT_CONNECTED = re.compile(r"authenticated but not connected", re.IGNORECASE)
_IMAPLIB = re.compile(r"^[\w ]+ command error: (?:NO|BAD) \[b(['\"])(.*)\1\]$", re.DOTALL)
_LOGIN_CODES = {"AUTHENTICATIONFAILED", "AUTHORIZATIONFAILED", "EXPIRED"}  # RFC 5530 section 3


class Refused(AccountDown):
    """The server answered NO or BAD to one command. Who asked may know a way round; else the account is down.

    `kind` is "NO" or "BAD", `code` the response code ("" where there is none), `words` what the server said.
    """

    def __init__(self, message: str, kind: str, code: str, words: str) -> None:
        super().__init__(message)
        self.kind, self.code, self.words = kind, code, words


class LineNotSafe(AccountDown):
    """The server cannot be trusted or the line not encrypted. No secret was sent.

    Other accounts go on, and a hotel's captive portal looks just like this: so the daemon tries again later.
    """

    exit_code = MISCONFIGURED


def code_of(text: str) -> str:
    """The first response code of a server's answer, in capitals; "" where there is none (RFC 9051 section 7.1)."""
    found = _CODE.search(text)
    return found[1].upper() if found else ""


def words_of(error: object) -> str:
    """The server's own words out of an exception of imaplib or imapclient, one clean line."""
    said = error.args[0] if isinstance(error, Exception) and error.args else error
    if isinstance(error, OSError) and error.strerror:  # what stands first is a number
        said = error.strerror
    text = said[:_SAID].decode("utf-8", "replace") if isinstance(said, bytes) else str(said)[:_SAID]
    wrapped = _IMAPLIB.match(text)
    return clean(wrapped[2] if wrapped else text)


def pause_asked(text: str) -> float | None:
    """Seconds the server wants to be left alone; None where it asks for no pause."""
    if stated := _BACKOFF.search(text):
        return min(int(stated[1]) / 1000, HOUR)
    if code_of(text) in {"OVERQUOTA", "THROTTLED"} or _LIMITED.search(text):
        return HOUR
    return CROWDED if _CROWD.search(text) else None


def throttled(account: Account, text: str) -> Throttled | None:
    """The pause a text asks for, as an error; None where it asks for none."""
    seconds = pause_asked(text)
    if seconds is None:
        return None
    told = f"{_who(account)}: the server asks for a pause of {seconds:.0f} s: {clean(text)}"
    return Throttled(f"{told}. kith keeps away until then; nothing needs to be done.", seconds)


def refused(account: Account, doing: str, kind: str, text: str) -> AccountDown:
    """What a NO or BAD to an ordinary command means: a pause, a half-open account, or just a refusal."""
    if pause := throttled(account, text):
        return pause
    if _NOT_CONNECTED.search(text):
        return AccountDown(
            f"{_who(account)}: logged in, but the server opens no mailbox: {clean(text)}. Either the token or "
            "password is for another account (check `user` and `email`), or the server is limiting this one."
        )
    told = f"{_who(account)}: {doing} was refused: {kind} {clean(text)}. kith tries again later."
    return Refused(told, kind, code_of(text), clean(text))


def was_bad(error: Exception) -> bool:
    """Did imaplib raise this for a BAD, an answer to a command the server did not understand?"""
    return re.match(r"\w+ command error: BAD", str(error)) is not None


def login_refused(account: Account, text: str, *, token: bool, bad: bool) -> AccountDown:
    """What a NO (or BAD) to the login means. Only an answer about the secret itself is `LoginRefused`."""
    if pause := throttled(account, text):
        return pause
    code, words = code_of(text), clean(text).rstrip(". ")  # the sentence has its own full stop
    if code == "PRIVACYREQUIRED":
        return LineNotSafe(
            f'{_who(account)}: the server wants an encrypted line: {words}. Set security = "tls".'
        )
    # A refusal without any code is how Exchange and older servers say it.
    about_the_secret = code in _LOGIN_CODES or not code or _APP_PASSWORD.search(text)
    why = f" {known}" if (known := explained(account.host, words, token=token)) else ""
    if bad or not about_the_secret:
        return AccountDown(f"{_who(account)}: login not possible now: {words}.{why} kith tries again later.")
    if token and account.oauth:
        advice = "Log in anew with `kith login`, for this account."
    elif token:
        advice = "Check that token_command prints a fresh access token for this account with access to IMAP."
    elif code == "EXPIRED":
        advice = "The password has expired: set a new one at your provider, then store it for kith."
    else:
        advice = "Check `user` and the password; Gmail, Yahoo and iCloud want an app password here."
    return LoginRefused(
        f"{_who(account)}: login as {clean(account.user)} was refused: {words}.{why} {advice} Then try `kith scan`."
    )


def unreachable(account: Account, doing: str, error: Exception) -> KithError:
    """What a broken line, a failed handshake or an answer that is not IMAP means."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return _untrusted(account, error)
    if isinstance(error, OtherCertificate):
        return LineNotSafe(
            f"{_who(account)}: the server shows another certificate than the one in tls_fingerprint; this one is "
            f"sha256:{error.shown}. If you know that the server has a new one, put that there. No password was sent."
        )
    if isinstance(error, ssl.SSLError) and error.reason in {"WRONG_VERSION_NUMBER", "UNEXPECTED_MESSAGE"}:
        return LineNotSafe(
            f"{_who(account)}: port {account.port} does not speak TLS. If the server wants STARTTLS, set "
            'security = "starttls"; no password was sent.'
        )
    words = words_of(error)
    if pause := throttled(account, words):
        return pause
    if isinstance(error, socket.gaierror):
        trouble = f"the name {clean(account.host)} is not known here ({clean(error.strerror)}). Check `host`"
    elif isinstance(error, ConnectionRefusedError):
        trouble = f"nothing answers on port {account.port}. Check `host`, `port` and whether the server runs"
    elif isinstance(error, TimeoutError) or getattr(error, "errno", None) == errno.ETIMEDOUT:
        trouble = f"no answer in time while {doing}. Check the network"
    else:
        trouble = f"the line broke while {doing}: {words or type(error).__name__}"
    return AccountDown(f"{_who(account)}: {trouble}. kith tries again later.")


def _untrusted(account: Account, error: ssl.SSLCertVerificationError) -> LineNotSafe:
    """OpenSSL's verify codes (x509_vfy.h): 10 expired, 18 to 21 unknown issuer, 62 and 64 another name."""
    if error.verify_code == 10:
        advice = "The server's owner must renew it; check this machine's clock too"
    elif error.verify_code in {62, 64}:
        advice = "Set `host` to the name the certificate is for"
    else:
        advice = (
            "If the server has a private authority, name its file in `ca_file`; if it signed its own, that file "
            "there or its hash in `tls_fingerprint`"
        )
    what = clean(error.verify_message)
    return LineNotSafe(
        f"{_who(account)}: the certificate is not to be trusted: {what}. {advice}. No password was sent."
    )


def _who(account: Account) -> str:
    return f"{clean(account.email)} at {clean(account.host)}"
