r"""Looks after the drafts that kith has put into a folder, and takes one away again.

Works on a connection the caller has logged in. Promises that whatever is removed is the one message with the UID it was
asked for: by UID EXPUNGE (RFC 4315), never by a plain EXPUNGE or a CLOSE, which would take along what the user has
marked. Of flags only `\Deleted` is ever set, and taken back, on that message. What is only looked at is opened by
EXAMINE. Whether a draft may be taken away is not judged here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientReadOnlyError

from kith.deliver.mailbox import CANDIDATES, field_value, is_id, named, quoted, reading, shown_name
from kith.mail.headers import addresses, fields
from kith.mail.same_draft import LONGEST

DELETED = b"\\Deleted"
MOST_ADDRESSES = 10  # of one person that are searched for
_CONTENT = f"BODY.PEEK[]<0.{LONGEST}>"
_RECIPIENTS = "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID TO CC BCC)]"


@dataclass(frozen=True, slots=True)
class Opened:
    """An open folder. `uidvalidity` is None where the server tells none; `writable`: messages may be changed in it."""

    folder: bytes
    uidvalidity: int | None
    writable: bool


@dataclass(frozen=True, slots=True)
class Lies:
    """A message in the open folder. `flags` in lower case; `content` is cut at `kith.mail.same_draft.LONGEST` bytes."""

    uid: int
    flags: frozenset[str]
    content: bytes


@dataclass(frozen=True, slots=True)
class Other:
    r"""Another draft: its Message-ID, "" for none, and everybody it is to. Those marked `\Deleted` are none."""

    uid: int
    message_id: str
    to: frozenset[str]


def opened(client: IMAPClient, folder: bytes, *, to_change: bool) -> Opened:
    """Open a folder: to read in it only, unless it is `to_change`. One that is read-only is opened all the same.

    Raises FolderUnavailable, AccountDown.
    """
    with reading(shown_name(folder)):
        try:
            said = client.select_folder(named(client, folder), readonly=not to_change)
        except IMAPClientReadOnlyError:
            to_change = False
            said = client.select_folder(named(client, folder), readonly=True)
    validity = said.get(b"UIDVALIDITY")
    return Opened(folder, validity if isinstance(validity, int) else None, to_change)


def by_uid(client: IMAPClient, at: Opened, uid: int) -> Lies | None:
    """The message with this UID; None where there is none. Raises AccountDown."""
    with reading(shown_name(at.folder)):
        parts = client.fetch([uid], ["FLAGS", _CONTENT]).get(uid)
    if parts is None:
        return None
    content = next((part for key, part in parts.items() if key.startswith(b"BODY[")), b"")
    return Lies(uid, _lower(parts.get(b"FLAGS", ())), content if isinstance(content, bytes) else b"")


def by_id(client: IMAPClient, at: Opened, message_id: str) -> list[int]:
    """The UIDs of the messages with exactly this Message-ID, ascending. Raises AccountDown, ValueError."""
    if not is_id(message_id):
        raise ValueError(f"not a Message-ID of ours: {message_id!r}")
    with reading(shown_name(at.folder)):
        hits = client.search(f"HEADER MESSAGE-ID {quoted(message_id)}")
        newest = sorted(hits)[-CANDIDATES:]
        fetched = client.fetch(newest, ["BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"])
    wanted = message_id.encode("ascii")
    return sorted(uid for uid, parts in fetched.items() if field_value(parts) == wanted)


def others(client: IMAPClient, at: Opened, recipients: Sequence[str], after: int) -> list[Other]:
    """Drafts to one of these addresses with a higher UID than `after`: put there later. Raises AccountDown."""
    hits: set[int] = set()
    with reading(shown_name(at.folder)):
        for spec in _askable(recipients):
            for field in ("TO", "CC", "BCC"):
                hits.update(client.search(f"{field} {quoted(spec)}"))
        later = sorted(uid for uid in hits if uid > after)[-CANDIDATES:]
        fetched = client.fetch(later, ["FLAGS", _RECIPIENTS])
    found = []
    for uid, parts in sorted(fetched.items()):
        header = next((part for key, part in parts.items() if key.startswith(b"BODY[")), b"")
        if r"\deleted" not in _lower(parts.get(b"FLAGS", ())) and isinstance(header, bytes):
            told = fields(header)
            to = {one.spec for name in ("to", "cc", "bcc") for one in addresses(told.get(name, ""))}
            found.append(Other(uid, told.get("message-id", ""), frozenset(to)))
    return found


def take_away(client: IMAPClient, at: Opened, uid: int) -> bool:
    r"""Remove one message from a folder that was opened to be changed; only on a server with UIDPLUS or IMAP4rev2.

    The answer to the mark tells the flags as they are now: one that the user has marked in that very second is given
    back, and False. Raises AccountDown: then nobody knows whether it is gone.
    """
    with reading(shown_name(at.folder)):
        now = _lower(client.add_flags([uid], [DELETED]).get(uid, ()))
        if now & {r"\flagged", r"\answered"}:
            client.remove_flags([uid], [DELETED], silent=True)
            return False
        # With a UID this is UID EXPUNGE; `uid_expunge` refuses IMAP4rev2 (RFC 9051), which has it without its name.
        client.expunge([uid])
    return True


def give_back(client: IMAPClient, at: Opened, uid: int) -> None:
    r"""Take `\Deleted` from one message. Raises AccountDown."""
    with reading(shown_name(at.folder)):
        client.remove_flags([uid], [DELETED], silent=True)


def _askable(recipients: Iterable[str]) -> list[str]:
    """Those that can stand in a quoted string; the others are not searched for."""
    return [spec for spec in recipients if spec.isascii() and spec.isprintable()][:MOST_ADDRESSES]


def _lower(flags: Iterable[object]) -> frozenset[str]:
    return frozenset(flag.decode("ascii", "replace").lower() for flag in flags if isinstance(flag, bytes))
