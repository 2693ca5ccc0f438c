"""Is there news? One round trip, whatever the size of the mailbox.

Promises to find every known folder whose UIDNEXT or UIDVALIDITY is no longer what it was, and every one that is
gone; new folders are for a listing to find. The folder that holds most, INBOX or Gmail's All Mail, is kept open
between looks and asked for UIDs beyond the last one: its STATUS costs a server half a second at half a million
messages. The others are counted by one LIST in the same flight, else by STATUS.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kith.imap import answers, lists
from kith.imap.conversation import Answers, number, quoted
from kith.imap.errors import Refused
from kith.imap.flight import Flight
from kith.imap.lists import Counts, display_name
from kith.imap.session import Session

Seen = tuple[int, int]  # UIDVALIDITY and UIDNEXT

_LINE = 6000  # bytes of names in one command; Dovecot takes lines of 64 KiB, others of 8
_AT_ONCE = 100  # STATUS commands in one flight; what is said and heard at the same time must not block
_COUNTED = b"STATUS (UIDNEXT UIDVALIDITY)"
_NOT_THERE = re.compile(
    r"\b(?:not found|doesn't exist|does not exist|no such|unknown mailbox)", re.IGNORECASE
)
_NONEXISTENT = b"\\nonexistent"


@dataclass(frozen=True, slots=True)
class Changes:
    """What a look found; folders by their raw names.

    `news`: worth opening, with what is known of them now, None where the server does not say. `gone`: no longer
    there under this name; perhaps under another, which only a whole listing tells.
    """

    news: Mapping[bytes, Seen | None]
    gone: frozenset[bytes]


def counts_along(session: Session) -> bool:
    """Whether the server counts named folders in a LIST (RFC 5258, RFC 5819), as far as it is known by now."""
    return {"LIST-STATUS", "LIST-EXTENDED"} <= session.capabilities


def changed(session: Session, known: Mapping[bytes, Seen]) -> Changes:
    """What is no longer as `known` has it: raw name -> UIDVALIDITY and UIDNEXT as last seen, most important first.

    The same on a session kept between looks and on a fresh one, which opens INBOX first (where that is not known,
    the first folder). That folder is open afterwards. Raises AccountDown and its kinds.
    """
    if not known:
        return Changes({}, frozenset())
    watched = next((name for name in known if name.upper() == b"INBOX"), next(iter(known)))
    others = [name for name in known if name != watched]
    look = _Look(session, known)
    with Flight(session) as flight:
        if session.folder_raw != watched:
            look.open(flight, watched, others)
        else:
            look.ask_open(flight, watched, others)
        look.count(flight)
    news = {name: now for name, now in look.now.items() if now != known[name]}
    return Changes(news, frozenset(look.gone))


class _Look:
    """One look in the making. `now`: what was found; `unsure`: whom to ask by STATUS."""

    def __init__(self, session: Session, known: Mapping[bytes, Seen]) -> None:
        self._session, self._known = session, known
        self.now: dict[bytes, Seen | None] = {}
        self.gone: set[bytes] = set()
        self._unsure: list[bytes] = []

    def open(self, flight: Flight, watched: bytes, others: list[bytes]) -> None:
        """Open the folder that is watched; what EXAMINE says of it is news enough."""
        opening, *listing = flight.ask(b"EXAMINE " + quoted(watched), *self._listing(others))
        flight.wait(opening, *listing)
        said = flight.take_said()
        refused = flight.refusal(opening)
        if refused:
            self._session.folder_is_open("", b"")  # none is, after a refusal
            self._missed(watched, refused)
        else:
            self._session.folder_is_open(display_name(watched), watched)
            self._found(watched, number(said, "UIDVALIDITY"), number(said, "UIDNEXT"))
        self._read_listing(flight, said, listing, others)

    def ask_open(self, flight: Flight, watched: bytes, others: list[bytes]) -> None:
        """Ask for UIDs beyond the last one of the open folder. What is sent without being asked, such as EXISTS, is
        told only once, and perhaps to an earlier command; so it can add to the answer and never replaces it."""
        uidvalidity, uidnext = self._known[watched]
        form = b"RETURN (MAX) " if "ESEARCH" in self._session.capabilities else b""
        search = b"UID SEARCH %bUID %d:*" % (form, uidnext)
        noop, searching, *listing = flight.ask(b"NOOP", search, *self._listing(others))
        flight.wait(noop, searching, *listing)
        said = flight.take_said()
        refused = flight.refusal(noop) or flight.refusal(searching)
        highest = answers.highest(said)
        if not refused and highest < uidnext and "EXISTS" in said:  # searched before the news was taken in
            (searching,) = flight.ask(search)
            flight.wait(searching)
            refused, again = flight.refusal(searching), flight.take_said()
            highest = answers.highest(again)
        if refused:
            self.open(flight, watched, [])
        else:
            self._found(watched, number(said, "UIDVALIDITY") or uidvalidity, max(highest + 1, uidnext))
        self._read_listing(flight, said, listing, others)

    def count(self, flight: Flight) -> None:
        """Ask one by one where the listing left a doubt."""
        for start in range(0, len(self._unsure), _AT_ONCE):
            names = self._unsure[start : start + _AT_ONCE]
            tags = flight.ask(*(b"STATUS %b (UIDNEXT UIDVALIDITY)" % quoted(name) for name in names))
            flight.wait(*tags)
            counts = lists.counts(flight.take_said().get("STATUS", []))
            for name, tag in zip(names, tags, strict=True):
                if refused := flight.refusal(tag):
                    self._missed(name, refused)
                else:
                    told = counts.get(name, Counts())
                    self._found(name, told.uidvalidity, told.uidnext)

    def _listing(self, names: list[bytes]) -> list[bytes]:
        """LIST commands for just these folders; none where the server does not count along."""
        if not counts_along(self._session):
            return []
        return [
            b'LIST "" (%b) RETURN (%b)' % (b" ".join(some), _COUNTED) for some in _lines(map(quoted, names))
        ]

    def _read_listing(self, flight: Flight, said: Answers, tags: list[bytes], names: list[bytes]) -> None:
        refused = [flight.refusal(tag) for tag in tags]
        if any(refused):  # offered, yet not understood: not asked again
            self._session.capabilities -= {"LIST-STATUS"}
        counts = lists.counts(said.get("STATUS", []))
        for entry in lists.entries(said.get("LIST", [])):
            if _NONEXISTENT in entry.attributes:
                counts.pop(entry.raw, None)
        for name in names:
            told = counts.get(name)
            if told and told.uidvalidity and told.uidnext:
                self._found(name, told.uidvalidity, told.uidnext)
            else:
                self._unsure.append(name)

    def _found(self, name: bytes, uidvalidity: int | None, uidnext: int | None) -> None:
        self.now[name] = (uidvalidity, uidnext) if uidvalidity and uidnext else None

    def _missed(self, name: bytes, refused: Refused) -> None:
        if refused.code == "NONEXISTENT" or _NOT_THERE.search(refused.words):
            self.gone.add(name)
        else:
            self.now[name] = None  # whoever opens it will hear why


def _lines(names: Iterable[bytes]) -> Iterator[list[bytes]]:
    """The names in groups short enough for one line."""
    group: list[bytes] = []
    for name in names:
        if group and sum(map(len, group)) + len(name) > _LINE:
            yield group
            group = []
        group.append(name)
    if group:
        yield group
