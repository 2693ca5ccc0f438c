"""The line to the server: a socket that can be cut from outside, and imaplib kept within bounds.

Promises that `Line.cut` ends any blocked call at once, from another thread or a signal handler, while connecting,
in a handshake or in the middle of an answer; and that no answer can fill the memory. Knows nothing of accounts.
"""

import hashlib
import hmac
import imaplib
import re
import socket
import ssl
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, Self

import imapclient

BUFFER = 65536  # bytes read from the system at once; imaplib's 8192 is two or three headers
LINE_LIMIT = 1_000_000  # bytes of one line, imaplib's own limit
ANSWER_LIMIT = 32 * 1024 * 1024  # bytes of one command's whole answer; 2000 headers are about 4 MB
LITERAL_LIMIT = 8 * 1024 * 1024  # bytes of one literal; kith never asks for more than 64 KiB
_BARE = re.compile(
    rb"^([A-P]+\d+ (?:OK|NO|BAD))(\r\n)$"
)  # a tagged answer without text; imaplib insists on one
_ALERT = re.compile(  # RFC 9051 section 7.1; WEBALERT is Gmail's
    rb"(?:\*|[A-P]+\d+) (?:OK|NO|BAD|BYE|PREAUTH) (\[(?:WEB)?ALERT[\] ].*)", re.IGNORECASE
)
_ALERTS = 5  # of one look that are kept
LINE_COST = 256  # what a short line costs in memory beyond its own bytes


def offered(told: Iterable[object]) -> tuple[str, ...]:
    """The words of answers to CAPABILITY, in capitals."""
    words = b" ".join(part for part in told if isinstance(part, bytes))
    return tuple(words.decode("ascii", "replace").upper().split())


class Line:
    """One TCP connection. `cut_because` is "" as long as nobody has cut it."""

    def __init__(self) -> None:
        self.cut_because = ""
        self.alerts: list[bytes] = []  # what the server wants the user to read, and nobody has taken yet
        self._left = self.limit = ANSWER_LIMIT
        self._lever: socket.socket | None = None

    def connect(self, host: str, port: int, seconds: float) -> socket.socket:
        """Try each address of the host, each for so many seconds. Raises OSError."""
        failure = OSError(f"{host} has no address")
        for family, kind, protocol, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            sock = socket.socket(family, kind, protocol)
            self._hold(sock)
            try:
                sock.settimeout(seconds)
                sock.connect(address)
                # imaplib sends a literal and its line end apart; the second would wait for the server's delayed ACK.
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                return sock
            except OSError as error:
                failure = error
                sock.close()
            if self.cut_because:
                break
        raise failure

    def cut(self, because: str) -> None:
        """End every call that is blocked on this line, now and later. Takes no lock and never raises."""
        self.cut_because = self.cut_because or because
        if self._lever:
            with suppress(OSError):  # not connected, or already gone
                self._lever.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Let go of the system's handle; the connection itself belongs to the client."""
        lever, self._lever = self._lever, None
        if lever:
            lever.close()

    def new_answer(self, octets: int = ANSWER_LIMIT) -> None:
        """From here on, so many bytes may come."""
        self._left = self.limit = octets

    @property
    def spent(self) -> int:
        """How many bytes came since."""
        return self.limit - self._left

    def spend(self, octets: int) -> bool:
        """Count what comes; False once it is more than may come."""
        self._left -= octets
        return self._left >= 0

    def _hold(self, sock: socket.socket) -> None:
        """A second handle on the same connection: it stays good when TLS takes over the first."""
        self.close()
        self._lever = sock.dup()


class OtherCertificate(ssl.SSLError):
    """The server shows another certificate than the one it may; `shown` is its fingerprint."""

    def __init__(self, shown: str) -> None:
        super().__init__("another certificate")
        self.shown = shown


class Pinned(ssl.SSLContext):
    """Takes one certificate, by its SHA-256 in hexadecimal digits, and no other; whose it says it is does not count."""

    fingerprint: str

    @classmethod
    def to(cls, fingerprint: str) -> Self:
        context = cls(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.fingerprint = fingerprint
        return context

    def wrap_socket(self, sock: socket.socket, *args: Any, **more: Any) -> ssl.SSLSocket:
        wrapped = super().wrap_socket(sock, *args, **more)
        shown = hashlib.sha256(wrapped.getpeercert(binary_form=True) or b"").hexdigest()
        if not hmac.compare_digest(shown, self.fingerprint):
            wrapped.close()
            raise OtherCertificate(shown)
        return wrapped


class BoundedImap(imaplib.IMAP4):
    """imaplib on a `Line`, refusing literals beyond `LITERAL_LIMIT` and answers beyond `ANSWER_LIMIT`."""

    def __init__(
        self, line: Line, host: str, port: int, context: ssl.SSLContext | None, seconds: float
    ) -> None:
        self._line, self._context, self._seconds = line, context, seconds
        self._unread = b""
        super().__init__(host, port, timeout=seconds)

    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:
        super().open(host, port, timeout)
        with suppress(AttributeError):  # read-only since Python 3.14; its own buffer is only slower
            self.file.close()  # nothing was read through it yet
            self.file = self.sock.makefile("rb", BUFFER)  # type: ignore[assignment]

    def _get_capabilities(self) -> None:
        """What the greeting tells is not asked for; what was told before STARTTLS is forgotten (RFC 9051, 6.2.1)."""
        told = self.untagged_responses.pop("CAPABILITY", None)
        if told and not self._tls_established:
            self.capabilities = offered(told)
        else:
            super()._get_capabilities()  # type: ignore[misc]

    def say(self, *commands: bytes) -> list[bytes]:
        """Send commands without waiting for anything; their tags."""
        tags: list[bytes] = [self._new_tag() for _ in commands]
        self.send(b"".join(b"%b %b\r\n" % pair for pair in zip(tags, commands, strict=True)))
        return tags

    def unread(self, read: bytes) -> None:
        """Put whole lines back that were read from `file` past imaplib, for `read` and `readline` to find."""
        self._unread = read

    def read(self, size: int) -> bytes:
        if size > LITERAL_LIMIT:
            raise self.abort(f"the server announced a literal of {size} bytes")
        self.spend(size)
        if self._unread:
            read, self._unread = self._unread[:size], self._unread[size:]
            return read
        return super().read(size)

    def readline(self) -> bytes:
        if self._unread:
            end = self._unread.find(b"\n") + 1 or len(self._unread)
            line, self._unread = self._unread[:end], self._unread[end:]
            if len(line) > LINE_LIMIT:
                raise self.error(f"got more than {LINE_LIMIT} bytes")  # as imaplib says it
        else:
            line = super().readline()
        self.spend(len(line) + LINE_COST)
        if (alert := _ALERT.match(line)) and len(self._line.alerts) < _ALERTS:
            self._line.alerts.append(alert[1])
        return _BARE.sub(rb"\1 \2", line)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        sock = self._line.connect(self.host, self.port, timeout or self._seconds)
        if self._context is None:
            return sock
        return self._context.wrap_socket(sock, server_hostname=self.host)

    def spend(self, octets: int) -> None:
        """Count what was read."""
        if not self._line.spend(octets):
            raise self.abort(f"the server's answer is longer than {self._line.limit} bytes")


class Client(imapclient.IMAPClient):  # type: ignore[misc]  # the library ships no type information
    """imapclient on a `BoundedImap` of ours instead of the one it would make."""

    def __init__(self, make: Callable[[], BoundedImap], *, tls: bool, read_seconds: float) -> None:
        self._make = make
        super().__init__("", ssl=tls, timeout=imapclient.SocketTimeout(None, read_seconds))
        self._imap.debug = 0  # hard-wired to 5 in the library: a quarter more CPU, and lines in the log
        self.folder_encode = False
        self.normalise_times = False

    def _create_IMAP4(self) -> Any:  # noqa: N802  (the library's name)
        return self._make()
