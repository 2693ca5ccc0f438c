"""Window after window out of the open folder, with the next ones under way while one is read.

Promises what `kith.imap.fetch.window` promises of each window, in the order asked; answers may come in any. What is
complete as it comes costs a few microseconds a message; a window in which anything is wrong is left to `fetch`,
which halves it until the culprit stands alone. In memory is at most what lies in the windows under way.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from kith.imap import answers, fetch
from kith.imap.answers import Fetched
from kith.imap.fetch import Window
from kith.imap.flight import Flight
from kith.imap.session import Session

Span = tuple[int, int]  # the first and the last UID of a window

DEPTH = 3  # windows under way
HEAVY = 8 * 1024 * 1024  # bytes of headers; after a window of so many the next ones go one by one


def windows(session: Session, spans: Iterable[Span]) -> Iterator[tuple[Span, Window]]:
    """Each span of UIDs of the open folder with what lies in it, in the order of `spans`.

    `spans` is asked for at most `DEPTH` ahead. Between two windows the session may be used for anything but opening
    another folder. One that is closed early reads what is still under way, so that the session can be used again;
    after an error of the line it cannot. Raises FolderUnavailable; AccountDown and its kinds.
    """
    coming, folder, depth = iter(spans), session.opened, DEPTH
    asked: deque[_Asked] = deque()
    with Flight(session) as flight:
        reading = _Reading(session, flight, asked)
        while True:
            for span in islice(coming, max(0, depth - len(asked))):
                asked.append(reading.ask(span))
            if not asked:
                return
            found = reading.next()
            depth = DEPTH if found.octets < HEAVY else 1
            yield asked.popleft().span, found
            if session.opened != folder:
                raise RuntimeError("another folder was opened between two windows")


@dataclass(slots=True)
class _Asked:
    """A window under way. `doubtful`: an answer that nobody could read may have been about it."""

    span: Span
    fetch: bytes = b""
    search: bytes = b""
    messages: list[Fetched] = field(default_factory=list)
    present: set[int] = field(default_factory=set)
    doubtful: bool = False


class _Reading:
    """The windows under way in one folder."""

    def __init__(self, session: Session, flight: Flight, asked: deque[_Asked]) -> None:
        self._session, self._flight, self._asked = session, flight, asked
        self._items = fetch.items(session)

    def ask(self, span: Span) -> _Asked:
        lo, hi = span
        if lo > hi:
            return _Asked(span)
        listing = " ".join(fetch.listing_of(self._session, lo, hi))
        fetching, searching = self._flight.ask(
            f"UID FETCH {lo}:{hi} {self._items}".encode(), f"UID SEARCH {listing}".encode()
        )
        return _Asked(span, fetching, searching)

    def next(self) -> Window:
        """The first of the windows under way."""
        first = self._asked[0]
        if not first.fetch:
            return Window((), {})
        room = sum(fetch.room(asked.span[1] - asked.span[0] + 1) for asked in self._asked)
        self._flight.wait(first.fetch, first.search, octets=room)
        self._deal_out()
        return self._finished(first)

    def _deal_out(self) -> None:
        """Give each window under way what came for it; what nobody asked for is dropped."""
        came, said = self._flight.take_messages(), self._flight.take_said()
        for asked in self._asked:
            lo, hi = asked.span
            mine = [message for message in came if lo <= message.uid <= hi]
            asked.messages += mine
            asked.present |= answers.uids(said, lo, hi)
            asked.doubtful |= bool(self._flight.garbled)
        self._flight.garbled = ""

    def _finished(self, asked: _Asked) -> Window:
        session, (lo, hi) = self._session, asked.span
        refused = self._flight.refusal(asked.fetch)
        unlisted = self._flight.refusal(asked.search)
        if refused and refused.code in fetch.GONE:
            raise fetch.unavailable(session, session.folder_name, refused.words) from refused
        if refused or (unlisted and asked.doubtful):
            return fetch.window(session, lo, hi)
        return fetch.completed(session, lo, hi, asked.messages, None if unlisted else asked.present)
