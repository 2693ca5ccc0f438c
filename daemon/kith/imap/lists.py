"""Reading the answers to LIST and STATUS, leniently: one odd line is one line lost, never the listing.

Promises the raw bytes of each name as the server means them (quotes and escapes taken off, nothing decoded), also
for Exchange's lines with a quote missing. Drops names with control characters: they would end the command they are
put into.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from unicodedata import category

from imapclient import imap_utf7

from kith.imap.conversation import Part

_LINE = re.compile(
    rb'\s*\((?P<attributes>[^)]*)\)\s+(?:NIL|"(?P<quoted>\\?.)?"|(?P<bare>\S))\s+(?P<name>.+?)\s*',
    re.IGNORECASE | re.DOTALL,
)
_QUOTED = re.compile(rb'"((?:[^"\\]|\\.)*)"(?:\s+\(.*)?', re.DOTALL)
_EXTENDED = re.compile(rb'\s+\("CHILDINFO".*', re.IGNORECASE | re.DOTALL)  # RFC 5258 section 4
_STATUS = re.compile(rb"\s*(.+?)\s*\(([^()]*)\)\s*", re.DOTALL)
_COUNT = re.compile(rb"(MESSAGES|UIDNEXT|UIDVALIDITY)\s+(\d{1,10})", re.IGNORECASE)
_LONGEST = 4096  # bytes of a line; no folder has such a name, and the patterns above are not for megabytes
_LITERAL = re.compile(rb"\{\d+\}$")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a listing. `attributes` in lower case; `separator` is b"" in a mailbox without levels."""

    raw: bytes
    separator: bytes
    attributes: frozenset[bytes]


@dataclass(frozen=True, slots=True)
class Counts:
    """What STATUS says of one folder; None for what it leaves out (Winmail and 163.com leave out all)."""

    messages: int | None = None
    uidnext: int | None = None
    uidvalidity: int | None = None


def entries(parts: list[Part]) -> Iterator[Entry]:
    """The lines of a LIST answer that can be read, in the server's order."""
    for line, literal, _ in _lines(parts):
        found = _LINE.fullmatch(line)
        if not found:
            continue
        raw = _unquoted(found["name"]) if literal is None else literal
        if raw and not any(byte < 0x20 or byte == 0x7F for byte in raw):
            separator = (found["quoted"] or found["bare"] or b"")[-1:]
            yield Entry(raw, separator, frozenset(found["attributes"].lower().split()))


def counts(parts: list[Part]) -> dict[bytes, Counts]:
    """The STATUS answers, by raw name."""
    told = {}
    for line, literal, rest in _lines(parts):
        found = _STATUS.fullmatch(line + rest)
        if found:
            values = {name.decode().lower(): int(value) for name, value in _COUNT.findall(found[2])}
            told[_unquoted(found[1]) if literal is None else literal] = Counts(**values)
    return told


def display_name(raw: bytes) -> str:
    """A name for people: modified UTF-7 (RFC 3501 section 5.1.3) where it is that, else what it looks like."""
    if not raw.isascii():
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            return raw.decode("cp1252", "replace")
    try:
        name = str(imap_utf7.decode(raw))
        faithful = imap_utf7.encode(name) == raw and not any(category(char) == "Cc" for char in name)
    except ValueError:  # UnicodeError is one
        faithful = False
    return name if faithful else raw.decode("ascii")


def _lines(parts: list[Part]) -> Iterator[tuple[bytes, bytes | None, bytes]]:
    """Each answer as (line, literal, what follows the literal); imaplib hands a literal over in two parts."""
    waiting: tuple[bytes, bytes] | None = None
    for part in parts:
        if sum(map(len, part if isinstance(part, tuple) else (part,))) > _LONGEST:
            waiting = None
        elif isinstance(part, tuple):
            waiting = part
        elif waiting is None:
            yield part, None, b""
        else:
            yield _LITERAL.sub(b"x", waiting[0]), waiting[1], part
            waiting = None


def _unquoted(name: bytes) -> bytes:
    whole = _QUOTED.fullmatch(name)
    if whole:
        return re.sub(rb"\\(.)", rb"\1", whole[1], flags=re.DOTALL)
    return _EXTENDED.sub(b"", name).strip(b'"')
