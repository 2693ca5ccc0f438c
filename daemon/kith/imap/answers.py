"""Reading the answers to FETCH and SEARCH.

Promises to take only what is there: answers for other messages, answers without a UID, keys in any spelling and
dates in no spelling are all met in the wild. Raises what imapclient's parser raises where an answer cannot be
taken apart; `kith.imap.fetch` then asks for less at once.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from imapclient.response_parser import parse_response

from kith.imap.conversation import TROUBLE, Part

# What the parser raises on an answer it cannot take apart; the line itself is in step, it was read to the end.
UNPARSABLE = (*TROUBLE, IndexError, TypeError, AttributeError, RecursionError)

Items = Mapping[bytes, object]

_MONTHS = {
    month: number
    for number, month in enumerate(b"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)
}
_DATE = re.compile(rb"\s*(\d{1,2})-([A-Za-z]{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-]\d{4})\s*")
_UID = re.compile(rb"\d{1,10}")
_RANGE = re.compile(rb"(\d{1,10})(?::(\d{1,10}))?")
_SECTION = re.compile(rb"BODY\[[^\]]*\](?=(?:<\d+(?:\.\d+)?>)? \{\d+\}$)", re.IGNORECASE)
_MOST = re.compile(rb"\bMAX (\d{1,10})\b")
_FIRST_YEAR = 1970  # no message arrived by IMAP before; a server's "0001" means that it does not know


# What Gmail's All Mail holds beside mail: its drafts carry no flag, and chats look like letters. Labels of the
# system begin with a backslash; chats are also met under the name of their folder, which nobody else may use.
_NO_MAIL = {
    b"\\draft": "draft", b"\\drafts": "draft", b"\\trash": "trash", b"\\spam": "spam", b"\\junk": "spam",
    b"\\chat": "chat", b"\\chats": "chat", b"chats": "chat", b"[gmail]/chats": "chat",
    b"[google mail]/chats": "chat",
}  # fmt: skip

# What Exchange hands out in place of a message it cannot convert: the subject, a sender ("Microsoft Exchange
# Server 2010") without an address, and no Message-ID. A letter that only talks of it has come from somebody.
_NOTICE = b"Retrieval using the IMAP4 protocol failed"
_ABOUT_IT = re.compile(rb"^Subject:\s*" + _NOTICE, re.IGNORECASE | re.MULTILINE)
_FROM_SOMEBODY = re.compile(rb"^(?:Message-ID:|From:(?:[^\n]|\n[ \t])*@)", re.IGNORECASE | re.MULTILINE)


class Fetched(NamedTuple):
    """One message as the server shows it. `arrived` is INTERNALDATE in UTC, None where it cannot be believed.

    `size` in bytes is the whole message's; `flags` as sent (b"\\\\Seen"); `header` the fields asked for, raw.
    `labels` are Gmail's, as sent.
    """

    uid: int
    arrived: datetime | None
    size: int
    flags: frozenset[bytes]
    header: bytes
    labels: frozenset[bytes] = frozenset()

    @property
    def no_mail(self) -> str:
        """What it is instead, by its labels: "draft", "trash", "spam", "chat"; "" for mail."""
        return _no_mail(self.labels) if self.labels else ""


def fetched(parts: list[Part]) -> Iterator[tuple[int, Items]]:
    """Each FETCH answer that names a UID, with its items by upper-case key. Raises ValueError, ProtocolError."""
    yield from items_by_uid([_shortened(part) for part in parts])


def items_by_uid(parts: list[Part]) -> Iterator[tuple[int, Items]]:
    """The same with every key as the server spells it."""
    tokens = iter(parse_response(parts))
    for _sequence_number, items in zip(tokens, tokens, strict=True):
        if not isinstance(items, tuple):
            raise ValueError(f"a FETCH answer holds {items!r:.60} instead of items")
        pairs = {
            key.upper(): value
            for key, value in zip(items[::2], items[1::2], strict=False)
            if isinstance(key, bytes)
        }
        uid = pairs.get(b"UID")
        if isinstance(uid, int):
            yield uid, pairs


def _shortened(part: Part) -> Part:
    """Without the list of fields that the server repeats in every key: half of the parser's time goes into it."""
    return (_SECTION.sub(b"BODY[]", part[0]), part[1]) if isinstance(part, tuple) else part


def body(items: Items) -> bytes | None:
    """The text asked for, whatever the server calls it (`BODY[NULL]`, quoted field names, `<0>` or not).

    None where the answer has none: it was not the answer to our question.
    """
    for key, value in items.items():
        if key.startswith(b"BODY["):
            return value if isinstance(value, bytes) else b""
    return None


def messages(parts: list[Part]) -> Iterator[Fetched]:
    """Each message whose header is in the answers. Raises as `fetched` does, and before it gives any."""
    for uid, items in list(fetched(parts)):
        header = body(items)
        if header is not None:
            yield message(uid, items, header)


def message(uid: int, items: Items, header: bytes) -> Fetched:
    """One message of an answer; what is missing or of an odd kind is left unknown."""
    size, date = items.get(b"RFC822.SIZE"), items.get(b"INTERNALDATE")
    return Fetched(
        uid=uid,
        arrived=arrival(date) if isinstance(date, bytes) else None,
        size=size if isinstance(size, int) else len(header),
        flags=_words(items.get(b"FLAGS")),
        header=header,
        labels=_words(items.get(b"X-GM-LABELS")),
    )


def _words(items: object) -> frozenset[bytes]:
    """A list of flags or labels; the parser makes numbers of some."""
    words = items if isinstance(items, tuple) else ()
    return frozenset(
        str(word).encode() if isinstance(word, int) else word
        for word in words
        if isinstance(word, int | bytes)
    )


@lru_cache(maxsize=1024)
def _no_mail(labels: frozenset[bytes]) -> str:
    return min((_NO_MAIL[label.lower()] for label in labels if label.lower() in _NO_MAIL), default="")


def is_substitute(header: bytes) -> bool:
    """Is this the notice that Exchange puts in a message's place?"""
    return bool(_NOTICE in header and _ABOUT_IT.search(header) and not _FROM_SOMEBODY.search(header))


def arrival(text: bytes) -> datetime | None:
    """INTERNALDATE (RFC 9051 `date-time`) as an aware UTC datetime; None for anything else.

    Own reading: the library's makes 0001 into 2001.
    """
    found = _DATE.fullmatch(text)
    if not found:
        return None
    day, name, year, hour, minute, second, zone = found.groups()
    month = _MONTHS.get(name) or _MONTHS.get(name.title())
    east = _east(zone)
    if month is None or east is None or int(year) < _FIRST_YEAR:
        return None
    try:
        local = datetime(int(year), month, int(day), int(hour), int(minute), min(int(second), 59), tzinfo=UTC)
        return local - east
    except (ValueError, OverflowError):  # 31 February, 25 o'clock, the year 9999
        return None


@lru_cache(maxsize=256)
def _east(zone: bytes) -> timedelta | None:
    """How far east of Greenwich; None for a day or more, which is nowhere."""
    east = timedelta(hours=int(zone[1:3]), minutes=int(zone[3:]))
    if east >= timedelta(days=1):
        return None
    return -east if zone[:1] == b"-" else east


def uids(answers: Mapping[str, list[Part]], lo: int, hi: int) -> set[int]:
    """The UIDs between lo and hi in the answer to UID SEARCH, plain or extended (RFC 4731)."""
    found: set[int] = set()
    for part in answers.get("SEARCH", []):
        if isinstance(part, bytes):
            found |= {int(word) for word in part.split() if _UID.fullmatch(word) and lo <= int(word) <= hi}
    for part in answers.get("ESEARCH", []):
        ranges = re.search(rb"\bALL ([\d:,]+)", part) if isinstance(part, bytes) else None
        for low, high in _RANGE.findall(ranges[1] if ranges else b""):
            first, last = sorted((int(low), int(high or low)))
            found |= set(range(max(first, lo), min(last, hi) + 1))
    return found


def highest(answers: Mapping[str, list[Part]]) -> int:
    """The largest UID in the answer to UID SEARCH, plain or `RETURN (MAX)`; 0 where there is none."""
    parts = [part for part in answers.get("SEARCH", []) if isinstance(part, bytes)]
    for part in answers.get("ESEARCH", []):
        if isinstance(part, bytes) and (told := _MOST.search(part)):
            parts.append(told[1])
    return max((int(word) for part in parts for word in part.split() if _UID.fullmatch(word)), default=0)
