"""Header bytes to text: fields, encoded words, address lists.

Header fields only, never a body. Written for volume: the plain forms that nearly all mail uses are read by one
strict pattern; whatever does not match as a whole goes to mail-parser's structural scanner. A stranger's bytes can
make a value empty or odd; they cannot raise, and they cannot cost more than linear time.
"""

import re
import unicodedata
from collections.abc import Mapping
from email.errors import HeaderParseError
from email.header import decode_header
from functools import lru_cache

from mailparser.utils import get_addresses

from kith.model import Address
from kith.people.address import ADDR_SPEC, normalise

Fields = Mapping[str, list[str]]

LONGEST_VALUE = 8192  # bytes of one field that are looked at; a longer one is cut (docs/design.md, threat D3)
MOST_ADDRESSES = 500  # of one message; no mail to more people is a touch
LONGEST_NAME = 200
LONGEST_REMEMBERED = 250  # characters

# Every repeat that could give back what it took is possessive (`++`, `*+`): giving back is what makes a pattern
# quadratic, and a stranger chooses the text.
_FIELD = re.compile(r"^([!-9;-~]++)[ \t]*+:(.*(?:\n[ \t].*)*)", re.MULTILINE)
_ENCODED = re.compile(r"=\?[^?\s]{1,60}\?[bBqQ]\?")
# One entry of an address list in the forms nearly all mail uses: `Name <a@b>`, `"Holm, Karen" <a@b>`, `a@b`. Its
# blanks are ASCII's: a no-break space is for the scanner to judge.
_ENTRY = re.compile(
    rf"""[ \t,]*+(?:
        (?:"(?P<quoted>(?:[^"\\]|\\.)*+)"[ \t]*+|(?P<plain>[^"<>@,;:()\\\[\]]*+))<[ \t]*+(?P<angle>{ADDR_SPEC})[ \t]*+>
        |(?P<bare>{ADDR_SPEC})
    )[ \t]*+(?:,|$)""",
    re.VERBOSE,
)


def fields(block: bytes) -> Fields:
    """The fields of a header block: lower-case name -> values in order, unfolded and decoded to text.

    Lines that are no field are passed over. Line ends may be CRLF, LF or mixed; NUL bytes are dropped.
    """
    found: dict[str, list[str]] = {}
    clean = block.replace(b"\0", b"").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    for match in _FIELD.finditer(clean.decode("latin-1")):  # a character for each byte, whatever they mean
        value = match[2]
        if len(value) > LONGEST_VALUE:
            value = _cut(value)
        if not value.isascii():
            value = _text(value.encode("latin-1"))
        found.setdefault(match[1].lower(), []).append(value.replace("\n", "").strip())
    return found


def _cut(value: str) -> str:
    """A value no longer than we look at; a list is cut between entries, for half an address is somebody else's."""
    return value[:LONGEST_VALUE].rpartition(",")[0] or value[:LONGEST_VALUE]


def _text(raw: bytes) -> str:
    """Header text: UTF-8 (RFC 6532), else Windows' own (raw 8-bit headers in the wild are mostly that)."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def unquote_words(value: str) -> str:
    """A value with its encoded words (RFC 2047) decoded, in NFC; what cannot be decoded stays as it is."""
    if not _ENCODED.search(value):
        return unicodedata.normalize("NFC", value)
    parts: list[str] = []
    try:
        for word, charset in decode_header(value):
            # Between encoded words `decode_header` hands back the plain text in this encoding, unnamed.
            parts.append(word if isinstance(word, str) else _decoded(word, charset or "raw-unicode-escape"))
    except (HeaderParseError, ValueError):
        return unicodedata.normalize("NFC", value)
    return unicodedata.normalize("NFC", "".join(parts))


def _decoded(word: bytes, charset: str) -> str:
    try:
        return word.decode(charset, "replace")
    except (LookupError, ValueError):  # a charset nobody knows, or a codec that is not for text
        return _text(word)


def addresses(values: list[str]) -> tuple[Address, ...]:
    """Every address of all the fields of one name, in order, each once. At most `MOST_ADDRESSES`."""
    found: dict[str, Address] = {}
    for value in values:
        # Long lists do not repeat, and thousands of them would be held for nothing.
        read = _address_list if len(value) <= LONGEST_REMEMBERED else _address_list.__wrapped__
        for address in read(value):
            found.setdefault(address.spec, address)
    return tuple(found.values())[:MOST_ADDRESSES]


@lru_cache(maxsize=20_000)  # people repeat: the same `From` stands on thousands of messages
def _address_list(value: str) -> tuple[Address, ...]:
    plain = _plain_address_list(value)
    return plain if plain is not None else _odd_address_list(value)


def _plain_address_list(value: str) -> tuple[Address, ...] | None:
    """The addresses of a value that is plain from end to end; None where any part of it is not."""
    found = []
    at, end = 0, len(value.rstrip(" \t,"))
    while at < end:
        match = _ENTRY.match(value, at)
        if match is None:
            return None
        at = match.end()
        name = match["plain"] or re.sub(r"\\(.)", r"\1", match["quoted"] or "")
        found.append(_address(match["angle"] or match["bare"], name))
    return tuple(address for address in found if address.spec)


def _odd_address_list(value: str) -> tuple[Address, ...]:
    """Groups, comments, quoted local parts, routes, broken quotes: mail-parser has the final word."""
    try:
        pairs = get_addresses(value)
    except (
        ValueError,
        IndexError,
        RecursionError,
    ):  # it promises not to; a stranger's mail is no place to test that
        return ()
    return tuple(address for address in (_address(spec, name) for name, spec in pairs) if address.spec)


def _address(spec: str, name: str) -> Address:
    """Encoded words are decoded after the list is split (RFC 2047 section 6.2): a decoded comma separates nothing."""
    words = unquote_words(name.strip().strip("'").strip())
    shown = "".join(char if char.isprintable() else " " for char in words)
    return Address(normalise(spec), " ".join(shown.split())[:LONGEST_NAME])
