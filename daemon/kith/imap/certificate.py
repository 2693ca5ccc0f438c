"""The certificate a server has shown, in words for its user. Judges nothing: whether it is good was told by the
handshake."""

import socket
import ssl
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Certificate:
    """`name` is what it is for, `issuer` who signed it, `until` its last moment in unix seconds; "" and None where they
    were not looked at (a pinned one). `version`: of TLS, such as "TLSv1.3"."""

    name: str
    issuer: str
    until: int | None
    version: str


def shown_by(line: socket.socket) -> Certificate | None:
    """What the other side of an open line has shown; None where the line is in the clear."""
    if not isinstance(line, ssl.SSLSocket):
        return None
    told: dict[str, Any] = dict(line.getpeercert() or {})  # typeshed knows less of it than there is
    names = [str(value) for kind, value in told.get("subjectAltName", ()) if kind in {"DNS", "IP Address"}]
    until = told.get("notAfter")
    return Certificate(
        next(iter(names), _common_name(told.get("subject", ()))),
        _common_name(told.get("issuer", ())),
        ssl.cert_time_to_seconds(until) if isinstance(until, str) else None,
        line.version() or "",
    )


def _common_name(parts: object) -> str:
    """The commonName, else the organisation, of a name as `getpeercert` gives it."""
    found = {key: value for part in parts for key, value in part} if isinstance(parts, tuple) else {}
    return str(found.get("commonName") or found.get("organizationName") or "")
