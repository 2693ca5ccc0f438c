"""From the bytes of a vCard file to cards, and what is wrong with it by line. Versions 2.1, 3.0 and 4.0.

Promises: any bytes give cards or faults and never raise; one bad card, or one bad line of it, stops no other; a card
of megabytes (photographs) costs what reading past it costs. The grammar of a line is the `vobject` library's; here
stands only what it is too strict or too slow for: which lines are looked at.
"""

import hashlib
import re
from collections.abc import Iterator
from typing import NamedTuple

from kith.journal import clean
from kith.people.card import Card
from kith.people.properties import WANTED, Property, card_of

LONGEST_LINE = 8192  # bytes, unfolded: a longer one holds nothing that kith wants
MOST_LINES = 2000  # of one card
_BEGIN, _END = b"BEGIN:VCARD", b"END:VCARD"
_NAME = re.compile(rb"\s*(?:[A-Za-z0-9_-]+\.)?([A-Za-z0-9_-]+)[;:]")
# The library's own patterns take exponential time over what does not fit them (threat D3; seen: 40 parameters without a
# colon). What has this form fits them at once; possessive, so that it is read in one go itself.
_FITS = re.compile(
    r"(?:[A-Za-z0-9_-]++\.)?[A-Za-z0-9_-]++"
    r'(?:;[A-Za-z0-9_-]++(?:=(?:"[^"]*+"|[^";:,]*+)(?:,(?:"[^"]*+"|[^";:,]*+))*+)?+)*+:',
    re.DOTALL,
)


class Fault(NamedTuple):
    """What is wrong, and at which line of the file (the first is 1)."""

    line: int
    what: str


class Raw(NamedTuple):
    """One card as it stands in the file: the number of its first line, its lines without their ends."""

    line: int
    lines: list[bytes]

    @property
    def digest(self) -> bytes:
        """Tells whether a card has changed."""
        return hashlib.sha256(b"\n".join(self.lines)).digest()


def split(raw: bytes) -> tuple[list[Raw], list[Fault]]:
    """The cards of a file, each with its lines. A card that is not ended ends where the next one begins."""
    cards: list[Raw] = []
    faults: list[Fault] = []
    begun: Raw | None = None
    stray = 0
    for number, line in enumerate(_utf8(raw).splitlines(), start=1):
        word = line.strip().upper() if len(line) < 40 else b""
        if word.replace(b" ", b"") == _BEGIN:
            if begun is not None:
                faults.append(Fault(begun.line, "a card that is not ended by END:VCARD"))
                cards.append(begun)
            begun = Raw(number, [])
        elif word.replace(b" ", b"") == _END and begun is not None:
            cards.append(begun)
            begun = None
        elif begun is not None:
            begun.lines.append(line)
        elif word or line.strip():
            stray = stray or number
    if begun is not None:
        faults.append(Fault(begun.line, "a card that is not ended by END:VCARD"))
        cards.append(begun)
    if stray:
        what = "text outside of a card" if cards else "no vCard: want BEGIN:VCARD"
        faults.append(Fault(stray, what))
    return cards, sorted(faults)


def read(raw: Raw) -> tuple[Card, list[Fault]]:
    """What one card says, and the lines of it that say nothing."""
    found: list[Property] = []
    faults: list[Fault] = []
    for number, text in _logical(raw):
        try:
            found.append(_property(text, number))
        except Exception:  # noqa: BLE001  (the library raises whatever its parts do; the other lines may be right)
            shown = clean(text.decode("utf-8", "replace"), 60)
            faults.append(Fault(number, f'"{shown}" cannot be read; its card is kept without it'))
    card, wrong = card_of(found)
    return card, [*faults, *(Fault(line or raw.line, what) for line, what in wrong)]


def cards(raw: bytes) -> tuple[list[tuple[int, Card]], list[Fault]]:
    """Every card of a file with the line it begins at, and every fault."""
    parts, faults = split(raw)
    found = []
    for part in parts:
        card, wrong = read(part)
        found.append((part.line, card))
        faults += wrong
    return found, sorted(faults)


def _utf8(raw: bytes) -> bytes:
    """Without a byte order mark, and out of UTF-16, which Windows programs write."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace").encode("utf-8", "replace")
    return raw.removeprefix(b"\xef\xbb\xbf")


def _logical(raw: Raw) -> Iterator[tuple[int, bytes]]:
    """The lines that kith wants, each with those that continue it, and its number in the file.

    Unfolded here, as bytes: a line may be folded inside a letter (RFC 6350 section 3.2). vobject would copy a folded
    photograph once for each of its lines, so what is not wanted is dropped before."""
    taken: list[bytes] = []
    began = size = 0
    wanted = soft = False
    for number, line in enumerate(raw.lines[: MOST_LINES * 100], start=raw.line + 1):
        folded = line[:1] in (b" ", b"\t")
        if folded or soft:
            size += len(line)
            if wanted and size <= LONGEST_LINE:
                taken.append(line[1:] if folded and not soft else b"\n" + line)
        else:
            if wanted and taken and size <= LONGEST_LINE:
                yield began, b"".join(taken)
            name = _NAME.match(line[:200])
            wanted = name is None or name[1].upper().decode() in WANTED
            wanted = wanted and bool(line.strip())
            taken, began, size = [line], number, len(line)
        first = taken[0] if taken else b""
        soft = line.endswith(b"=") and b"QUOTED-PRINTABLE" in first[:200].upper()
    if wanted and taken and size <= LONGEST_LINE:
        yield began, b"".join(taken)


def _property(text: bytes, number: int) -> Property:
    """One line by the library. Raises whatever that raises."""
    from vobject.base import getLogicalLines, textLineToContentLine

    ((whole, _),) = getLogicalLines(_Lines(_decoded(text).strip()))
    head = _FITS.match(whole)
    if not head:
        raise ValueError("not NAME:value")
    try:
        found = textLineToContentLine(whole, number)
    except (
        UnicodeDecodeError
    ):  # quoted-printable that does not say in which letters: an Outlook of before 2007
        at = head.end() - 1
        found = textLineToContentLine(f"{whole[:at]};CHARSET=windows-1252{whole[at:]}", number)
    params = {key.upper(): tuple(map(str, values)) for key, values in found.params.items()}
    single = tuple(str(one).upper() for one in found.singletonparams)
    types = tuple(
        word.strip().lower()
        for value in (*params.get("TYPE", ()), *single)
        for word in value.strip('"').split(",")
    )
    return Property(
        number, found.name.upper(), (found.group or "").casefold(), types, params, str(found.value)
    )


class _Lines:
    """A text as the library reads it, line by line; only the soft ends of quoted-printable are left in it."""

    def __init__(self, text: str) -> None:
        self.readline = iter([*(f"{line}\n" for line in text.split("\n")), ""]).__next__


def _decoded(text: bytes) -> str:
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        return text.decode("cp1252", "replace")  # what Outlook writes where it says nothing
