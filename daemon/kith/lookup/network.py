"""The ways to the network that the questions of this package go: connections, certificates, name servers.

Promises verified TLS of at least version 1.2 for whatever is asked; nothing is ever asked in clear text but DNS.
Handed in, so that tests put real servers of their own at the end of them.
"""

import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

PATIENCE = 5.0  # seconds for each question; all are asked at once
ISPDB = "autoconfig.thunderbird.net"

Connect = Callable[[str, int, float], socket.socket]


def dial(host: str, port: int, seconds: float) -> socket.socket:
    """A TCP connection to a host by its name; OSError where there is none."""
    return socket.create_connection((host, port), seconds)


def trusting(ca_file: Path | None = None) -> ssl.SSLContext:
    """Certificates are verified by the system's authorities, and by those in `ca_file` (PEM) beside them.

    OSError where that cannot be read.
    """
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_file:
        context.load_verify_locations(ca_file)
    return context


@dataclass(frozen=True)
class Network:
    """`name_servers`: IP addresses, the system's where it is empty. `seconds`: for each question."""

    trust: ssl.SSLContext = field(default_factory=trusting)
    connect: Connect = dial
    name_servers: tuple[str, ...] = ()
    dns_port: int = 53
    seconds: float = PATIENCE

    def encrypted(self, host: str, port: int) -> ssl.SSLSocket:
        """A line to `host` that its certificate vouches for; OSError and its kinds where there is none."""
        return self.secured(self.connect(host, port, self.seconds), host)

    def secured(self, line: socket.socket, host: str) -> ssl.SSLSocket:
        """The same line after the handshake; closed where that fails."""
        try:
            return self.trust.wrap_socket(line, server_hostname=host)
        except BaseException:
            line.close()
            raise


def in_words(failure: Exception) -> str:
    """Why there was no line, as a clause."""
    if isinstance(failure, ssl.SSLCertVerificationError):
        return f"its certificate is not to be trusted: {failure.verify_message}"
    if isinstance(failure, ssl.SSLError):
        return "it does not speak TLS as it should"
    if isinstance(failure, socket.gaierror):
        return "there is no such host"
    if isinstance(failure, TimeoutError):
        return "no answer in time"
    if isinstance(failure, ConnectionRefusedError):
        return "nothing answers there"
    return (failure.strerror or "the line broke") if isinstance(failure, OSError) else "it broke off"
