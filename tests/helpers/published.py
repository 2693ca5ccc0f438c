"""A domain's servers as the network publishes them: HTTPS pages, a name server, and a network that leads to them.

Real sockets, real TLS, real DNS messages on loopback; only the way from a name and a port to them is the test's own.
"""

import contextlib
import json
import os
import socket
import socketserver
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

from helpers.certificates import Authority, Certificate
from kith.lookup.network import Network, trusting

DOMAIN = "example.test"
HOSTS = (
    DOMAIN, f"autoconfig.{DOMAIN}", f"imap.{DOMAIN}", f"mail.{DOMAIN}", "autoconfig.thunderbird.net",
    "elsewhere.test", "localhost", "127.0.0.1",
)  # fmt: skip


def configuration(host: str = f"imap.{DOMAIN}", port: int = 993, **more: str) -> str:
    """A clientConfig with one IMAP server."""
    kind, user = more.get("kind", "SSL"), more.get("user", "%EMAILADDRESS%")
    method = more.get("authentication", "password-cleartext")
    return (
        f'<?xml version="1.0"?><clientConfig version="1.1"><emailProvider id="{DOMAIN}"><domain>{DOMAIN}</domain>'
        f'<incomingServer type="imap"><hostname>{host}</hostname><port>{port}</port><socketType>{kind}</socketType>'
        f"<username>{user}</username><authentication>{method}</authentication></incomingServer>"
        f'<outgoingServer type="smtp"><hostname>smtp.{DOMAIN}</hostname><port>465</port><socketType>SSL</socketType>'
        "<username>%EMAILADDRESS%</username><authentication>password-cleartext</authentication></outgoingServer>"
        "</emailProvider></clientConfig>"
    )


@dataclass(frozen=True)
class Page:
    """What a web server answers. `drip`: it waits for the end of the test after the headers."""

    body: str | bytes = ""
    status: int = 200
    location: str = ""
    drip: bool = False


class WebServer:
    """All the web servers of the story in one: pages by host and path; `asked` holds what it was asked for."""

    def __init__(self, certificate: Certificate) -> None:
        self.pages: dict[str, Page] = {}
        self.asked: list[str] = []
        self.raw: list[str] = []
        self.over = threading.Event()
        story = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                where = f"{self.headers['Host'].partition(':')[0]}{self.path}"
                story.asked.append(where)
                story.raw.append(f"{self.requestline}\n{self.headers}")
                page = story.pages.get(where, Page(status=404))
                body = page.body.encode() if isinstance(page.body, str) else page.body
                self.send_response(page.status)
                if page.location:
                    self.send_header("Location", page.location)
                self.end_headers()
                if page.drip:
                    story.over.wait(30)
                with contextlib.suppress(OSError):  # who has heard enough hangs up
                    self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """The test says what matters."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: object) -> None:
                """A client that does not like the certificate hangs up."""

        self._server = Server(("127.0.0.1", 0), Handler)
        context = certificate.server_context()
        self._server.socket = context.wrap_socket(
            self._server.socket, server_side=True, do_handshake_on_connect=False
        )
        self.port = int(self._server.server_address[1])
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()


class NameServer:
    """Answers SRV questions: `records` by name, each (priority, weight, port, target). `silent`: it says nothing."""

    def __init__(self) -> None:
        self.records: dict[str, list[tuple[int, int, int, str]]] = {}
        self.asked: list[str] = []
        self.silent = self.refusing = False
        story = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                raw, line = self.request
                if answer := story.answer(raw):
                    line.sendto(answer, self.client_address)

        self._server = socketserver.ThreadingUDPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def answer(self, raw: bytes) -> bytes:
        question = dns.message.from_wire(raw)
        name = question.question[0].name.to_text(omit_final_dot=True)
        self.asked.append(name)
        if self.silent:
            return b""
        answer = dns.message.make_response(question)
        answer.flags |= dns.flags.RA
        if self.refusing:
            answer.set_rcode(dns.rcode.REFUSED)
        elif rows := self.records.get(name):
            texts = [f"{priority} {weight} {port} {target}." for priority, weight, port, target in rows]
            answer.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", "SRV", *texts))
        else:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        return answer.to_wire()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@dataclass
class Published:
    """The servers, and the way to them. `ports`: where "host:port" really is; what is not in it refuses connections."""

    web: WebServer
    names: NameServer
    ca_file: Path
    ports: dict[str, int] = field(default_factory=dict)
    seconds: float = 5.0

    def network(self) -> Network:
        return network_to(self.ports, self.ca_file, self.names.port, self.seconds)

    def environ(self) -> dict[str, str]:
        """For `python -m helpers.published`, which is `kith` with this network around it."""
        world = {"ports": self.ports, "dns_port": self.names.port, "ca_file": str(self.ca_file)}
        return {"KITH_TEST_NETWORK": json.dumps(world)}


def network_to(ports: Mapping[str, int], ca_file: Path, dns_port: int, seconds: float = 5.0) -> Network:
    """A network in which only these places exist."""

    def connect(host: str, port: int, wait: float) -> socket.socket:
        if f"{host}:{port}" not in ports:
            raise ConnectionRefusedError(111, "Connection refused")
        return socket.create_connection(("127.0.0.1", ports[f"{host}:{port}"]), wait)

    return Network(trusting(ca_file), connect, ("127.0.0.1",), dns_port, seconds)


@contextlib.contextmanager
def published(folder: Path, certificate: Certificate | None = None) -> Iterator[Published]:
    """Servers that publish nothing yet; every web host of HOSTS leads to the one web server."""
    folder.mkdir(exist_ok=True)
    authority = Authority(folder)
    web, names = WebServer(certificate or authority.issue(HOSTS)), NameServer()
    ports = {f"{host}:443": web.port for host in HOSTS}
    try:
        yield Published(web, names, authority.ca_file, ports)
    finally:
        web.stop()
        names.stop()


class GreetingServer:
    """Says one line to whoever connects, by TLS from the first byte or after STARTTLS; for the usual names."""

    def __init__(self, certificate: Certificate, greeting: bytes, *, starttls: bool = False) -> None:
        context = certificate.server_context()

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with contextlib.suppress(OSError):
                    if not starttls:
                        with context.wrap_socket(self.request, server_side=True) as line:
                            line.sendall(greeting)
                        return
                    self.request.sendall(greeting)
                    if words := self.request.recv(100).split():
                        self.request.sendall(words[0] + b" OK begin\r\n")
                        context.wrap_socket(self.request, server_side=True).close()

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def main() -> None:
    """kith's command line in the world of $KITH_TEST_NETWORK: what its names lead to, as /etc/hosts would say it."""
    from kith.cli import init_login
    from kith.cli import main as kith

    world: dict[str, Any] = json.loads(os.environ["KITH_TEST_NETWORK"])
    real = socket.getaddrinfo

    def looked_up(host: Any, *more: Any, **named: Any) -> Any:
        return real("127.0.0.1" if str(host).endswith(".test") else host, *more, **named)

    socket.getaddrinfo = looked_up
    init_login.network = lambda _: network_to(world["ports"], Path(world["ca_file"]), world["dns_port"])
    kith(sys.argv[1:])


if __name__ == "__main__":
    main()
