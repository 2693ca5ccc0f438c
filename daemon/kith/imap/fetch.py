"""Headers out of a folder, a window of UIDs at a time.

Promises that nothing changes in the mailbox (EXAMINE and PEEK only), that a window is complete or says what is
missing, and that one message nobody can read costs one message: a window on which the server or the parser fails
is halved until the culprit stands alone. Never believes EXISTS, never asks for `*` where it can be helped.
"""

import imaplib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kith.errors import FolderUnavailable, MessageUnreadable
from kith.imap import answers
from kith.imap.answers import Fetched
from kith.imap.conversation import number, quoted
from kith.imap.errors import Refused
from kith.imap.folders import Folder
from kith.imap.session import Session
from kith.journal import clean

FIELDS = (
    "DATE FROM SENDER REPLY-TO TO CC BCC DELIVERED-TO X-ORIGINAL-TO MESSAGE-ID X-MICROSOFT-ORIGINAL-MESSAGE-ID "
    "IN-REPLY-TO SUBJECT CONTENT-TYPE LIST-ID LIST-POST LIST-UNSUBSCRIBE PRECEDENCE AUTO-SUBMITTED "
    "X-AUTO-RESPONSE-SUPPRESS X-AUTOREPLY FEEDBACK-ID RETURN-PATH X-KITH AUTHENTICATION-RESULTS ERRORS-TO"
)
HEADER_LIMIT = 65536  # bytes of these fields in one message
_ITEMS = f"(UID INTERNALDATE FLAGS RFC822.SIZE BODY.PEEK[HEADER.FIELDS ({FIELDS})]<0.{HEADER_LIMIT}>)"
_CHUNK = 200  # single UIDs in one command; long lines are refused, or worse
_PATIENCE = 25  # unreadable messages in one window, before it is the folder that is ill
_GONE = {"NONEXISTENT", "NOPERM", "CANNOT", "INUSE"}  # RFC 5530: codes about the folder, not about a message

# What the parser raises on an answer it cannot take apart; the line itself is in step, it was read to the end.
_UNPARSABLE = (imaplib.IMAP4.error, ValueError, IndexError, TypeError, AttributeError, RecursionError)

# What Exchange hands out in place of a message it cannot convert.
_SUBSTITUTE = b"retrieval using the imap4 protocol failed"


@dataclass(frozen=True, slots=True)
class Opened:
    """An examined folder. New messages have UIDs below `uidnext`; `exists` is for show only."""

    uidvalidity: int
    uidnext: int
    exists: int


@dataclass(frozen=True, slots=True)
class Window:
    """What lay between two UIDs, ascending, and why the rest could not be read (UID -> reason)."""

    messages: tuple[Fetched, ...]
    unreadable: Mapping[int, str]


def examine(session: Session, folder: Folder) -> Opened:
    """Open a folder for reading only. Raises FolderUnavailable; AccountDown and its kinds.

    UIDNEXT where the server does not say it: from STATUS (the listing), else from the newest message's UID.
    """
    try:
        said = session.command("EXAMINE", quoted(folder.raw))
    except Refused as refusal:
        raise _unavailable(session, folder.name, refusal.words) from refusal
    session.folder_is_open(folder.name)
    exists = number(said, "EXISTS") or 0  # the largest: Zimbra sends several
    uidvalidity = number(said, "UIDVALIDITY") or folder.uidvalidity
    if uidvalidity is None:
        raise _unavailable(session, folder.name, "no UIDVALIDITY, so kith could not know where it left off")
    uidnext = number(said, "UIDNEXT") or folder.uidnext
    if uidnext is None:
        uidnext = _newest(session) + 1 if exists else 1
    return Opened(uidvalidity, uidnext, exists)


def window(session: Session, lo: int, hi: int) -> Window:
    """The messages with lo <= UID <= hi of the open folder. Raises FolderUnavailable; AccountDown and its kinds."""
    reading = _Reading(session, lo, hi)
    if lo <= hi:
        reading.take(f"{lo}:{hi}", range(lo, hi + 1))
        reading.take_omitted()
    return Window(
        tuple(reading.found[uid] for uid in sorted(reading.found)), dict(sorted(reading.unreadable.items()))
    )


def fetch_message(session: Session, uid: int, limit: int = 65536) -> bytes:
    """The first `limit` bytes of one message of the open folder, as sent. Raises MessageUnreadable, AccountDown."""
    why = "the server does not hand it over"
    try:
        said = session.command("UID", "FETCH", str(uid), f"(UID BODY.PEEK[]<0.{limit}>)")
        for found, items in answers.fetched(said.get("FETCH", [])):
            if found == uid and (text := answers.body(items)):
                return text
    except Refused as refusal:
        why = refusal.words
    except _UNPARSABLE as error:
        why = clean(error)
    raise MessageUnreadable(f"{clean(session.account.email)}: message {uid} cannot be read: {why}")


class _Reading:
    """One window in the making."""

    def __init__(self, session: Session, lo: int, hi: int) -> None:
        self._session, self._lo, self._hi = session, lo, hi
        self.found: dict[int, Fetched] = {}
        self.unreadable: dict[int, str] = {}

    def take(self, asked: str, inside: range | list[int]) -> None:
        """Fetch a set of UIDs; where that fails, halve it."""
        try:
            said = self._session.command("UID", "FETCH", asked, _ITEMS)
            self._keep(list(answers.fetched(said.get("FETCH", []))))
        except Refused as refusal:
            if refusal.code in _GONE:
                raise self._ill(refusal.words) from refusal
            self._halve(inside, refusal.words)
        except _UNPARSABLE as error:
            self._halve(inside, f"the server's answer cannot be read: {clean(error)}")

    def take_omitted(self) -> None:
        """Servers leave messages out without a word (Gmail about one in fifty thousand): ask once more."""
        present = self._present() or set()
        for chunk in _chunks(sorted(present - self.found.keys() - self.unreadable.keys())):
            self.take(_sequence(chunk), chunk)
        for uid in sorted(present - self.found.keys() - self.unreadable.keys()):
            self._set_aside(uid, "the server lists it and does not hand it over")

    def _keep(self, rows: list[tuple[int, answers.Items]]) -> None:
        for uid, items in rows:
            header = answers.body(items)
            if header is None or not self._lo <= uid <= self._hi:
                continue  # not asked for: other clients' changes are told in between
            if _SUBSTITUTE in header.lower():
                self._set_aside(uid, "the server gives a notice of failure instead of the message")
            else:
                self.unreadable.pop(uid, None)
                self.found[uid] = answers.message(uid, items, header)

    def _halve(self, inside: range | list[int], why: str) -> None:
        if isinstance(inside, range):
            present = self._present()
            inside = list(inside) if present is None else sorted(present)  # so that gaps cost nothing
        if len(inside) == 1:
            self._set_aside(inside[0], why)
        for half in (inside[: len(inside) // 2], inside[len(inside) // 2 :]):
            if half and len(inside) > 1:
                self.take(f"{half[0]}:{half[-1]}", half)

    def _set_aside(self, uid: int, why: str) -> None:
        self.unreadable[uid] = why
        if len(self.unreadable) > _PATIENCE:
            raise self._ill(
                f"more than {_PATIENCE} messages of one window cannot be read; the last one: {why}"
            )

    def _present(self) -> set[int] | None:
        """Which UIDs the server says there are; None where it does not say."""
        form = ("RETURN", "(ALL)") if "ESEARCH" in self._session.capabilities else ()
        try:
            said = self._session.command("UID", "SEARCH", *form, "UID", f"{self._lo}:{self._hi}")
        except Refused:
            return None
        return answers.uids(said, self._lo, self._hi)

    def _ill(self, why: str) -> FolderUnavailable:
        return _unavailable(self._session, self._session.folder_name, why)


def _newest(session: Session) -> int:
    """The newest message's UID. `*` is the only way left to ask; in an empty folder it would be an error."""
    try:
        said = session.command("UID", "FETCH", "*", "(UID)")
        return max(uid for uid, _ in answers.fetched(said.get("FETCH", [])))
    except (Refused, *_UNPARSABLE) as error:
        why = "no UIDNEXT, and the newest message's UID is not told either"
        raise _unavailable(session, session.folder_name, why) from error


def _unavailable(session: Session, folder: str, why: str) -> FolderUnavailable:
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
