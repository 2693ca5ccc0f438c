"""Which UIDs to ask for next. Pure: no server, no store.

A window is wide enough that a round trip is worth it and small enough that the memory stays flat; the server's
answers steer it, because UIDs may be dense or have gaps of millions.
"""

from collections.abc import Iterable, Iterator

from kith.imap.fetch import Window

Span = tuple[int, int]  # lowest and highest UID, both included

START, NARROWEST, WIDEST = 1000, 50, 16_000  # UIDs
FEW, MANY = 500, 3000  # messages
HEAVY = 8_000_000  # bytes
_OVERHEAD = 200  # bytes of an answer beside the header: dates, flags, names of fields
_NEAR = 20  # UIDs between two single messages that are worth one command


class Width:
    """How many UIDs the next window of a folder spans."""

    def __init__(self) -> None:
        self.uids = START

    def learn(self, messages: int, octets: int) -> None:
        """Twice as wide after a thin window, half as wide after a full or heavy one."""
        if messages > MANY or octets > HEAVY:
            self.uids = max(NARROWEST, self.uids // 2)
        elif messages < FEW:
            self.uids = min(WIDEST, self.uids * 2)


def octets(found: Window) -> int:
    """About how many bytes a window cost on the wire."""
    return sum(len(message.header) + _OVERHEAD for message in found.messages)


def upwards(low: int, high: int, width: Width) -> Iterator[Span]:
    """From `low` to `high`, oldest first: new mail, so that what has been read stays one piece."""
    while low <= high:
        top = min(low + width.uids - 1, high)
        yield low, top
        low = top + 1


def downwards(high: int, low: int, width: Width) -> Iterator[Span]:
    """From `high` down to `low`, newest first."""
    while high >= low:
        bottom = max(low, high - width.uids + 1)
        yield bottom, high
        high = bottom - 1


def runs(uids: Iterable[int]) -> list[Span]:
    """Single UIDs as few spans; small gaps are asked along."""
    found: list[Span] = []
    for uid in sorted(uids):
        if found and uid - found[-1][1] <= _NEAR and uid - found[-1][0] < START:
            found[-1] = (found[-1][0], uid)
        else:
            found.append((uid, uid))
    return found
