"""The answer of an autoconfiguration server: XML in, servers out (draft-ietf-mailmaint-autoconfig section 4).

Pure, and the XML is a stranger's: entities and external references are refused by defusedxml, and whatever the bytes
are, nothing but Unusable is raised. Servers in clear text, POP3 and others kith cannot talk to are passed over; one
that makes no sense never costs the next one.
"""

from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from kith.providers.server import ADDRESS, Encrypted, Server, Unusable, checked, filled

LONGEST = 256 * 1024  # bytes; the longest entries of Thunderbird's database have a tenth of it
_MOST_SERVERS = 20
_SECURITY: dict[str, Encrypted] = {"SSL": "tls", "STARTTLS": "starttls"}  # what is missing here is clear text


@dataclass(frozen=True, slots=True)
class Published:
    """The encrypted servers, the preferred one first. `passwords`: whether the first IMAP server takes one."""

    imap: tuple[Server, ...]
    smtp: tuple[Server, ...] = ()
    passwords: bool = True


def parse(raw: bytes, domain: str) -> Published:
    """What a clientConfig says for addresses of `domain`. Raises Unusable with the reason, as a clause."""
    if len(raw) > LONGEST:
        raise Unusable(f"its answer is longer than {LONGEST // 1024} KiB")
    try:
        root = fromstring(raw, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError):
        raise Unusable("its answer is no XML, or holds what a configuration has no use for") from None
    if root.tag != "clientConfig":
        raise Unusable("its answer is no client configuration")
    offered = [each for each in root.findall("emailProvider/incomingServer") if each.get("type") == "imap"]
    imap = _servers(offered, domain)
    if not imap:
        raise Unusable(
            "it names no IMAP server that kith could use: with TLS or STARTTLS, and a name"
            if offered
            else "it names no IMAP server"
        )
    first = next(each for each in offered if _server(each, domain))
    methods = {_text(method) for method in first.findall("authentication")}
    return Published(
        imap,
        _servers(root.findall("emailProvider/outgoingServer"), domain),
        methods != {"OAuth2"},
    )


def _servers(elements: list[Element], domain: str) -> tuple[Server, ...]:
    found = (server for each in elements[:_MOST_SERVERS] if (server := _server(each, domain)))
    return tuple(dict.fromkeys(found))


def _server(element: Element, domain: str) -> Server | None:
    """None for a server in clear text, and for one that is described by nothing that could be one."""
    security = _SECURITY.get(_child(element, "socketType"))
    port = _child(element, "port")
    if security is None or not (port.isascii() and port.isdecimal() and len(port) < 6):
        return None
    host = filled(_child(element, "hostname"), f"@{domain}")
    try:
        return checked(host, int(port), security, _child(element, "username") or ADDRESS)
    except Unusable:
        return None


def _child(element: Element, tag: str) -> str:
    return _text(element.find(tag))


def _text(element: Element | None) -> str:
    return (element.text or "").strip() if element is not None else ""
