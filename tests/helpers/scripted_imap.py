"""A small IMAP server that answers from a script: for every lie a real server never tells on demand.

Promises sensible answers to the commands kith sends (a mailbox of `headers`, served from memory), so that a
test states only its lie; records every line and byte the client sent. Refuses to sleep: it waits on events.

    with ScriptedImap([(rb"UID FETCH", hang)]) as server: ...

A rule is a pattern (searched in the client's line without its tag, case-insensitively) and an answer. The
first rule that matches speaks; without one the defaults do. An answer is bytes, where `TAG ` stands for the
client's tag (`TAG OK completed` is added if no line starts with it), or a function of the `Conversation`.
"""

import re
import socket
import ssl
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from helpers.certificates import Certificate
from helpers.imap_answers import CAPABILITIES, HEADER, usual_answer

GREETING = b"* OK scripted server ready\r\n"

Answer = bytes | Callable[["Conversation"], None]
Rule = tuple[bytes | Callable[[bytes], bool], Answer]


class Gone(Exception):
    """This conversation is over."""


@dataclass
class Conversation:
    """One connection, in the middle of answering `line` (without its tag and line end)."""

    server: "ScriptedImap"
    sock: socket.socket
    tag: bytes = b"*"
    line: bytes = b""
    buffer: bytes = b""
    literals: list[bytes] = field(default_factory=list)

    def send(self, data: bytes) -> None:
        """Send bytes with `TAG ` replaced; quietly over if the client is no longer there."""
        try:
            self.sock.sendall(re.sub(rb"(?m)^TAG ", lambda _: self.tag + b" ", data))
        except OSError as gone:
            raise Gone from gone

    def read_line(self) -> bytes:
        while b"\n" not in self.buffer:
            self._more()
        line, _, self.buffer = self.buffer.partition(b"\n")
        self.server.lines.append(line.rstrip(b"\r"))
        return line.rstrip(b"\r")

    def read_bytes(self, count: int) -> bytes:
        while len(self.buffer) < count:
            self._more()
        data, self.buffer = self.buffer[:count], self.buffer[count:]
        return data

    def _more(self) -> None:
        try:
            data = self.sock.recv(65536)
        except OSError:
            data = b""
        if not data:
            raise Gone
        self.server.received += data
        self.buffer += data


def close(_: Conversation) -> None:
    """Hang up without a word."""
    raise Gone


def hang(conversation: Conversation) -> None:
    """Say nothing more until the server stops; `server.hanging` tells the test that it has come to this."""
    conversation.server.hanging.set()
    conversation.server.stopped.wait()
    raise Gone


def drip(conversation: Conversation) -> None:
    """A harmless line every 20 ms and never an answer: no read timeout ever sees this end."""
    conversation.server.hanging.set()
    while not conversation.server.stopped.wait(0.02):
        conversation.send(b"* OK still with you\r\n")
    raise Gone


def then_close(data: bytes) -> Answer:
    """Send these bytes, then hang up."""

    def answer(conversation: Conversation) -> None:
        conversation.send(data)
        raise Gone

    return answer


def once(first: Answer, later: Answer | None = None) -> Answer:
    """`first` for the first line that matches, afterwards `later` (or what the server usually says)."""
    asked = False

    def answer(conversation: Conversation) -> None:
        nonlocal asked
        chosen, asked = (later if asked else first), True
        conversation.server.give(conversation, chosen)

    return answer


class ScriptedImap:
    """A server on loopback; a context manager. Change `rules`, `headers`, `folders` at will."""

    def __init__(
        self,
        rules: Sequence[Rule] = (),
        *,
        greeting: Answer = GREETING,
        headers: Mapping[int, bytes] | None = None,
        folders: Mapping[bytes, bytes] | None = None,
        capabilities: bytes = CAPABILITIES,
        certificate: Certificate | None = None,
        implicit_tls: bool = False,
    ) -> None:
        self.rules, self.greeting, self.capabilities = list(rules), greeting, capabilities
        self.headers = dict(headers if headers is not None else {1: HEADER, 2: HEADER, 3: HEADER})
        self.folders = dict(folders or {b"INBOX": rb"\HasNoChildren"})  # name as on the wire -> attributes
        self.labels: dict[int, bytes] = {}  # Gmail's, as on the wire, by UID; shown where they are asked for
        self.uidvalidity = 42
        self.lines: list[bytes] = []  # every line the clients sent, tags included
        self.received = b""  # every byte the clients sent, within TLS and without
        self.connections = 0
        self.hanging, self.stopped = threading.Event(), threading.Event()
        self._tls = certificate.server_context() if certificate else None
        self._implicit = implicit_tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.host, self.port = "127.0.0.1", int(self._listener.getsockname()[1])
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        self._spawn(self._accept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stopped.set()
        for sock in [self._listener, *self._open]:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()
        for thread in self._threads:
            thread.join(5)

    def commands(self) -> list[bytes]:
        """What the clients asked, without tags, in the order it came."""
        return [line.partition(b" ")[2] for line in self.lines]

    def give(self, conversation: Conversation, answer: Answer | None) -> None:
        """Let one answer speak; None is what the server usually says."""
        if answer is None:
            answer = usual_answer(conversation)
        if callable(answer):
            answer(conversation)
        elif re.search(rb"(?m)^TAG ", answer):
            conversation.send(answer)
        else:
            conversation.send(answer + b"TAG OK completed\r\n")

    def start_tls(self, conversation: Conversation) -> None:
        """Wrap the connection; a client that does not like the certificate is gone."""
        assert self._tls is not None
        try:
            conversation.sock = self._tls.wrap_socket(conversation.sock, server_side=True)
        except (OSError, ssl.SSLError) as refused:
            raise Gone from refused
        self._open.append(conversation.sock)
        conversation.buffer = b""

    @property
    def offers_starttls(self) -> bool:
        return self._tls is not None and not self._implicit

    def _spawn(self, work: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            sock.setsockopt(
                socket.IPPROTO_TCP, socket.TCP_NODELAY, 1
            )  # as servers do, or each answer waits for 40 ms
            self.connections += 1
            self._open.append(sock)
            self._spawn(self._converse, sock)

    def _converse(self, sock: socket.socket) -> None:
        conversation = Conversation(self, sock)
        with suppress(Gone):
            if self._implicit:
                self.start_tls(conversation)
            if callable(self.greeting):
                self.greeting(conversation)
            else:
                conversation.send(self.greeting)
            while True:
                self._one_command(conversation)
        with suppress(OSError):
            conversation.sock.close()

    def _one_command(self, conversation: Conversation) -> None:
        conversation.tag, _, line = conversation.read_line().partition(b" ")
        conversation.literals = []
        while asked := re.search(rb"\{(\d+)(\+?)\}$", line):
            if not asked[2]:
                conversation.send(b"+ go on\r\n")
            conversation.literals.append(conversation.read_bytes(int(asked[1])))
            line += b" " + conversation.read_line()
        conversation.line = line
        self.give(conversation, self._ruled(line))

    def _ruled(self, line: bytes) -> Answer | None:
        for wanted, answer in self.rules:
            matches = wanted(line) if callable(wanted) else re.search(wanted, line, re.IGNORECASE)
            if matches:
                return answer
        return None
