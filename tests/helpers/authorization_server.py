"""An authorization server on loopback: real HTTPS, device login, authorization code with PKCE, refresh with rotation.

It speaks as RFC 6749, 7636 and 8628 have it, checks what they say is to be checked, and hands out access tokens that
the test's mail server accepts. What it shall refuse is put into `answers`; what it was asked is kept in `asked`.
"""

import base64
import hashlib
import json
import secrets
import ssl
import threading
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from helpers.certificates import Authority

CLIENT, SECRET = "kith-of-sam", "the secret of the app"
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
Answer = (
    dict[str, Any] | int | bytes
)  # an error as JSON, or an HTTP status, or whatever bytes as a good answer


@dataclass
class AuthorizationServer:
    """The server; a context manager.

    `mint(seconds)` makes an access token; refresh tokens are `refresh(1)`, `refresh(2)`, …
    `rotating`: each renewal brings a new refresh token; the old one ends when the new one is used, or `at_once`.
    `lasts`: what it says access tokens last, in seconds; None: it does not say. `life`: how long they really do.
    """

    folder: Path
    mint: Callable[[int], str]
    rotating: bool = True
    at_once: bool = False
    lasts: int | None = 3600
    life: int = 3600
    interval: int = 0  # seconds between two questions of a device; negative: also after "slow_down"
    answers: list[Answer] = field(default_factory=list)  # of the token endpoint, before anything else
    asked: list[dict[str, str]] = field(default_factory=list)  # of the token endpoint
    beside: dict[str, str] = field(default_factory=dict)  # in each grant
    before_answer: Callable[[], None] = lambda: None

    def __post_init__(self) -> None:
        self.folder.mkdir(exist_ok=True)
        self._authority = Authority(self.folder)
        self.ca_file = self._authority.ca_file
        self._lock = threading.Lock()
        self._count, self.good = 0, set[str]()
        self._codes: dict[str, dict[str, str]] = {}

    def __enter__(self) -> "AuthorizationServer":
        handler = type("Handler", (_Handler,), {"place": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        certificate = self._authority.issue()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate.cert_file, certificate.key_file)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)

    @property
    def issuer(self) -> str:
        return f"https://127.0.0.1:{self.port}/realm"

    @property
    def renewals(self) -> int:
        """How often somebody wanted a token renewed."""
        return sum(each.get("grant_type") == "refresh_token" for each in self.asked)

    def grant(self) -> dict[str, Any]:
        """A new access token, and a new refresh token."""
        self._count += 1
        new = self.refresh(self._count)
        self.good.add(new)
        given = {
            "token_type": "Bearer",
            "access_token": self.mint(self.life),
            "refresh_token": new,
            **self.beside,
        }
        return given if self.lasts is None else {**given, "expires_in": self.lasts}

    @staticmethod
    def refresh(number: int) -> str:
        """The refresh token of that number."""
        return f"refresh-{number}-of-sams-tweety-and-sylvester"

    def revoke(self) -> None:
        """No refresh token is good any more."""
        self.good.clear()

    def visit(self, url: str, deny: bool = False, state: str = "") -> str:
        """What the user does in the browser with the address kith shows: accept, and be sent back to it."""
        more = ("&deny=1" if deny else "") + (f"&state_given={state}" if state else "")
        context = ssl.create_default_context(cafile=self.ca_file)
        with urllib.request.urlopen(url + more, context=context, timeout=10) as page:
            return str(page.read().decode())

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser is sent after the user has agreed."""
        back, state = asked["redirect_uri"], asked.get("state_given") or asked["state"]
        assert urlsplit(back).hostname == "127.0.0.1"
        assert asked["code_challenge_method"] == "S256"
        if "deny" in asked:
            return f"{back}?{urlencode({'error': 'access_denied', 'state': state})}"
        code = secrets.token_urlsafe()
        self._codes[code] = asked
        return f"{back}?{urlencode({'code': code, 'state': state})}"

    def answer(self, asked: dict[str, str]) -> Answer:
        """To the token endpoint."""
        with self._lock:
            self.asked.append(asked)
            if self.answers:
                return self.answers.pop(0)
            if asked.get("client_id") != CLIENT:
                return {"error": "invalid_client", "error_description": "who are you"}
            match asked["grant_type"]:
                case "refresh_token":
                    return self._renewed(asked["refresh_token"])
                case "authorization_code":
                    return self._by_code(asked)
                case _:
                    assert asked["grant_type"] == DEVICE
                    return self.grant()

    def _renewed(self, old: str) -> Answer:
        if old not in self.good:
            return {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}
        if not self.rotating:
            given = self.grant()
            self.good.discard(given.pop("refresh_token"))
            return given
        self.good = set() if self.at_once else {old}  # those before it end now that it is used
        return self.grant()

    def _by_code(self, asked: dict[str, str]) -> Answer:
        known = self._codes.pop(asked["code"], None)
        hashed = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
        proof = base64.urlsafe_b64encode(hashed).rstrip(b"=").decode()
        if (
            known is None
            or known["code_challenge"] != proof
            or known["redirect_uri"] != asked["redirect_uri"]
        ):
            return {"error": "invalid_grant", "error_description": "not the one who asked"}
        if asked.get("client_secret") != SECRET:
            return {"error": "invalid_client", "error_description": "Unauthorized"}
        return self.grant()

    @property
    def device(self) -> dict[str, Any]:
        return {
            "device_code": "d-1", "user_code": "WDJB-MJHT", "verification_uri": f"{self.issuer}/enter",
            "expires_in": 900, "interval": self.interval,
        }  # fmt: skip

    @property
    def discovery(self) -> dict[str, str]:
        return {
            "issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token", "device_authorization_endpoint": f"{self.issuer}/device",
        }  # fmt: skip


class _Handler(BaseHTTPRequestHandler):
    place: ClassVar[AuthorizationServer]

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        if path.endswith("/.well-known/openid-configuration"):
            self._give(self.place.discovery)
        else:
            given = {key: values[0] for key, values in parse_qs(query).items()}
            self.send_response(302)
            self.send_header("Location", self.place.authorize(given))
            self.end_headers()

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
        asked = dict(parse_qsl(raw))
        if basic := self.headers.get("Authorization", "").removeprefix("Basic "):
            asked["client_id"], _, asked["client_secret"] = base64.b64decode(basic).decode().partition(":")
        if self.path.endswith("/device"):
            known = asked.get("client_id") == CLIENT
            self._give(self.place.device if known else {"error": "unauthorized_client"})
            return
        answer = self.place.answer(asked)
        self.place.before_answer()
        self._give(answer)

    def _give(self, answer: Answer) -> None:
        error = (
            answer
            if isinstance(answer, int)
            else 400
            if isinstance(answer, dict) and "error" in answer
            else 200
        )
        body = answer if isinstance(answer, bytes) else b"<html>"
        if isinstance(answer, dict):
            body = json.dumps(answer).encode()
        self.send_response(error)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing: what was asked is kept in `asked`."""
