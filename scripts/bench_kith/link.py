"""A line between a program and the server: counted, and as slow as asked.

Delay and rate are made here and not by `tc netem`, which needs root and a module that small machines' kernels lack.
Both directions are kept whole and in order; each is delayed by half the round trip, and shares no rate with the
other.
"""

import queue
import socket
import threading
import time
from contextlib import suppress
from types import TracebackType
from typing import Self

_CHUNK = 16_384
_UNDER_WAY = 128  # chunks on the line at most: 2 MB, well over 50 Mbit/s times 40 ms
_REMEMBERED = 100_000  # bytes


class Link:
    """A proxy on loopback; a context manager. `flights` counts how often the client spoke after the server had."""

    def __init__(self, host: str, port: int, round_trip: float = 0.0, rate: float | None = None) -> None:
        """`round_trip` in seconds; `rate` in bytes a second, None for no limit."""
        self._target, self._delay, self._rate = (host, port), round_trip / 2, rate
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self.to_server = self.to_client = self.flights = 0
        self.said = b""  # the client's first words
        self._server_spoke = False

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(self._target)
                for end in (client, server):
                    end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                for source, target, up in ((client, server, True), (server, client, False)):
                    waiting: queue.Queue[tuple[float, bytes]] = queue.Queue(_UNDER_WAY)
                    threading.Thread(target=self._take, args=(source, waiting, up), daemon=True).start()
                    threading.Thread(target=self._give, args=(waiting, source, target), daemon=True).start()

    def _take(self, source: socket.socket, waiting: "queue.Queue[tuple[float, bytes]]", up: bool) -> None:
        free = 0.0  # when the line can take the next byte
        data = b" "
        while data:
            try:
                data = source.recv(_CHUNK)
            except OSError:
                data = b""
            self._count(len(data), up)
            if up and len(self.said) < _REMEMBERED:
                self.said += data
            free = max(free, time.monotonic())
            if self._rate:
                free += len(data) / self._rate
            waiting.put((free + self._delay, data))

    def _count(self, size: int, up: bool) -> None:
        if not size:
            return
        if up:
            self.to_server += size
            self.flights += self._server_spoke
            self._server_spoke = False
        else:
            self.to_client += size
            self._server_spoke = True

    @staticmethod
    def _give(
        waiting: "queue.Queue[tuple[float, bytes]]", source: socket.socket, target: socket.socket
    ) -> None:
        with suppress(OSError):
            while True:
                due, data = waiting.get()
                if (early := due - time.monotonic()) > 0:
                    time.sleep(early)
                if not data:
                    break
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR if end is target else socket.SHUT_RD)
