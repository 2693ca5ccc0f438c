"""Which folders the user has, and what each is for.

Promises only the user's own folders, each with the reason for its role, by this precedence: the user's word, the
server's mark, the exact name in the languages of `kith.imap.roles`, nothing. The raw bytes of a name are the
folder's identity. Opens no folder.
"""

import fnmatch
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace

from kith.imap import lists, roles
from kith.imap.conversation import Answers, quoted
from kith.imap.errors import Refused
from kith.imap.lists import Counts, Entry, display_name
from kith.imap.session import Session
from kith.model import SCANNED, Role

CONFIGURED, BY_NAME = "your configuration", "name"
HIDDEN_ALL_MAIL = "Gmail hides All Mail from IMAP: switch on Settings, Labels, All Mail, “Show in IMAP”"
_ITEMS = "(MESSAGES UIDNEXT UIDVALIDITY)"
_NO_MAILBOX = frozenset({b"\\noselect", b"\\nonexistent"})
_INHERITED = frozenset({Role.TRASH, Role.JUNK, Role.IGNORED})


@dataclass(frozen=True, slots=True)
class Folder:
    """One folder. `raw` is its name as the server spells it; `name` is for people; `because` says why the role.

    The numbers are None where the server did not give them.
    """

    raw: bytes
    name: str
    role: Role
    uidvalidity: int | None
    uidnext: int | None
    messages: int | None
    because: str


def listing(session: Session) -> tuple[Folder, ...]:
    """The user's own folders, INBOX first; of several with one role, the better founded comes first.

    One LIST where the server counts along (RFC 5819), else one more STATUS for each folder that is read.
    Raises AccountDown and its kinds.
    """
    answers, counted = _ask(session)
    own = [
        entry
        for entry in lists.entries(answers.get("LIST", []))
        if not entry.attributes & _NO_MAILBOX and _is_own(session, entry)
    ]
    counts = lists.counts(answers.get("STATUS", []))
    folders = sorted(_judged(session, own), key=_standing)
    return tuple(
        _with_counts(folder, counts.get(folder.raw) if counted else _count(session, folder))
        for folder in folders
    )


def advice(session: Session, folders: Iterable[Folder]) -> str:
    """What the user should change at the provider so that all mail is seen; "" where nothing is amiss."""
    hidden = "X-GM-EXT-1" in session.capabilities and not any(folder.role is Role.ALL for folder in folders)
    return HIDDEN_ALL_MAIL if hidden else ""


def _ask(session: Session) -> tuple[Answers, bool]:
    """The listing in the richest form the server really understands, and whether it has counted along."""
    able = session.capabilities
    marks = "SPECIAL-USE" if "SPECIAL-USE" in able else ""
    forms = []
    if "LIST-STATUS" in able:
        forms.append(f"({marks} STATUS {_ITEMS})".replace("( ", "("))
    if "LIST-EXTENDED" in able and marks:
        forms.append(f"({marks})")
    for form in forms:
        try:
            answers = session.command("LIST", '""', '"*"', "RETURN", form)
        except Refused:  # offered, yet not understood: not asked again
            if "STATUS" in form:
                session.capabilities -= {"LIST-STATUS"}
            continue
        if answers.get("LIST"):
            return answers, "STATUS" in form
    return session.command("LIST", '""', '"*"'), False


def _is_own(session: Session, entry: Entry) -> bool:
    """By the longest prefix that fits, as some servers give other people's folders the prefix ""."""
    if entry.raw.upper() == b"INBOX":
        return True

    def best(prefixes: tuple[bytes, ...]) -> int:
        name = entry.raw + entry.separator
        return max((len(prefix) for prefix in prefixes if name.startswith(prefix)), default=-1)

    return best(session.personal) >= best(session.foreign)


def _judged(session: Session, entries: list[Entry]) -> list[Folder]:
    """Each folder with its role; what lies inside Trash or Spam is no better than they are."""
    found: dict[bytes, Folder] = {}
    for entry in sorted(entries, key=lambda entry: len(entry.raw)):  # so that parents come first
        role, because = _role(session, entry)
        parent = found.get(entry.raw.rpartition(entry.separator)[0]) if entry.separator else None
        if role is Role.NORMAL and not because and parent and parent.role in _INHERITED:
            role, because = parent.role, f"inside {parent.name}"
        found[entry.raw] = Folder(entry.raw, display_name(entry.raw), role, None, None, None, because)
    folders = [found[entry.raw] for entry in entries]
    if advice(session, folders):
        return [_without_all_mail(folder) for folder in folders]
    return folders


def _role(session: Session, entry: Entry) -> tuple[Role, str]:
    names, wanted = _spellings(session, entry), session.account.folders
    for name, role in ((wanted.sent, Role.SENT), (wanted.drafts, Role.DRAFTS)):
        if name and unicodedata.normalize("NFC", name) in names:
            return role, CONFIGURED
    if any(fnmatch.fnmatchcase(name, pattern) for name in names for pattern in wanted.ignore):
        return Role.IGNORED, CONFIGURED
    if entry.raw.upper() == b"INBOX":
        return Role.INBOX, "INBOX"
    for attribute in sorted(entry.attributes):
        if marked := roles.by_attribute(attribute):
            return marked, f"special-use {roles.shown(attribute)}"
    path = _path(session, entry)
    if roles.by_name(path[0]) is Role.IGNORED:
        return Role.IGNORED, BY_NAME
    named = roles.by_name(path[-1])
    return (named, BY_NAME) if named and named is not Role.IGNORED else (Role.NORMAL, "")


def _path(session: Session, entry: Entry) -> list[str]:
    """The levels of a folder's name, without the prefix that only some servers put before every name."""
    raw, separator = entry.raw, entry.separator
    prefix = max((own for own in session.personal if raw.startswith(own)), key=len, default=b"")
    if not prefix and separator and raw.upper().startswith(b"INBOX" + separator):
        prefix = raw[: len(b"INBOX" + separator)]  # Courier without NAMESPACE
    rest = raw[len(prefix) :] or raw
    return [display_name(part) for part in (rest.split(separator) if separator else [rest])]


def _spellings(session: Session, entry: Entry) -> set[str]:
    """How a user may write the folder's name in the configuration."""
    separator = entry.separator.decode("ascii", "replace")
    path = _path(session, entry)
    names = (display_name(entry.raw), separator.join(path), "/".join(path))
    return {unicodedata.normalize("NFC", name) for name in names}


def _without_all_mail(folder: Folder) -> Folder:
    """Every label of Gmail shows the same messages again: without All Mail only INBOX and Sent are read."""
    if folder.role is Role.NORMAL:
        return replace(folder, role=Role.IGNORED, because=HIDDEN_ALL_MAIL)
    return folder


def _count(session: Session, folder: Folder) -> Counts | None:
    if folder.role not in SCANNED:
        return None
    try:
        answers = session.command("STATUS", quoted(folder.raw), _ITEMS)
    except Refused:  # it will say so again, and better, when it is opened
        return None
    told = lists.counts(answers.get("STATUS", []))
    return next(iter(told.values()), None)


def _with_counts(folder: Folder, counts: Counts | None) -> Folder:
    if counts is None:
        return folder
    return replace(folder, uidvalidity=counts.uidvalidity, uidnext=counts.uidnext, messages=counts.messages)


def _standing(folder: Folder) -> tuple[bool, int]:
    grounds = (CONFIGURED, "special-use", BY_NAME)
    rank = next(
        (place for place, ground in enumerate(grounds) if folder.because.startswith(ground)), len(grounds)
    )
    return folder.role is not Role.INBOX, rank
