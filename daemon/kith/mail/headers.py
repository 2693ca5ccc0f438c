"""Header bytes to text: fields, encoded words, address lists.

Header fields only, never a body. Written for volume: the plain forms that nearly all mail uses are read by one
strict pattern; whatever does not match as a whole goes to mail-parser's structural scanner. A stranger's bytes can
make a value empty or odd; they cannot raise, and they cannot cost more than linear time.
"""

import re
import unicodedata
from binascii import a2b_base64, a2b_qp
from collections.abc import Mapping
from email.errors import HeaderParseError
from email.header import decode_header
from functools import lru_cache

from mailparser.utils import get_addresses

from kith.model import Address
from kith.people.address import ADDR_SPEC, normalise

Fields = Mapping[str, str]

ADDRESS_FIELDS = frozenset({"from", "to", "cc", "bcc", "delivered-to", "x-original-to"})
LONGEST_VALUE = 8192  # bytes of one field that are looked at; a longer one is cut (docs/design.md, threat D3)
MOST_ADDRESSES = 500  # of one message; no mail to more people is a touch
LONGEST_NAME = 200
LONGEST_REMEMBERED = 250  # characters
REMEMBERED = (
    4096  # address lists, and entries of them: people repeat, the same `From` stands on thousands of messages
)

# Every repeat that could give back what it took is possessive (`++`, `*+`): giving back is what makes a pattern
# quadratic, and a stranger chooses the text. But no group that can fail half-way: Python 3.11 then goes
# on from where the group failed, and takes for whole what is not (`=?utf-8?q?a=?=`).
_FIELD = re.compile(r"^([!-9;-~]++)[ \t]*+:(.*(?:\n[ \t].*)*)", re.MULTILINE)
# A value that is one encoded word in UTF-8 from end to end, and holds nothing that decoders differ about.
_ONE_WORD = re.compile(
    r"=\?utf-8\?(?:b\?(?P<base64>[a-z0-9+/]++={0,2})|q\?(?P<quoted>(?:[!-<>@-~]|=[0-9a-f]{2})+))\?=",
    re.IGNORECASE | re.ASCII,
)
_ENCODED = re.compile(r"=\?[^?\s]{1,60}\?[bBqQ]\?")
# One entry of an address list in the forms nearly all mail uses: `Name <a@b>`, `"Holm, Karen" <a@b>`, `a@b`. Its
# blanks are ASCII's: a no-break space is for the scanner to judge.
_ENTRY = re.compile(
    rf"""[ \t,]*+(?:
        (?:"(?P<quoted>(?:[^"\\]|\\.)*+)"[ \t]*+|(?P<plain>[^"<>@,;:()\\\[\]]*+))<[ \t]*+(?P<angle>{ADDR_SPEC})[ \t]*+>
        |(?P<bare>{ADDR_SPEC})(?:[ \t]++\((?P<comment>[^"<>@,;:()\\\[\]=?]*+)\))?
    )[ \t]*+(?:,|$)""",
    re.VERBOSE,
)
_STRUCTURE = re.compile(r"\\.|[\"()<>:;]", re.DOTALL)
_SOLE = re.compile(
    rf"""(?P<before>[^"()<>@\\\[\]]*+)<[ \t]*+(?P<angle>{ADDR_SPEC})[ \t]*+(?:>(?P<behind>[^"()<>@\\\[\]]*+))?""",
    re.VERBOSE,
)


def headers_of(raw: bytes) -> bytes:
    """The header block of a message, or of the beginning of one, in lines that end in a line feed alone."""
    return raw.replace(b"\r\n", b"\n").partition(b"\n\n")[0]


def fields(block: bytes) -> Fields:
    """The fields of a header block by lower-case name, unfolded and decoded to text.

    Of a name that stands there more than once the topmost counts; of `ADDRESS_FIELDS` all do, one to a line. Lines
    that are no field are passed over. Line ends may be CRLF, LF or mixed; NUL bytes are dropped.
    """
    clean = block.replace(b"\0", b"").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    text = clean.decode("latin-1")  # a character for each byte, whatever they mean
    pairs = _FIELD.findall(text)
    if not text.isascii() or len(text) > LONGEST_VALUE:
        pairs = [(name, _shown(value)) for name, value in pairs]
    found = {name.lower(): value.replace("\n", "").strip() for name, value in pairs}
    return found if len(found) == len(pairs) else _with_repeats(pairs)


def _with_repeats(pairs: list[tuple[str, str]]) -> Fields:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name.lower(), []).append(value.replace("\n", "").strip())
    return {
        name: "\n".join(values) if name in ADDRESS_FIELDS else values[0] for name, values in found.items()
    }


def _shown(value: str) -> str:
    """A value as it is meant, no longer than we look at."""
    if len(value) > LONGEST_VALUE:
        value = _cut(value)
    return value if value.isascii() else _text(value.encode("latin-1"))


def _cut(value: str) -> str:
    """A value no longer than we look at; a list is cut between entries, for half an address is somebody else's."""
    end = max(value.rfind(sign, 0, LONGEST_VALUE) for sign in ",;")
    return value[: end if end > 0 else LONGEST_VALUE]


def _text(raw: bytes) -> str:
    """Header text: UTF-8 (RFC 6532), else Windows' own (raw 8-bit headers in the wild are mostly that)."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def unquote_words(value: str) -> str:
    """A value with its encoded words (RFC 2047) decoded, in NFC; what cannot be decoded stays as it is."""
    if "=?" not in value and value.isascii():
        return value
    match = _ONE_WORD.fullmatch(value)
    if match is None or len(match["base64"] or "") % 4:
        return _unquoted(value)
    base64, quoted = match.groups()
    raw = a2b_base64(base64) if base64 else a2b_qp(quoted, header=True)
    return unicodedata.normalize("NFC", raw.decode("utf-8", "replace"))


def _unquoted(value: str) -> str:
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


def addresses(values: str) -> tuple[Address, ...]:
    """Every address of an address field (one value to a line), in order, each once. At most `MOST_ADDRESSES`."""
    # Long lists do not repeat, and thousands of them would be held for nothing.
    return _remembered(values) if len(values) <= LONGEST_REMEMBERED else _addresses(values)


def _addresses(values: str) -> tuple[Address, ...]:
    found: dict[str, Address] = {}
    for value in values.split("\n"):
        value = value.lstrip("\ufeff \t")  # a byte order mark is left by programs that paste files together
        plain = _plain_address_list(value)
        for address in _odd_address_list(value) if plain is None else plain:
            found.setdefault(address.spec, address)
    return tuple(found.values())[:MOST_ADDRESSES]


_remembered = lru_cache(REMEMBERED)(_addresses)


def _plain_address_list(value: str) -> list[Address] | None:
    """The addresses of a value that is plain from end to end; None where any part of it is not."""
    found = []
    at, end = 0, len(value.rstrip(" \t,"))
    while at < end:
        match = _ENTRY.match(value, at)
        if match is None:
            return None
        quoted, plain, angle, bare, comment = match.groups()
        name = (
            re.sub(r"\\(.)", r"\1", quoted) if quoted and "\\" in quoted else plain or quoted or comment or ""
        )
        read = _address if match.end() - at <= LONGEST_REMEMBERED else _address.__wrapped__
        address = read(angle or bare, name)
        at = match.end()
        if address.spec:
            found.append(address)
    return found


def _odd_address_list(value: str) -> list[Address]:
    """Groups, comments, quoted local parts, routes, broken quotes: mail-parser has the final word.

    Two things it refuses are beyond doubt. Semicolons separate like commas, as Outlook writes them. And a value without
    a single mailbox of its own is read as one address where there is nothing else that it could be: `_sole_address`.
    """
    try:
        pairs = get_addresses(_with_commas(value) if ";" in value else value)
    except (
        ValueError,
        IndexError,
        RecursionError,
    ):  # it promises not to; a stranger's mail is no place to test that
        return []
    if not any(spec for _, spec in pairs):
        pairs = _sole_address(value)
    read = (_address.__wrapped__(spec, name) for name, spec in pairs)
    return [address for address in read if address.spec]


def _with_commas(value: str) -> str:
    """A list with commas where semicolons separate: outside of quotes, comments, angle brackets and groups.

    A group goes from its colon to the next semicolon (RFC 5322 section 3.4), which stays. A value in which a quote, a
    comment or a bracket never ends stays as it is.
    """
    parts, done = [], 0
    quoted = angle = group = False
    depth = 0  # of comments
    for match in _STRUCTURE.finditer(value):
        sign = match[0]
        if quoted:
            quoted = sign != '"'
        elif sign in "()":
            depth = max(depth + (1 if sign == "(" else -1), 0)
        elif depth:
            continue
        elif sign == '"':
            quoted = True
        elif sign in "<>":
            angle = sign == "<"
        elif sign == ":" and not angle:
            group = True
        elif sign == ";" and not angle:
            parts += [value[done : match.start()], ";," if group else ","]
            done, group = match.end(), False
    return value if quoted or depth or angle else "".join([*parts, value[done:]])


def _sole_address(value: str) -> list[tuple[str, str]]:
    """The one address in angle brackets of a short value that has no other `@`: `Karen: Home <k@b>`, `<k@b> Karen`,
    and `Karen <k@b` where the value ends with it. With a quote, a comment or a second bracket it is doubtful whose
    it is, with words behind an open bracket where it ends, and in a long value whether it is whole."""
    match = _SOLE.fullmatch(value) if len(value) <= LONGEST_REMEMBERED else None
    return [(f"{match['before']} {match['behind'] or ''}", match["angle"])] if match else []


@lru_cache(maxsize=REMEMBERED)
def _address(spec: str, name: str) -> Address:
    """Encoded words are decoded after the list is split (RFC 2047 section 6.2): a decoded comma separates nothing."""
    words = unquote_words(name.strip().strip("'").strip())
    return Address(normalise(spec), one_line(words)[:LONGEST_NAME])


def one_line(text: str) -> str:
    """Text without line ends and signs that do not show; one blank between words."""
    if text.isprintable():  # nearly all
        return " ".join(text.split())
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
