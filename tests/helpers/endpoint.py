"""An OpenAI-compatible service on loopback that does what it is told: it words drafts, lies, breaks off, or hangs.

A behaviour is given the draft and the handler of one request, and answers in any way it likes. `asked` is every
question that came in, as JSON; `headers` the header of each.
"""

import json
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from kith.config.settings import Llm


class Handler(BaseHTTPRequestHandler):
    """One request. `protocol_version` 1.1, so that a connection could be kept; kith does not."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or the words after the header wait for 40 ms
    server: "_Server"

    def do_POST(self) -> None:
        endpoint = self.server.endpoint
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        endpoint.paths.append(self.path)
        endpoint.headers.append(self.headers)
        endpoint.asked.append(question)
        draft = question["messages"][-1]["content"].removeprefix("BEGIN\n").removesuffix("\nEND")
        self.close_connection = True
        endpoint.behaviour(draft, self)

    def do_GET(self) -> None:
        """Where a redirect that is followed would end."""
        self.server.endpoint.asked.append("GET")
        self.reply(200, b"")

    def reply(self, status: int, body: bytes, kind: str = "application/json", **more: str) -> None:
        """A whole answer."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in more.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """The requests are kept in `asked`."""


Behaviour = Callable[[str, Handler], None]


def chat(content: object) -> bytes:
    """The body of an answer as the services give it, shortened to what matters."""
    choice = {"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": "stop"}
    return json.dumps({"object": "chat.completion", "choices": [choice]}).encode()


def says(words: Callable[[str], str]) -> Behaviour:
    """Answers as it should, with what `words` makes of the draft."""
    return lambda draft, handler: handler.reply(200, chat(words(draft)))


def replies(status: int, body: bytes, **more: str) -> Behaviour:
    """Answers every question with these bytes."""
    return lambda _, handler: handler.reply(status, body, **more)


def sends(raw: bytes) -> Behaviour:
    """Sends bytes, HTTP or not, and closes."""

    def send(_: str, handler: Handler) -> None:
        handler.wfile.write(raw)

    return send


def never(_: str, handler: Handler) -> None:
    """Hears the question and says nothing."""
    handler.server.endpoint.over.wait(30)


def dribbles(head: bytes) -> Behaviour:
    """`head`, then a byte every tenth of a second for ever: no pause is ever long."""

    def dribble(_: str, handler: Handler) -> None:
        handler.wfile.write(head)
        while not handler.server.endpoint.over.wait(0.1):
            handler.wfile.write(b"x")

    return dribble


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    endpoint: "Endpoint"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """kith hangs up in the middle of an answer: that is what is tested."""


@dataclass
class Endpoint:
    """The service; a context manager. Change `behaviour` at any time."""

    behaviour: Behaviour = never
    context: ssl.SSLContext | None = None
    asked: list[Any] = field(default_factory=list)
    headers: list[Message] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    def __enter__(self) -> "Endpoint":
        self.over = threading.Event()
        self._server = _Server(("127.0.0.1", 0), Handler)
        self._server.endpoint = self
        if self.context:
            self._server.socket = self.context.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"{'https' if self.context else 'http'}://127.0.0.1:{self.port}/v1"

    def settings(self, **more: Any) -> Llm:
        """What `[llm]` says to reach it; a call has one second."""
        return Llm(**{"url": self.url, "model": "small", "timeout": 1, **more})

    def toml(self, **more: Any) -> str:
        """The same as a table of the file."""
        lines = {"url": self.url, "model": "small", "timeout": 1, **more}
        return "\n".join(["[llm]", *(f"{key} = {json.dumps(value)}" for key, value in lines.items()), ""])
