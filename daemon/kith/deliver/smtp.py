"""Sends one letter to one recipient, and says truly what became of it.

Promises that "accepted", "refused", "not now" and "nobody knows" are told apart and never guessed: only the
first and the last can mean that the letter is on its way. Refuses a second recipient, and line ends other
than CRLF.
"""

import re
import smtplib
import socket
from collections.abc import Callable

from kith.config.settings import Smtp
from kith.deliver import line
from kith.errors import DeliveryDeferred, DeliveryPutOff, DeliveryRefused, DeliveryUncertain
from kith.journal import clean

STEP_SECONDS = 60.0
# RFC 5321 section 4.5.3.2.6 gives the server ten minutes to take in a whole letter. It is five here, so that
# a silent server does not look like a stuck daemon to the watchdog; a letter in doubt is looked for, not sent
# twice.
DATA_SECONDS = 300.0

# One bare addr-spec (RFC 5321 section 4.1.2), without quoted local parts and domain literals.
_BARE_ADDRESS = re.compile(r"""[^\s<>()\[\],:;\\"@\x00-\x1f\x7f]+@[^\s<>()\[\],:;\\"@\x00-\x1f\x7f]+""")
_LONE_LINE_END = re.compile(rb"\r(?!\n)|(?<!\r)\n")


def send(
    letter: bytes,
    sender: str,
    recipient: str,
    server: Smtp,
    secret: str | None = None,
    *,
    token: bool = False,
    timeout: float = STEP_SECONDS,
    data_timeout: float = DATA_SECONDS,
) -> str:
    """Hand a finished letter (RFC 5322, CRLF) to the user's mail server; returns what the server said to it.

    `sender` and `recipient` are the envelope, one bare address each. With a `secret` it logs in as
    `server.user` (else as the sender); a `token` is an access token for XOAUTH2. `timeout` is for each step,
    `data_timeout` for the answer to the whole letter, both in seconds.

    Raises DeliveryDeferred (a later try may do; DeliveryPutOff where the server says so when it has the whole
    letter), DeliveryUncertain (nobody knows whether it arrived), DeliveryRefused (never, as the letter is),
    LoginRefused, Misconfigured (certificate, TLS, login method).
    """
    _check(letter, sender, recipient)
    user = server.user or sender
    with line.connected(server, user, secret, token=token, timeout=timeout) as client:
        options = _options(client, server, letter, sender, recipient)
        _expect(2, client.mail(sender, options), server, user, f"the sender {clean(sender)}")
        _expect(2, client.rcpt(recipient), server, user, f"the recipient {clean(recipient)}")
        _expect(3, client.docmd("DATA"), server, user, "the letter")
        code, said = _deliver(client, server, letter, data_timeout)
        if code // 100 == 4 and code not in line.LOGIN_CODES:
            raise DeliveryPutOff(
                f"{line.place(server)} does not take the letter now: {line.words(code, said)}"
            )
        return _expect(2, (code, said), server, user, "the letter")


def rehearse(
    sender: str,
    recipient: str,
    server: Smtp,
    secret: str | None = None,
    *,
    token: bool = False,
    timeout: float = STEP_SECONDS,
    look: Callable[[socket.socket], object] = lambda _: None,
) -> str:
    """As `send` up to the recipient, and then RSET: nothing is sent. Gives the server's words to the recipient.

    `look` is shown the line. Raises as `send`.
    """
    _check(b"", sender, recipient)
    user = server.user or sender
    with line.connected(server, user, secret, token=token, timeout=timeout) as client:
        if client.sock is not None:
            look(client.sock)
        _expect(2, client.mail(sender), server, user, f"the sender {clean(sender)}")
        said = _expect(2, client.rcpt(recipient), server, user, f"the recipient {clean(recipient)}")
        client.rset()
        return said


def _check(letter: bytes, sender: str, recipient: str) -> None:
    for address in (sender, recipient):
        if not _BARE_ADDRESS.fullmatch(address):
            raise DeliveryRefused(f"not one plain mail address: {clean(address)!r}. Nothing was sent.")
    if _LONE_LINE_END.search(letter):
        # Servers disagree on what these end; that is how one letter is made to look like two (SMTP
        # smuggling).
        raise DeliveryRefused("the letter has line ends other than CRLF. Nothing was sent.")


def _options(client: smtplib.SMTP, server: Smtp, letter: bytes, sender: str, recipient: str) -> list[str]:
    """The parameters of MAIL FROM: only what this letter needs (RFC 1870, 6152, 6531)."""
    options = [f"SIZE={len(letter)}"] if client.has_extn("size") else []
    if not letter.isascii() and client.has_extn("8bitmime"):
        options.append("BODY=8BITMIME")
    header, _, _ = letter.partition(b"\r\n\r\n")
    if not (sender.isascii() and recipient.isascii() and header.isascii()):
        if not client.has_extn("smtputf8"):
            raise DeliveryRefused(
                f"{line.place(server)} carries addresses in ASCII only, which {clean(sender)} or "
                f"{clean(recipient)} is not. Give the digest another address (to, under [digest]), or use "
                "another server."
            )
        options.append("SMTPUTF8")
    return options


def _deliver(client: smtplib.SMTP, server: Smtp, letter: bytes, data_timeout: float) -> tuple[int, bytes]:
    """The letter itself, and the answer to it. From the first byte on, a broken line leaves its fate open."""
    try:
        if client.sock is not None:
            client.sock.settimeout(data_timeout)
        client.send(_dotted(letter))
        code, said = client.getreply()
    except OSError as exc:
        raise _unknown(server, exc) from exc
    if code < 0:
        raise _unknown(server, "its answer is not SMTP")
    return code, said


def _dotted(letter: bytes) -> bytes:
    """As it travels (RFC 5321 section 4.5.2): a dot at the start of a line is doubled, one alone is the end."""
    ended = letter if letter.endswith(b"\r\n") else letter + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", ended) + b".\r\n"


def _expect(hundreds: int, reply: tuple[int, bytes], server: Smtp, user: str, what: str) -> str:
    """The server's words, if they are the kind hoped for. 4yz: later; 5yz: never (RFC 5321 section 4.2.1)."""
    code, said = reply[0], line.words(*reply)
    if code // 100 == hundreds:
        return said
    if code in line.LOGIN_CODES:
        raise line.login_refused(server, user, said)
    if code // 100 == 5:
        raise DeliveryRefused(f"{line.place(server)} refuses {what}: {said}")
    raise DeliveryDeferred(f"{line.place(server)} does not take {what} now: {said}")


def _unknown(server: Smtp, why: object) -> DeliveryUncertain:
    return DeliveryUncertain(
        f"{line.place(server)} got the letter and gave no answer ({clean(why)}): nobody knows whether it "
        "arrived. It must be looked for in the mailbox before it is sent again."
    )
