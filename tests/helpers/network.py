"""A network of a test's own: nothing but a loopback, in a namespace that no other process is in.

Servers started within it are reached only by what is brought into it, so no port is ever taken and nothing leaves the
machine. Needs root. It is gone when the last process in it is, and the last handle closed.
"""

import ctypes
import fcntl
import os
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

_LIBC = ctypes.CDLL(None, use_errno=True)
_CLONE_NEWNET = 0x40000000  # <sched.h>; os.unshare and os.setns come with Python 3.12
_SIOCSIFFLAGS, _IFF_UP, _IFF_RUNNING = 0x8914, 0x1, 0x40  # netdevice(7)
_OWN = "/proc/thread-self/ns/net"


class Network:
    """A context manager. `path` is what systemd-nspawn takes as --network-namespace-path=."""

    def __enter__(self) -> Self:
        self._handle = -1
        maker = threading.Thread(
            target=self._make
        )  # the namespace is a thread's; this one's stays what it is
        maker.start()
        maker.join()
        if self._handle < 0:
            raise OSError("no network namespace can be made here")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._handle)

    @property
    def path(self) -> str:
        return f"/proc/{os.getpid()}/fd/{self._handle}"

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Sockets, threads and processes that this thread makes inside belong to this network as long as they live."""
        before = os.open(_OWN, os.O_RDONLY | os.O_CLOEXEC)
        try:
            _enter(self._handle)
            try:
                yield
            finally:
                _enter(before)
        finally:
            os.close(before)

    def _make(self) -> None:
        if _LIBC.unshare(_CLONE_NEWNET) != 0:
            return
        with socket.socket() as any_socket:
            up = struct.pack("16sH14x", b"lo", _IFF_UP | _IFF_RUNNING)
            fcntl.ioctl(any_socket, _SIOCSIFFLAGS, up)
        self._handle = os.open(_OWN, os.O_RDONLY | os.O_CLOEXEC)


def _enter(handle: int) -> None:
    if _LIBC.setns(handle, _CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")
