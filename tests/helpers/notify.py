"""The socket systemd would listen on: keeps what a daemon under test says of itself."""

import socket
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

_NOW = "TEST=everything before this has come"


class NotifySocket:
    """A context manager; give `.path` to the daemon as $NOTIFY_SOCKET."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "notify"
        self.said: list[str] = []
        self._changed = threading.Condition()
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._thread = threading.Thread(target=self._listen, daemon=True)

    def __enter__(self) -> Self:
        self._socket.bind(str(self.path))
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as end:
            end.sendto(b"", str(self.path))
        self._thread.join(5)
        self._socket.close()

    def wait_for(self, words: str, times: int = 1, seconds: float = 120) -> bool:
        """Block until so many lines hold these words; False if they never did."""
        with self._changed:
            return self._changed.wait_for(lambda: sum(words in line for line in self.said) >= times, seconds)

    def by_now(self) -> list[str]:
        """Every line that was sent before this was asked: what is sent to such a socket comes out in its order."""
        with self._changed:
            before = self.said.count(_NOW)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as asking:
            asking.sendto(_NOW.encode(), str(self.path))
        assert self.wait_for(_NOW, before + 1)
        return list(self.said)

    def _listen(self) -> None:
        while datagram := self._socket.recv(65536):
            with self._changed:
                self.said += datagram.decode().splitlines()
                self._changed.notify_all()
