"""A TCP wire between kith and a server that a test can listen to, cut, and put a trap on.

Promises that both directions are kept whole, in order; that a trap is sprung once, before or after the
bytes that complete its pattern are passed on. Works on any protocol; inside TLS it only sees ciphertext.

    with Wire(mailbox.host, mailbox.port) as wire:
        wire.when(TO_CLIENT, rb"OK Append completed", kill(pid), before=True)
"""

import os
import re
import signal
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self

TO_SERVER, TO_CLIENT = "to server", "to client"


@dataclass
class Trap:
    direction: str
    pattern: re.Pattern[bytes]
    action: Callable[[], object]
    before: bool
    since: int  # only bytes from here on can spring it
    sprung: bool = False


class Proxy:
    """A listener on loopback that passes on to a server; a context manager. Subclasses say how, in `carry`."""

    def __init__(self, host: str, port: int, at: int = 0) -> None:
        """`host` and `port` are the server's; it listens `at` a port of its own choice, or this one."""
        self._target = (host, port)
        self._listener = socket.create_server(("127.0.0.1", at))
        self.host, self.port = "127.0.0.1", int(self._listener.getsockname()[1])
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        self._spawn(self._accept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()
        for thread in self._threads:
            thread.join(5)
        for sock in self._open:
            sock.close()

    def carry(self, direction: str, source: socket.socket, target: socket.socket) -> None:
        """Pass bytes on in one direction until the source has no more; OSError ends it too."""
        raise NotImplementedError

    def cut(self) -> None:
        """Break every connection there is, in both directions. Not one that comes while this is under way."""
        for sock in tuple(self._open):
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(self._target, timeout=10)
            except OSError:
                client.close()
                continue
            server.settimeout(None)
            for sock in (client, server):
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._open.append(sock)
            self._spawn(self._pass, TO_SERVER, client, server)
            self._spawn(self._pass, TO_CLIENT, server, client)

    def _pass(self, direction: str, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            self.carry(direction, source, target)
        for sock in (source, target):
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def _spawn(self, work: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()


class Wire(Proxy):
    """A proxy that keeps all it hears. Connect to `.host`, `.port` instead of the server's own."""

    def __init__(self, host: str, port: int, at: int = 0) -> None:
        super().__init__(host, port, at)
        self._kept = {TO_SERVER: b"", TO_CLIENT: b""}
        self._traps: list[Trap] = []
        self._changed = threading.Condition()

    def sent(self) -> bytes:
        """Every byte the client sent so far."""
        return self._kept[TO_SERVER]

    def answered(self) -> bytes:
        """Every byte the server sent so far."""
        return self._kept[TO_CLIENT]

    def when(
        self, direction: str, pattern: bytes, action: Callable[[], object], *, before: bool = False
    ) -> Trap:
        """Call `action` once when the pattern passes: `before` it reaches the other side, or just after."""
        compiled = re.compile(pattern, re.IGNORECASE | re.DOTALL)
        trap = Trap(direction, compiled, action, before, since=len(self._kept[direction]))
        self._traps.append(trap)
        return trap

    def wait_for(self, direction: str, pattern: bytes, seconds: float = 10) -> bool:
        """Block until the pattern has passed; False if it never did."""
        compiled = re.compile(pattern, re.IGNORECASE | re.DOTALL)
        with self._changed:
            return self._changed.wait_for(lambda: compiled.search(self._kept[direction]) is not None, seconds)

    def carry(self, direction: str, source: socket.socket, target: socket.socket) -> None:
        """As it comes, with the traps around."""
        while data := source.recv(65536):
            self._keep(direction, data)
            self._spring(direction, before=True)
            target.sendall(data)
            self._spring(direction, before=False)

    def _keep(self, direction: str, data: bytes) -> None:
        with self._changed:
            self._kept[direction] += data
            self._changed.notify_all()

    def _spring(self, direction: str, *, before: bool) -> None:
        for trap in self._traps:
            waiting = trap.direction == direction and trap.before == before and not trap.sprung
            if waiting and trap.pattern.search(self._kept[direction], trap.since):
                trap.sprung = True
                trap.action()


def kill(pid: int) -> Callable[[], None]:
    """An action for a trap: the process is gone, with no chance to clean up."""
    return lambda: os.kill(pid, signal.SIGKILL)
