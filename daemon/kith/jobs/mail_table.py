"""A table of who wrote to whom and when, as public networks of mail come, and the mailboxes in it."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kith.errors import KithError
from kith.journal import clean
from kith.suggest.replay import Tie
from kith.suggest.rhythm import DAY

LATEST = 1 << 32  # unix seconds; later ones are milliseconds, or wrong
GROUP = 5  # recipients of one message, beyond which it is nobody's touch
HALVES = ("dev", "held-out")

Row = tuple[str, str, int]  # sender, recipient, unix seconds


@dataclass(frozen=True, slots=True)
class MailTable:
    """The ties of each mailbox, by its name, and the first and last day with mail (days since 1970, UTC)."""

    mailboxes: dict[str, list[Tie]]
    first: int
    last: int


def read(path: Path, days: int | None = None) -> MailTable:
    """A line is `sender recipient unixtime`, a message to several is several lines; a first line without a time is
    taken for the names of the columns, and `#` begins a remark.

    `days`: only so many from the first on. Raises KithError with the number of a bad line, or where the file cannot
    be read.
    """
    rows = list(_rows(path))
    if not rows:
        return MailTable({}, 0, 0)
    start = min(at for *_, at in rows)
    if days is not None:
        rows = [row for row in rows if row[2] < start + days * DAY]
    return MailTable(_mailboxes(rows), start // DAY, max(at for *_, at in rows) // DAY)


def half(name: str) -> str:
    """Which of the halves a mailbox belongs to: by a hash of its name, the same wherever it is asked."""
    return HALVES[hashlib.sha256(name.encode()).digest()[0] % 2]


def _rows(path: Path) -> Iterator[Row]:
    try:
        with path.open(encoding="utf-8", errors="replace") as lines:
            for number, line in enumerate(lines, start=1):
                words = line.split()
                if not words or line.startswith("#") or (number == 1 and not re.search(r"\d", words[-1])):
                    continue
                if len(words) != 3 or not words[2].isdecimal() or int(words[2]) >= LATEST:
                    raise KithError(
                        f'{path}:{number}: expected `sender recipient unixtime` (seconds), found "{clean(line, 60)}"'
                    )
                yield words[0], words[1], int(words[2])
    except OSError as error:
        raise KithError(f"{path}: {error.strerror}") from error


def _mailboxes(rows: Sequence[Row]) -> dict[str, list[Tie]]:
    """Of personal messages, from both sides of each."""
    recipients = Counter((sender, at) for sender, _, at in rows)
    touches: dict[str, dict[str, list[tuple[int, bool]]]] = {}  # whose mailbox -> with whom -> (day, sent)
    for sender, recipient, at in rows:
        if sender != recipient and recipients[sender, at] <= GROUP:
            touches.setdefault(sender, {}).setdefault(recipient, []).append((at // DAY, True))
            touches.setdefault(recipient, {}).setdefault(sender, []).append((at // DAY, False))
    return {name: [tie for tie in map(_tie, others.values()) if tie] for name, others in touches.items()}


def _tie(touches: Sequence[tuple[int, bool]]) -> Tie | None:
    ways = [[day for day, sent in touches if sent is way] for way in (True, False)]
    if not all(ways):
        return None
    return Tie(tuple(sorted({day for day, _ in touches})), max(map(min, ways)))
