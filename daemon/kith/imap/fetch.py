"""Headers out of a folder, a window of UIDs at a time.

Promises that nothing changes in the mailbox (EXAMINE and PEEK only), that a window is complete or says what is
missing, and that one message nobody can read costs one message: a window on which the server or the parser fails
is halved until the culprit stands alone. Never believes EXISTS, never asks for `*` where it can be helped.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kith.errors import FolderUnavailable
from kith.imap import answers
from kith.imap.answers import Fetched
from kith.imap.conversation import number, quoted
from kith.imap.errors import Refused
from kith.imap.folders import Folder
from kith.imap.line import ANSWER_LIMIT
from kith.imap.session import Session
from kith.journal import clean

FIELDS = (
    "DATE FROM SENDER REPLY-TO TO CC BCC DELIVERED-TO X-ORIGINAL-TO MESSAGE-ID X-MICROSOFT-ORIGINAL-MESSAGE-ID "
    "IN-REPLY-TO SUBJECT CONTENT-TYPE LIST-ID LIST-POST LIST-UNSUBSCRIBE PRECEDENCE AUTO-SUBMITTED "
    "X-AUTO-RESPONSE-SUPPRESS X-AUTOREPLY FEEDBACK-ID RETURN-PATH X-KITH AUTHENTICATION-RESULTS ERRORS-TO"
)
HEADER_LIMIT = 65536  # bytes of these fields in one message
_HEADER = f"BODY.PEEK[HEADER.FIELDS ({FIELDS})]<0.{HEADER_LIMIT}>"
_ROOM = HEADER_LIMIT + 2048  # bytes one message's answer can have
_LARGEST = 2000  # messages whose answers all at their largest are still taken
_CHUNK = 200  # single UIDs in one command; long lines are refused, or worse
_PATIENCE = 25  # unreadable messages in a row, before it is asked whether the folder is ill
_AROUND = 20_000  # UIDs on either side of a window, among which others are then tried
GONE = {"NONEXISTENT", "NOPERM", "CANNOT", "INUSE"}  # RFC 5530: codes about the folder, not about a message


@dataclass(frozen=True, slots=True)
class Opened:
    """An examined folder. New messages have UIDs below `uidnext`; `exists` is for show only."""

    uidvalidity: int
    uidnext: int
    exists: int


@dataclass(frozen=True, slots=True)
class Window:
    """What lay between two UIDs, ascending, and why the rest could not be read (UID -> reason).

    `octets`: how large the headers are together; whoever chooses the next window may want a narrower one.
    """

    messages: tuple[Fetched, ...]
    unreadable: Mapping[int, str]

    @property
    def octets(self) -> int:
        return sum(len(message.header) for message in self.messages)


def examine(session: Session, folder: Folder) -> Opened:
    """Open a folder for reading only. Raises FolderUnavailable; AccountDown and its kinds.

    UIDNEXT where the server does not say it: from STATUS (the listing), else from the newest message's UID.
    """
    try:
        said = session.command("EXAMINE", quoted(folder.raw))
    except Refused as refusal:
        session.folder_is_open("", b"")  # after a refusal none is (RFC 9051 section 6.3.2)
        raise unavailable(session, folder.name, refusal.words) from refusal
    session.folder_is_open(folder.name, folder.raw)
    exists = number(said, "EXISTS") or 0  # the largest: Zimbra sends several
    uidvalidity = number(said, "UIDVALIDITY") or folder.uidvalidity
    if uidvalidity is None:
        raise unavailable(session, folder.name, "no UIDVALIDITY, so kith could not know where it left off")
    uidnext = number(said, "UIDNEXT") or folder.uidnext
    if uidnext is None:
        uidnext = _newest(session) + 1 if exists else 1
    return Opened(uidvalidity, uidnext, exists)


def items(session: Session) -> str:
    """What is asked for about each message: never more than the server offers."""
    labels = "X-GM-LABELS " if "X-GM-EXT-1" in session.capabilities else ""
    return f"(UID INTERNALDATE FLAGS RFC822.SIZE {labels}{_HEADER})"


def room(messages: int) -> int:
    """How many bytes the answer to a window of so many UIDs may have."""
    return ANSWER_LIMIT + min(messages, _LARGEST) * _ROOM


def window(session: Session, lo: int, hi: int) -> Window:
    """The messages with lo <= UID <= hi of the open folder. Raises FolderUnavailable; AccountDown and its kinds."""
    reading = _Reading(session, lo, hi)
    if lo <= hi:
        reading.take(f"{lo}:{hi}", range(lo, hi + 1))
        reading.take_omitted(reading.present())
    return reading.window()


def completed(
    session: Session, lo: int, hi: int, messages: Iterable[Fetched], present: set[int] | None
) -> Window:
    """The same, where these messages have been read already; `present` are the UIDs that the server lists there,
    None where it does not say."""
    reading = _Reading(session, lo, hi)
    for message in messages:
        reading.keep(message)
    reading.take_omitted(present)
    return reading.window()


class _Reading:
    """One window in the making."""

    def __init__(self, session: Session, lo: int, hi: int) -> None:
        self._session, self._lo, self._hi = session, lo, hi
        self.found: dict[int, Fetched] = {}
        self.unreadable: dict[int, str] = {}
        self._in_a_row = 0  # messages that could not be read, since one could

    def take(self, asked: str, inside: range | list[int]) -> None:
        """Fetch a set of UIDs; where that fails, halve it."""
        try:
            said = self._session.command(
                "UID", "FETCH", asked, items(self._session), octets=room(len(inside))
            )
            for message in answers.messages(said.get("FETCH", [])):
                self.keep(message)
        except Refused as refusal:
            if refusal.code in GONE:
                raise self._ill(refusal.words) from refusal
            self._halve(inside, refusal.words)
        except answers.UNPARSABLE as error:
            self._halve(inside, f"the server's answer cannot be read: {clean(error)}")

    def keep(self, message: Fetched) -> None:
        """Take a message that was asked for; other clients' changes are told in between."""
        if not self._lo <= message.uid <= self._hi:
            return
        if answers.is_substitute(message.header):
            self._set_aside(message.uid, "the server gives a notice of failure instead of the message")
        else:
            self.unreadable.pop(message.uid, None)
            self.found[message.uid] = message
            self._in_a_row = 0

    def take_omitted(self, present: set[int] | None) -> None:
        """Servers leave messages out without a word (Gmail about one in fifty thousand): ask once more."""
        missing = (present or set()) - self.found.keys() - self.unreadable.keys()
        for chunk in _chunks(sorted(missing)):
            self.take(_sequence(chunk), chunk)
        for uid in sorted(missing - self.found.keys() - self.unreadable.keys()):
            self._set_aside(uid, "the server lists it and does not hand it over")

    def window(self) -> Window:
        return Window(
            tuple(self.found[uid] for uid in sorted(self.found)), dict(sorted(self.unreadable.items()))
        )

    def _halve(self, inside: range | list[int], why: str) -> None:
        if isinstance(inside, range):
            present = self.present()
            inside = list(inside) if present is None else sorted(present)  # so that gaps cost nothing
        if len(inside) == 1:
            self._set_aside(inside[0], why)
        for half in (inside[: len(inside) // 2], inside[len(inside) // 2 :]):
            if half and len(inside) > 1:
                self.take(f"{half[0]}:{half[-1]}", half)

    def _set_aside(self, uid: int, why: str) -> None:
        self.unreadable[uid] = why
        self._in_a_row += 1
        if self._in_a_row > _PATIENCE:
            if not self._others_can_be_read():
                raise self._ill(
                    f"{_PATIENCE} messages in a row cannot be read, nor others; the last one: {why}"
                )
            self._in_a_row = 0

    def _others_can_be_read(self) -> bool:
        """Try messages from all over the neighbourhood, one by one: any that comes shows that the folder works, and
        that those before were so many bad messages."""
        around = self._listed(max(1, self._lo - _AROUND), self._hi + _AROUND)
        others = sorted((around or set(range(self._lo, self._hi + 1))) - self.unreadable.keys())
        for uid in others[:: len(others) // _PATIENCE + 1]:
            try:
                said = self._session.command("UID", "FETCH", str(uid), items(self._session), octets=room(1))
                came = [message for message in answers.messages(said.get("FETCH", [])) if message.uid == uid]
            except (Refused, *answers.UNPARSABLE):
                continue
            if came and not answers.is_substitute(came[0].header):
                return True
        return False

    def present(self) -> set[int] | None:
        """Which UIDs the server says there are; None where it does not say."""
        return self._listed(self._lo, self._hi)

    def _listed(self, lo: int, hi: int) -> set[int] | None:
        try:
            said = self._session.command("UID", "SEARCH", *listing_of(self._session, lo, hi))
        except Refused:
            return None
        return answers.uids(said, lo, hi)

    def _ill(self, why: str) -> FolderUnavailable:
        return unavailable(self._session, self._session.folder_name, why)


def listing_of(session: Session, lo: int, hi: int) -> tuple[str, ...]:
    """The words behind UID SEARCH that list what is there."""
    form = ("RETURN", "(ALL)") if "ESEARCH" in session.capabilities else ()
    return (*form, "UID", f"{lo}:{hi}")


def _newest(session: Session) -> int:
    """The newest message's UID. `*` is the only way left to ask; in an empty folder it would be an error."""
    try:
        said = session.command("UID", "FETCH", "*", "(UID)")
        return max(uid for uid, _ in answers.fetched(said.get("FETCH", [])))
    except (Refused, *answers.UNPARSABLE) as error:
        why = "no UIDNEXT, and the newest message's UID is not told either"
        raise unavailable(session, session.folder_name, why) from error


def unavailable(session: Session, folder: str, why: str) -> FolderUnavailable:
    """The error that stops one folder, in words."""
    account = session.account
    return FolderUnavailable(
        f"{clean(account.email)} at {clean(account.host)}: {clean(folder)} cannot be read now: {clean(why)}. "
        "kith tries again at the next look."
    )


def _chunks(uids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(uids), _CHUNK):
        yield uids[start : start + _CHUNK]


def _sequence(uids: list[int]) -> str:
    return ",".join(str(uid) for uid in uids)
