"""One page by HTTPS: certificates verified, the answer bounded, redirects followed to HTTPS alone.

No cookies, no proxy, no header that tells more than the name of the program.
"""

import http.client
from urllib.parse import urljoin, urlsplit

from kith.lookup.network import Network, in_words

MOST_REDIRECTS = 3
_MOVED = frozenset({301, 302, 303, 307, 308})
_LONGEST_URL = 2000


class NoPage(Exception):
    """There is no such page, or none that kith takes; the message is a clause."""


class _Line(http.client.HTTPSConnection):
    """A connection that is made, and encrypted, by our own rules."""

    def __init__(self, host: str, port: int, network: Network) -> None:
        super().__init__(host, port, timeout=network.seconds, context=network.trust)
        self._network = network

    def connect(self) -> None:
        self.sock = self._network.encrypted(self.host, self.port)


def page(url: str, network: Network, longest: int) -> bytes:
    """The bytes behind an https URL, at most `longest` of them. Raises NoPage with what is wrong."""
    for _ in range(MOST_REDIRECTS + 1):
        host, port, path = _parts(url)
        line = _Line(host, port, network)
        try:
            line.request("GET", path, headers={"Accept": "application/xml, text/xml", "User-Agent": "kith"})
            answer = line.getresponse()
            if answer.status in _MOVED:
                url = urljoin(url, answer.getheader("Location", ""))
                continue
            if answer.status != 200:
                raise NoPage(f"it answered {answer.status}")
            raw = answer.read(longest + 1)
        except (OSError, http.client.HTTPException, ValueError) as failure:
            raise NoPage(in_words(failure)) from failure
        finally:
            line.close()
        if len(raw) > longest:
            raise NoPage(f"its answer is longer than {longest // 1024} KiB")
        return raw
    raise NoPage(f"it sends kith on more than {MOST_REDIRECTS} times")


def _parts(url: str) -> tuple[str, int, str]:
    """Host, port and path of an https URL; raises NoPage for any other scheme and for what is none."""
    try:
        parts = urlsplit(url)
        port = parts.port or 443
    except ValueError:
        raise NoPage("it sends kith to an address that is none") from None
    if parts.scheme != "https":
        raise NoPage("it sends kith on without encryption, where kith does not go")
    if not parts.hostname or parts.username is not None or len(url) > _LONGEST_URL or not url.isascii():
        raise NoPage("it sends kith to an address that is none")
    return parts.hostname, port, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
