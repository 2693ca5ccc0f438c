"""The port on this machine that the browser comes back to after a login (RFC 8252 section 7.3), and its page there.

Only the answer that is waited for counts: the redirect's own path with the state of this login. Whatever else asks, a
browser that wants an icon or a page of somebody else's, hears 404 and changes nothing. The browser is told what came of
its answer, so its page waits until that is known.
"""

import hmac
import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

HOST = "127.0.0.1"
IDLE = 10  # seconds a line may be silent: browsers open some that they never use
TOLD = 5.0  # seconds for the page to be written before the port is closed
WORKING = 120.0  # seconds a browser waits for what came of it; longer than any answer of the provider's takes


class Loopback:
    """One login's port: `address` is where the browser is sent back to."""

    def __init__(self, port: int) -> None:
        self.expected = ""  # the state; nothing is an answer before there is one
        self.came: queue.Queue[str] = queue.Queue(1)
        self.page = ""
        self.known, self.written = threading.Event(), threading.Event()
        self.server = _Server((HOST, port), self)
        self.address = f"http://{HOST}:{self.server.server_port}/"

    def answer(self, state: str, seconds: float) -> str | None:
        """The address that the browser came back with, as oauthlib wants it (https); None where nobody came in time."""
        self.expected = state
        try:
            query = self.came.get(timeout=seconds)
        except queue.Empty:
            return None
        return f"https://{HOST}:{self.server.server_port}/?{query}"

    def tell(self, page: str) -> None:
        """What the browser shows now: a text without anything secret."""
        self.page = page
        self.known.set()
        self.written.wait(TOLD)

    def taken(self, target: str) -> bool:
        """Whether a request for this is the answer that is waited for; it is taken once."""
        path, _, query = target.partition("?")
        state = parse_qs(query).get("state", [""])[-1]
        mine = path == "/" and self.expected and hmac.compare_digest(state.encode(), self.expected.encode())
        if not mine:
            return False
        try:
            self.came.put_nowait(query)
        except queue.Full:
            return False
        return True


@contextmanager
def loopback(port: int) -> Iterator[Loopback]:
    """Open for the block, on `port` of 127.0.0.1; 0: a free one. Raises OSError where that cannot be had."""
    door = Loopback(port)
    thread = threading.Thread(target=door.server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield door
    finally:
        door.server.shutdown()
        door.server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, address: tuple[str, int], door: Loopback) -> None:
        self.door = door
        super().__init__(address, _Handler)

    def handle_error(self, *_: object) -> None:
        """A line that breaks off is the browser's affair; the login waits on."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = IDLE

    def do_GET(self) -> None:
        door = self.server.door
        if not door.taken(self.path):
            self._show(404, "This is not the answer that kith waits for.")
            return
        try:
            self._show(200, door.page if door.known.wait(WORKING) else "Look into the terminal.")
        finally:
            door.written.set()

    def _show(self, status: int, text: str) -> None:
        body = f"{text}\n".encode("utf-8", "replace")
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Referrer-Policy", "no-referrer")  # the address holds the code
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing: the address holds the code."""
