"""Is there an IMAP server under one of the usual names of a domain? Tried, as a last resort, and never logged in to."""

import re
import socket

from kith.lookup.network import Network, in_words
from kith.providers.choice import GUESS, Said
from kith.providers.server import Encrypted, Server

_LONGEST = 1000  # bytes of a line
PLACES: tuple[tuple[str, int, Encrypted], ...] = (
    ("imap", 993, "tls"),
    ("mail", 993, "tls"),
    ("imap", 143, "starttls"),
    ("mail", 143, "starttls"),
)


def tried(name: str, port: int, security: Encrypted, domain: str, network: Network) -> Said:
    """Whether `name`.`domain` greets as an IMAP server, behind a certificate for that name."""
    host = f"{name}.{domain}"
    asked = f"{host}:{port}"
    try:
        greeting = _greeting(host, port, security, network)
    except OSError as failure:
        return Said(GUESS, asked, why_not=in_words(failure))
    if not re.match(rb"\* OK\b", greeting, re.IGNORECASE):
        return Said(GUESS, asked, why_not="it is no IMAP server")
    return Said(GUESS, asked, (Server(host, port, security),))


def _greeting(host: str, port: int, security: Encrypted, network: Network) -> bytes:
    """The first line of the server; after the handshake of STARTTLS it is known to be the host's own."""
    if security == "tls":
        with network.encrypted(host, port) as encrypted:
            return _line(encrypted)
    line = network.connect(host, port, network.seconds)
    try:
        greeting = _line(line)
        line.sendall(b"k1 STARTTLS\r\n")
        if not re.match(rb"k1 OK\b", _line(line), re.IGNORECASE):
            return b""
    except BaseException:
        line.close()
        raise
    network.secured(line, host).close()
    return greeting


def _line(line: socket.socket) -> bytes:
    """One line, byte by byte: what follows it belongs to the handshake."""
    heard = b""
    while not heard.endswith(b"\n") and len(heard) < _LONGEST:
        one = line.recv(1)
        if not one:
            break
        heard += one
    return heard
