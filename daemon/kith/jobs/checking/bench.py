"""What all checks share, and two things several of them say."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from kith.clock import Clock, instant, unix
from kith.config.settings import Settings
from kith.imap.certificate import Certificate
from kith.imap.conversation import Limits
from kith.jobs.checking.finding import Findings
from kith.mail import probe
from kith.model import Role
from kith.store import Store

LIMITS = Limits(connect=15, read=30, command=60)  # seconds: somebody is waiting in front of a terminal
SOON = 14 * 86_400  # seconds before its end at which a certificate is worth a word


@dataclass(slots=True)
class Bench:
    """`store` is None where it cannot be opened. `mail`: probes may be put and sent; `wait`: seconds for one that was
    sent. `server_ahead`: what an account's clock says against this one's, in seconds, as far as it is known;
    `folders`: an account's folders by what kith does there, as far as they were found."""

    settings: Settings
    environ: Mapping[str, str]
    clock: Clock
    findings: Findings
    store: Store | None = None
    mail: bool = True
    wait: float = 30
    server_ahead: dict[str, int] = field(default_factory=dict)
    folders: dict[str, dict[Role, str]] = field(default_factory=dict)
    _secret: bytes = b""

    @property
    def now(self) -> int:
        """Unix seconds."""
        return unix(self.clock.now())

    @property
    def secret(self) -> bytes:
        """What probes are signed with: the store's secret, so that the next check knows those an interrupted one has
        left; without a store, one for this time alone."""
        if self.store is not None:
            return self.store.ledger.secret()
        self._secret = self._secret or secrets.token_bytes(32)
        return self._secret

    def new_probe(self, own_address: str, to: str = "") -> tuple[str, bytes]:
        """A probe's Message-ID and letter; it goes to oneself where no other address is given."""
        message_id = probe.probe_id(self.secret, secrets.token_bytes(8), own_address)
        return message_id, probe.probe_letter(message_id, own_address, to or own_address, self.now)

    def is_probe(self, message_id: str) -> bool:
        return probe.is_probe(self.secret, message_id)

    def certificate(self, what: str, shown: Certificate | None, account: str = "") -> None:
        """The line about a certificate that was taken."""
        if shown is None:
            self.findings.ok(what, "not encrypted; the server is on this machine", account)
            return
        if shown.until is None:
            self.findings.ok(what, f"{shown.version}, the one certificate of tls_fingerprint", account)
            return
        until = f"{instant(shown.until):%Y-%m-%d}"
        told = f"{shown.version}, certificate for {shown.name} by {shown.issuer}, good until {until}"
        if shown.until - self.now < SOON:
            fix = f"it ends on {until}: whoever runs the server must renew it by then, or kith stops reading"
            self.findings.warn(what, told, fix, account, "ends soon")
        else:
            self.findings.ok(what, told, account)
