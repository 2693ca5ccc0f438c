"""Chromium without a window: what it shows of a page, and whether it asked anybody for anything.

The page and the one that measures it are served by a proxy that is the browser's only way out, on loopback, so that
whatever else it asks for is counted there and leads nowhere.
"""

import json
import re
import shutil
import subprocess
import threading
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

CHROMIUM = shutil.which("chromium")
DARK = "--blink-settings=preferredColorScheme=0"
HOST = "http://page.invalid"  # RFC 6761: nobody's, were it ever looked up
_QUIET = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --hide-scrollbars --disable-dev-shm-usage "
    "--disable-background-networking --disable-component-update --disable-sync --disable-default-apps "
    "--disable-features=OptimizationHints,MediaRouter,Translate,NetworkTimeServiceQuerying --metrics-recording-only "
    "--disable-client-side-phishing-detection --disable-domain-reliability --no-pings --proxy-bypass-list=<-loopback>"
).split()
_MEASURES = """<!DOCTYPE html><meta name="color-scheme" content="light dark"><body>%s<script>
onload = () => {
  const found = [...document.querySelectorAll("iframe")].map(frame => {
    const inner = frame.contentDocument, root = inner.documentElement, view = frame.contentWindow;
    const seen = one => one.getClientRects().length > 0;
    return {
      width: root.clientWidth, wanted: root.scrollWidth,
      paper: view.getComputedStyle(inner.body).backgroundColor,
      headings: [...inner.querySelectorAll("h2")].filter(seen).map(one => one.innerText),
      names: [...inner.querySelectorAll("tbody th bdi:first-child")].filter(seen).map(one => one.innerText),
      pictures: [...inner.querySelectorAll("td svg")].map(one => {
        const box = one.getBoundingClientRect();
        return [Math.round(box.width), Math.round(box.height), one.querySelectorAll("path").length];
      }),
      beside: [...inner.querySelectorAll("td.picture")].map(cell => {  // pixels from the line of today to its word
        const middle = one => (box => box.left + box.width / 2)(cell.querySelector(one).getBoundingClientRect());
        return Math.abs(middle("path.today") - middle(".ends span:last-child"));
      }),
      stops: [...inner.querySelectorAll("a")].map(one => (one.focus(), inner.activeElement === one)),
      scripts: inner.scripts.length,
      text: inner.body.innerText,
    };
  });
  document.body.innerHTML = "<pre></pre>";
  document.querySelector("pre").textContent = JSON.stringify(found);
};
</script>"""


# What a browser asks of its own accord, whatever it shows. It gets no answer.
_ITS_OWN = re.compile(
    r"(http://)?(update\.googleapis|accounts\.google|clients\d\.google|android\.clients\.google|www\.google)\.com[:/]"
    rf"|{HOST}/favicon\.ico$"
)


def why_not() -> str:
    """Why pages cannot be looked at here; "" where they can."""
    return "" if CHROMIUM else "chromium is missing: apt-get install -y --no-install-recommends chromium"


@dataclass
class Browser:
    """A browser before one page. `asked`: every address it asked for, but for that page and what measures it, and for
    what a browser wants for itself."""

    folder: Path
    port: int
    pages: dict[str, bytes]
    asked: list[str] = field(default_factory=list)

    def wanted(self, address: str) -> None:
        """Something was asked for that is not there."""
        if not _ITS_OWN.match(address):
            self.asked.append(address)

    def measured(self, widths: Sequence[int], *flags: str) -> list[dict[str, Any]]:
        """What is seen of the page in a window of each width in pixels."""
        frames = "".join(f'<iframe src="/page" width="{width}" height="700"></iframe>' for width in widths)
        self.pages["/measure"] = (_MEASURES % frames).encode()
        dumped = self._run("--window-size=1400,900", *flags, "--dump-dom", f"{HOST}/measure")
        told = re.search(r"<pre>(.*?)</pre>", dumped.decode(), re.DOTALL)
        assert told, f"nothing was measured: {dumped[:2000]!r}"
        found: list[dict[str, Any]] = json.loads(unescape(told[1]))
        return found

    def pictured(self, *flags: str) -> "Picture":
        """The page as it looks, 600 by 640 pixels."""
        file = self.folder / "page.png"
        self._run("--window-size=600,640", f"--screenshot={file}", *flags, f"{HOST}/page")
        return Picture(file.read_bytes())

    def _run(self, *flags: str) -> bytes:
        command = [CHROMIUM or "", *_QUIET, f"--proxy-server=127.0.0.1:{self.port}"]
        profile = f"--user-data-dir={self.folder / 'profile'}"
        done = subprocess.run([*command, profile, *flags], capture_output=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout


@contextmanager
def browser_before(html: str, folder: Path) -> Iterator[Browser]:
    """A browser that is shown `html`; its profile lies in `folder`."""

    class Proxy(BaseHTTPRequestHandler):
        """Serves the two pages, and writes down what else is wanted."""

        shown: ClassVar[Browser]

        def do_GET(self) -> None:
            page = self.shown.pages.get(self.path.removeprefix(HOST)) if self.path.startswith(HOST) else None
            if page is None:
                self.shown.wanted(self.path)
            self.send_response(200 if page is not None else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(page or b"")))
            self.end_headers()
            self.wfile.write(page or b"")

        def do_CONNECT(self) -> None:
            self.shown.wanted(self.path)
            self.send_error(502)

        do_POST = do_HEAD = do_OPTIONS = do_GET  # noqa: N815  (the names are http.server's)

        def log_message(self, format: str, *args: object) -> None:
            """Nobody reads it."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Proxy) as server:
        Proxy.shown = Browser(folder, server.server_address[1], {"/page": html.encode()})
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield Proxy.shown
        finally:
            server.shutdown()
            thread.join()


class Picture:
    """The pixels of a PNG as Chromium writes it: 8 bits a channel, not interlaced (RFC 2083)."""

    def __init__(self, raw: bytes) -> None:
        self.width, self.height = int.from_bytes(raw[16:20]), int.from_bytes(raw[20:24])
        assert raw[24] == 8
        self._bytes = {2: 3, 6: 4}[raw[25]]
        assert raw[28] == 0
        packed, at = b"", 8
        while at < len(raw):
            length, kind = int.from_bytes(raw[at : at + 4]), raw[at + 4 : at + 8]
            packed += raw[at + 8 : at + 8 + length] if kind == b"IDAT" else b""
            at += 12 + length
        self._rows = self._unfiltered(zlib.decompress(packed))

    def colours(self) -> dict[str, int]:
        """How many pixels have each colour, as "#rrggbb"."""
        found: dict[bytes, int] = {}
        for row in self._rows:
            for at in range(0, len(row), self._bytes):
                colour = bytes(row[at : at + 3])
                found[colour] = found.get(colour, 0) + 1
        return {f"#{colour.hex()}": count for colour, count in found.items()}

    def _unfiltered(self, packed: bytes) -> list[bytearray]:
        """RFC 2083 section 6."""
        size, step, rows = self.width * self._bytes, self._bytes, list[bytearray]()
        above = bytearray(size)
        for start in range(0, len(packed), size + 1):
            kind, row = packed[start], bytearray(packed[start + 1 : start + 1 + size])
            for at in range(size) if kind else ():
                left, up = row[at - step] if at >= step else 0, above[at]
                corner = above[at - step] if at >= step else 0
                row[at] = (row[at] + _predicted(kind, left, up, corner)) & 255
            rows.append(row)
            above = row
        return rows


def _predicted(kind: int, left: int, up: int, corner: int) -> int:
    if kind == 4:
        estimate = left + up - corner
        return min((left, up, corner), key=lambda one: abs(estimate - one))
    return (0, left, up, (left + up) // 2)[kind]
