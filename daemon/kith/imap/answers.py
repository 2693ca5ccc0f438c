"""Reading the answers to FETCH and SEARCH.

Promises to take only what is there: answers for other messages, answers without a UID, keys in any spelling and
dates in no spelling are all met in the wild. Raises what imapclient's parser raises where an answer cannot be
taken apart; `kith.imap.fetch` then asks for less at once.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from imapclient.response_parser import parse_response

from kith.imap.conversation import Part

Items = Mapping[bytes, object]

_MONTHS = b"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_DATE = re.compile(rb"\s*(\d{1,2})-([A-Za-z]{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)\s*")
_UID = re.compile(rb"\d{1,10}")
_RANGE = re.compile(rb"(\d{1,10})(?::(\d{1,10}))?")
_SECTION = re.compile(rb"BODY\[[^\]]*\]", re.IGNORECASE)
_FIRST_YEAR = 1970  # no message arrived by IMAP before; a server's "0001" means that it does not know


@dataclass(frozen=True, slots=True)
class Fetched:
    """One message as the server shows it. `arrived` is INTERNALDATE in UTC, None where it cannot be believed.

    `size` in bytes is the whole message's; `flags` as sent (b"\\\\Seen"); `header` the fields asked for, raw.
    """

    uid: int
    arrived: datetime | None
    size: int
    flags: frozenset[bytes]
    header: bytes


def fetched(parts: list[Part]) -> Iterator[tuple[int, Items]]:
    """Each FETCH answer that names a UID, with its items by upper-case key. Raises ValueError, ProtocolError."""
    tokens = iter(parse_response([_shortened(part) for part in parts]))
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


def message(uid: int, items: Items, header: bytes) -> Fetched:
    """One message of an answer; what is missing or of an odd kind is left unknown."""
    size, flags, date = items.get(b"RFC822.SIZE"), items.get(b"FLAGS"), items.get(b"INTERNALDATE")
    return Fetched(
        uid=uid,
        arrived=arrival(date) if isinstance(date, bytes) else None,
        size=size if isinstance(size, int) else len(header),
        flags=frozenset(str(flag).encode() if isinstance(flag, int) else flag for flag in flags)
        if isinstance(flags, tuple)
        else frozenset(),
        header=header,
    )


def arrival(text: bytes) -> datetime | None:
    """INTERNALDATE (RFC 9051 `date-time`) as an aware UTC datetime; None for anything else.

    Own reading: the library's makes 0001 into 2001.
    """
    found = _DATE.fullmatch(text)
    if not found or found[2].title() not in _MONTHS or int(found[3]) < _FIRST_YEAR:
        return None
    day, year, hour, minute, second = (int(found[place]) for place in (1, 3, 4, 5, 6))
    east = timedelta(hours=int(found[8]), minutes=int(found[9])) * (-1 if found[7] == b"-" else 1)
    try:
        local = datetime(
            year,
            _MONTHS.index(found[2].title()) + 1,
            day,
            hour,
            minute,
            min(second, 59),
            tzinfo=timezone(east),
        )
        return local.astimezone(UTC)
    except (ValueError, OverflowError):  # 31 February, 25 o'clock, a zone of +99:99, the year 9999
        return None


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
