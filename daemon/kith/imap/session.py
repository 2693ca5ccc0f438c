"""One login to one account, closed again after use: `with Session(account, secret) as session: …`

Promises that no secret is sent before the line is safe: TLS with a verified certificate, STARTTLS where that is
configured and offered (never opportunistic), clear text on this machine only. Refuses servers that call the user
logged in before the login. Opens no folder and changes nothing.
"""

import ipaddress
import logging
import ssl
from contextlib import suppress
from types import TracebackType
from typing import Self

from imapclient.response_parser import parse_response

from kith import __version__
from kith.config.settings import Account
from kith.errors import KithError, Misconfigured
from kith.imap import errors
from kith.imap.certificate import Certificate, shown_by
from kith.imap.conversation import TROUBLE, Answers, Conversation, Limits, Part, text
from kith.imap.flight import Flight
from kith.imap.line import BoundedImap, Client, Pinned, offered
from kith.imap.login import Secret, log_in, masked
from kith.journal import clean

Prefixes = tuple[bytes, ...]


class Session(Conversation):
    """A logged-in session; a context manager.

    `capabilities`: what the server offers after the login, in capitals. `personal`, `foreign`: how the names of the
    user's own folders and of other people's begin (RFC 2342); empty where the server does not say. `kept`: it has
    been through a look before this one. `safe`: the line is one that a secret may be sent on, whatever the login gives;
    `certificate`: what the server has shown, None on a line in the clear.
    Raises on entering: AccountDown, Throttled, LoginRefused, LineNotSafe, SecretUnavailable, Misconfigured.
    """

    def __init__(self, account: Account, secret: Secret, limits: Limits | None = None) -> None:
        super().__init__(account, limits or Limits())
        self._secret = secret
        self.capabilities: frozenset[str] = frozenset()
        self.personal: Prefixes = ()
        self.foreign: Prefixes = ()
        self.kept = False
        self.safe = False
        self.certificate: Certificate | None = None
        for name in ("imapclient", "imapclient.imaplib"):  # they would log what is said, at DEBUG
            logging.getLogger(name).setLevel(logging.WARNING)

    def __enter__(self) -> Self:
        try:
            with self.doing("connecting"):
                self._open()
            self._look_around(log_in(self, self._secret))
        except BaseException:
            self._broken = True
            self._close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(KithError), self.doing("logging out", self.limits.goodbye):
            self.client.logout()
        self._close()

    def take_alerts(self) -> list[str]:
        """What the server wants the user to read, a clean line each; each is given once."""
        heard, self._line.alerts = self._line.alerts, []
        return [clean(masked(text(alert), self._secret.value)) for alert in heard]

    def _open(self) -> None:
        account, limits = self.account, self.limits
        context = None if account.security == "none" else _trust(account)
        implicit = context if account.security == "tls" else None

        def make() -> BoundedImap:
            return BoundedImap(self._line, account.host, account.port, implicit, limits.connect)

        self.client = Client(make, tls=implicit is not None, read_seconds=limits.read)
        self._refuse_preauth()
        if account.security == "starttls":
            self._start_tls(context)
        elif account.security == "none":
            self._refuse_clear_text_over_a_network()
        self.certificate, self.safe = shown_by(self.client.socket()), True

    def _start_tls(self, context: ssl.SSLContext | None) -> None:
        """RFC 9051 section 6.2.1. What was said before the handshake is forgotten: anyone may have said it."""
        who = f"{clean(self.account.email)} at {clean(self.account.host)}"
        if not self.client.has_capability("STARTTLS"):
            raise errors.LineNotSafe(
                f"{who}: the server offers no STARTTLS on port {self.account.port}, or somebody in between hides "
                'it. No password was sent. Set security = "tls" (port 993) if the server has it.'
            )
        try:
            self.client.starttls(context)
        except self.client.AbortError:
            raise
        except self.client.Error as error:
            raise errors.LineNotSafe(
                f"{who}: STARTTLS was offered and then refused. No password was sent. "
                'Set security = "tls" (port 993) if the server has it.'
            ) from error
        self.client._imap.untagged_responses.clear()

    def _refuse_preauth(self) -> None:
        if self.client._imap.state != "NONAUTH":
            raise errors.LineNotSafe(
                f"{clean(self.account.email)} at {clean(self.account.host)}: the server calls us logged in "
                "(PREAUTH) before the login; kith cannot know as whom. No password was sent."
            )

    def _refuse_clear_text_over_a_network(self) -> None:
        peer = self.client.socket().getpeername()[0]
        if not ipaddress.ip_address(peer).is_loopback:
            raise Misconfigured(
                f'{clean(self.account.email)}: security = "none" is for a server on this machine, and '
                f'{clean(self.account.host)} is not. Set security = "tls".'
            )

    def _look_around(self, said: Answers) -> None:
        """What the server can do now, who we are, and whether it really opens this account.

        Exchange Online lets a token for the wrong account in and only then says that it is not connected.
        """
        if "CAPABILITY" not in said:
            said = self.command("CAPABILITY")
        self.capabilities = frozenset(offered(said.get("CAPABILITY", [])))
        known = (
            f'ID ("name" "kith" "version" "{__version__}")'  # some providers open no folder to the nameless
        )
        polite = [known.encode()] if "ID" in self.capabilities else []
        probe = b"NAMESPACE" if "NAMESPACE" in self.capabilities else b'LIST "" ""'
        with Flight(self) as flight:
            tags = flight.ask(*polite, probe)
            flight.wait(*tags)
            for tag in tags:
                flight.refusal(tag)  # offered, yet not given: done without, unless the refusal means more
            self._learn_namespaces(flight.take_said().get("NAMESPACE", []))

    def _learn_namespaces(self, answer: list[Part]) -> None:
        with suppress(*TROUBLE, TypeError, RecursionError):  # an answer nobody can read says nothing
            own, others, shared = (kind or () for kind in parse_response(answer))
            self.personal = tuple(prefix for prefix, *_ in own if isinstance(prefix, bytes))
            self.foreign = tuple(prefix for prefix, *_ in (*others, *shared) if isinstance(prefix, bytes))

    def _close(self) -> None:
        with suppress(OSError, AttributeError):  # AttributeError: the line was never open
            self.client._imap.shutdown()
        self._line.close()


def _trust(account: Account) -> ssl.SSLContext:
    """Certificates are always verified: by the system's authorities, or by the user's own file alone, or by being
    the very one the user has named."""
    if account.tls_fingerprint:
        return Pinned.to(account.tls_fingerprint.removeprefix("sha256:"))
    try:
        return ssl.create_default_context(cafile=account.ca_file)
    except OSError as error:  # ssl.SSLError is one
        raise Misconfigured(
            f"{clean(account.email)}: ca_file {clean(account.ca_file)} cannot be used: {clean(error)}. "
            "It must be a readable file of certificates in PEM form."
        ) from error
