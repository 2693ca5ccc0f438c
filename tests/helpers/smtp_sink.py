"""A real SMTP server on loopback that keeps what it accepted, and can fail at every step of the dialogue.

Promises that `letters` are exactly the ones it took responsibility for, and that `heard` is every byte that
came in (`heard_in_clear`: before TLS). It speaks aiosmtpd; this file only adds the failures and the record.
"""

# ruff: noqa: N802, N815  (aiosmtpd finds its hooks by name: handle_DATA, smtp_MAIL, auth_XOAUTH2)

import asyncio
import logging
import mailbox
import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from helpers.certificates import Certificate

# What can happen instead of the usual answer at a step; any other text is a reply: "451 4.3.0 later".
DROP = "drop"  # the connection is cut
SILENCE = "silence"  # nothing, for ever

# In the order of the dialogue. "end": at the final dot, the letter is not taken; "accepted": it is taken, but
# this comes in place of the 250; "sent": after the 250 is out. "body": the line is cut while the letter is
# coming in.
STEPS = (
    "connect", "ehlo", "starttls", "auth", "mail", "rcpt", "data", "body", "end", "accepted", "sent", "quit",
)  # fmt: skip

MECHANISMS = ("LOGIN", "PLAIN", "XOAUTH2")

# aiosmtpd logs every line it hears, secrets too; a test that looks for leaks must see those of kith only.
logging.getLogger("mail.log").setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class Accepted:
    """One letter the server took responsibility for: the envelope and the bytes."""

    sender: str
    recipients: tuple[str, ...]
    options: tuple[str, ...]  # of MAIL FROM, in capitals
    content: bytes


@dataclass
class SmtpSink:
    """The server; a context manager. Change `faults` and the hooks at any time, also between two letters.

    The hooks are called in the server's thread: `before_reply` when a letter is kept but nobody has been
    told, `after_reply` when the 250 is on its way, `deliver_to` puts the letter into a mailbox (see
    `into_maildir`).
    """

    security: str = "none"  # "none", "starttls", "tls"
    certificate: Certificate | None = None
    login: tuple[str, str] | None = None  # user and secret; None: there is no login here
    mechanisms: tuple[str, ...] = MECHANISMS
    without: frozenset[str] = frozenset()  # extensions not to be offered: {"SMTPUTF8"}
    faults: dict[str, str] = field(default_factory=dict)  # step -> DROP, SILENCE or a reply
    injected: str = ""  # sent in one packet with the go-ahead for STARTTLS, as an attacker would
    before_reply: Callable[[Accepted], None] = lambda letter: None
    after_reply: Callable[[Accepted], None] = lambda letter: None
    deliver_to: Callable[[Accepted], None] = lambda letter: None
    host: str = "127.0.0.1"

    def __post_init__(self) -> None:
        self.port = 0
        self.letters: list[Accepted] = []
        self.logins: list[
            tuple[str, str]
        ] = []  # the mechanism and the user of every attempt that got that far
        self.heard = b""
        self.heard_in_clear = b""
        self.talks: set[Talk] = set()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)

    def __enter__(self) -> "SmtpSink":
        self._thread.start()
        assert self._ready.wait(60), "the SMTP server did not start"
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    @property
    def context(self) -> ssl.SSLContext | None:
        return self.certificate.server_context() if self.certificate else None

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        context = self.context if self.security == "tls" else None
        server = await self._loop.create_server(lambda: Talk(self), self.host, self.port, ssl=context)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        async with server:
            await self._stop.wait()
            for talk in tuple(self.talks):
                talk.transport.close()
            async with asyncio.timeout(5):
                while self.talks:
                    await asyncio.sleep(0)

    # What follows is called by aiosmtpd, which finds it by name.

    async def handle_EHLO(
        self, talk: "Talk", session: Session, envelope: Envelope, name: str, lines: list[str]
    ) -> list[str]:
        session.host_name = name
        hidden = self.without | (set() if self.login else {"AUTH"})
        *kept, last = [line for line in lines if line[4:].split()[0] not in hidden]
        return [*kept, last.replace("250-", "250 ", 1)]

    async def handle_DATA(self, talk: "Talk", session: Session, envelope: Envelope) -> str:
        if refusal := await talk.fault("end"):
            return refusal
        content = bytes(envelope.original_content or b"")
        if any(len(line) > 998 for line in content.split(b"\r\n")):
            return (
                "500 5.5.2 line too long"  # RFC 5321 section 4.5.3.1.6; aiosmtpd's own limit is lifted below
            )
        letter = Accepted(
            str(envelope.mail_from), tuple(envelope.rcpt_tos), tuple(envelope.mail_options), content
        )
        self.letters.append(letter)
        talk.newest = letter
        self.deliver_to(letter)
        self.before_reply(letter)
        return await talk.fault("accepted") or f"250 2.0.0 kept as number {len(self.letters)}"

    async def auth_XOAUTH2(self, talk: "Talk", words: list[str]) -> AuthResult:
        proof = await talk.challenge_auth("")
        user, bearer, *_ = proof.split(b"\x01") if isinstance(proof, bytes) else (b"", b"")
        given = LoginPassword(user.removeprefix(b"user="), bearer.removeprefix(b"auth=Bearer "))
        result = self.authenticate(talk, talk.session, talk.envelope, "XOAUTH2", given)
        if not result.success:
            await talk.challenge_auth('{"status":"401","schemes":"bearer"}')
        return result

    def authenticate(
        self, talk: Any, session: Any, envelope: Any, mechanism: str, given: LoginPassword
    ) -> AuthResult:
        self.logins.append((mechanism, given.login.decode()))
        wanted = self.login and tuple(each.encode("utf-8", "surrogateescape") for each in self.login)
        return AuthResult(success=(given.login, given.password) == wanted, handled=False)


def _may_fail(step: str, usual: Callable[..., Any]) -> Callable[..., Any]:
    """The usual answer to a command, unless this step is to fail."""

    async def answer(talk: "Talk", argument: str | None) -> None:
        if refusal := await talk.fault(step):
            await talk.push(refusal)
        else:
            await usual(talk, argument)

    return answer


class Talk(SMTP):
    """One connection."""

    line_length_limit = 12288  # RFC 4954 section 4: a line of a login may be this long

    def __init__(self, sink: SmtpSink) -> None:
        self.sink = sink
        self.newest: Accepted | None = None
        super().__init__(
            sink,
            hostname="sink.example",
            ident="test",
            enable_SMTPUTF8="SMTPUTF8" not in sink.without,
            tls_context=sink.context if sink.security == "starttls" else None,
            auth_require_tls=sink.security == "starttls",
            auth_exclude_mechanism=set(MECHANISMS) - set(sink.mechanisms),
            authenticator=sink.authenticate,
            loop=asyncio.get_running_loop(),
        )

    smtp_HELO = _may_fail("ehlo", SMTP.smtp_HELO)
    smtp_EHLO = _may_fail("ehlo", SMTP.smtp_EHLO)
    smtp_STARTTLS = _may_fail("starttls", SMTP.smtp_STARTTLS)
    smtp_AUTH = _may_fail("auth", SMTP.smtp_AUTH)
    smtp_MAIL = _may_fail("mail", SMTP.smtp_MAIL)
    smtp_RCPT = _may_fail("rcpt", SMTP.smtp_RCPT)
    smtp_QUIT = _may_fail("quit", SMTP.smtp_QUIT)

    async def smtp_DATA(self, argument: str | None) -> None:
        if refusal := await self.fault("data"):
            await self.push(refusal)
            return
        self.newest = None
        await super().smtp_DATA(argument)
        if self.newest:
            self.sink.after_reply(self.newest)
            await self.fault("sent")

    async def fault(self, step: str) -> str:
        """The reply that this step is to fail with, "" for none. Dropping and silence do not come back."""
        assert {step, *self.sink.faults} <= set(STEPS), f"no such step: {self.sink.faults}"
        wanted = self.sink.faults.get(step, "")
        if wanted == DROP:
            self.cut()
            raise asyncio.CancelledError
        if wanted == SILENCE:
            await asyncio.Event().wait()
        return wanted

    def cut(self) -> None:
        if self.transport is not None:
            (self._original_transport or self.transport).abort()  # the former is what lies under STARTTLS

    async def push(self, status: Any) -> None:
        """Every reply goes through here."""
        if self.sink.injected and status == "220 Ready to start TLS":
            status += "\r\n" + self.sink.injected
        await super().push(status)
        if isinstance(status, str) and status.startswith("354"):
            await self.fault("body")

    async def check_auth_needed(self, caller_method: str) -> bool:
        if self.sink.login and not self.session.authenticated:
            await self.push("530 5.7.0 Authentication required")
            return True
        return False

    async def _handle_client(self) -> None:
        try:
            if refusal := await self.fault("connect"):
                await self.push(refusal)
                self.transport.close()
                return
        except asyncio.CancelledError:
            return
        await super()._handle_client()

    def data_received(self, data: bytes) -> None:
        self.sink.heard += data
        if self.transport.get_extra_info("sslcontext") is None:
            self.sink.heard_in_clear += data
        super().data_received(data)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.sink.talks.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self.sink.talks.discard(self)
        super().connection_lost(error)


def into_maildir(folder: Path) -> Callable[[Accepted], None]:
    """For `deliver_to`: the letter arrives in this Maildir, with the lines a mail server puts on top."""
    box = mailbox.Maildir(folder)

    def deliver(letter: Accepted) -> None:
        trace = f"Return-Path: <{letter.sender}>\r\nDelivered-To: {letter.recipients[0]}\r\n"
        box.add(trace.encode() + letter.content)

    return deliver


def settings_for(sink: SmtpSink, ca_file: Path | None = None, **more: Any) -> Mapping[str, Any]:
    """What a `[smtp]` table has to say to reach this server."""
    return {"host": sink.host, "port": sink.port, "security": sink.security, "ca_file": ca_file, **more}
