"""Ports for servers that are told their port before they start, and so cannot ask for "any".

Promises a port that nobody listens on and that nobody else will be given while this process lives: not another worker
of the same run, not another run on the same machine. To ask the system for a free port and to close it again promises
less: it gives the same port to the next who asks, or to a client on its way out, and a test then talks to a stranger.
"""

import random
import socket
from itertools import count
from pathlib import Path

FIRST = 10_000
_EPHEMERAL = Path("/proc/sys/net/ipv4/ip_local_port_range")  # what the system gives to clients; see ip(7)
_start = random.SystemRandom().randrange(10_000)
_numbers = count()
_held: list[socket.socket] = []


def free_port() -> int:
    """A TCP port on loopback, this process's own until it ends."""
    below = int(_EPHEMERAL.read_text().split()[0])
    while True:
        port = FIRST + (_start + next(_numbers)) % (below - FIRST)
        if _is_ours(port) and _nobody_listens(port):
            return port


def _is_ours(port: int) -> bool:
    """Whether we are the first to want it. A name in the abstract namespace goes when its holder does; unix(7)."""
    claim = socket.socket(socket.AF_UNIX)
    try:
        claim.bind(f"\0kith-test-port-{port}")
    except OSError:
        claim.close()
        return False
    _held.append(claim)
    return True


def _nobody_listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
