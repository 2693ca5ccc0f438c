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

from helpers.wire import TO_SERVER, Proxy

_CHUNK = 16_384
_UNDER_WAY = 128  # chunks on the line at most: 2 MB, well over 50 Mbit/s times 40 ms
_REMEMBERED = 100_000  # bytes


class Link(Proxy):
    """A proxy on loopback; a context manager. `flights` counts how often the client spoke after the server had."""

    def __init__(self, host: str, port: int, round_trip: float = 0.0, rate: float | None = None) -> None:
        """`round_trip` in seconds; `rate` in bytes a second, None for no limit."""
        super().__init__(host, port)
        self._delay, self._rate = round_trip / 2, rate
        self.to_server = self.to_client = self.flights = 0
        self.said = b""  # the client's first words
        self._server_spoke = False

    def carry(self, direction: str, source: socket.socket, target: socket.socket) -> None:
        """Taken as fast as the rate allows, and given by another thread when the delay is over."""
        waiting: queue.Queue[tuple[float, bytes]] = queue.Queue(_UNDER_WAY)
        giving = threading.Thread(target=_give, args=(waiting, target), daemon=True)
        giving.start()
        free = 0.0  # when the line can take the next byte
        data = b" "
        while data:
            try:
                data = source.recv(_CHUNK)
            except OSError:
                data = b""
            self._count(data, up=direction == TO_SERVER)
            free = max(free, time.monotonic())
            if self._rate:
                free += len(data) / self._rate
            waiting.put((free + self._delay, data))
        giving.join()

    def _count(self, data: bytes, *, up: bool) -> None:
        if not data:
            return
        if up:
            self.to_server += len(data)
            self.flights += self._server_spoke
            self._server_spoke = False
            if len(self.said) < _REMEMBERED:
                self.said += data
        else:
            self.to_client += len(data)
            self._server_spoke = True


def _give(waiting: "queue.Queue[tuple[float, bytes]]", target: socket.socket) -> None:
    """What waits, each when it is due; after a break everything else goes nowhere."""
    broken = False
    while data := (due := waiting.get())[1]:
        if (early := due[0] - time.monotonic()) > 0:
            time.sleep(early)
        if not broken:
            with suppress(OSError):
                target.sendall(data)
                continue
            broken = True
