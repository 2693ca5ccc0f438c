"""The text of the user's mail to kith, over the line of a look; by their headers the windows have noted which it is.

Promises: PEEK only, `OCTETS` of each, no other mail's text. A message is read where it lies; one that a server keeps in
All Mail is looked for in Sent as well, because only what lies there is surely the user's. What is read is handed on in
memory and stored nowhere.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from kith.errors import FolderUnavailable
from kith.imap import bodies as imap
from kith.imap import fetch
from kith.imap.folders import Folder
from kith.imap.search import nearest, with_id
from kith.imap.session import Session
from kith.mail.headers import fields, headers_of
from kith.mail.threads import is_id
from kith.model import SCANNED, Role
from kith.store import Store
from kith.store.answers import Waiting

MOST = 50  # messages at a look; the others come at the next one
OCTETS = 128 * 1024  # of the text of each, as many as `kith.mail.words` looks at
_CANDIDATES = 3  # messages that a search for one finds
FIELDS = f"{fetch.FIELDS} REFERENCES CONTENT-TRANSFER-ENCODING"


@dataclass(frozen=True, slots=True)
class CommandMail:
    """A message that may hold commands: where it was found, and its header fields and text. `role`: of the folder it
    surely lies in."""

    waiting: Waiting
    account: str
    role: Role
    raw: bytes


def read(
    session: Session, folders: Sequence[Folder], store: Store, account: str, now: int
) -> list[CommandMail]:
    """Everything of an account that waits to be read at `now` (unix seconds).

    Each try is counted before it is made. Raises AccountDown and its kinds; a folder that is out of reach keeps what
    waits in it.
    """
    waiting = store.answers.waiting(account, now, MOST)
    if not waiting:
        return []
    with store.transaction():
        waiting = [one for one in waiting if store.answers.tried(one, now)]
    found: list[CommandMail] = []
    for raw, ones in groupby(sorted(waiting, key=lambda one: (one.raw, one.uid)), key=lambda one: one.raw):
        folder = next((one for one in folders if one.raw == raw and one.role in SCANNED), None)
        if folder is not None:
            found += _of_folder(session, folder, list(ones), store, account)
    return [_where_it_lies(session, folders, one) for one in found]


def _of_folder(
    session: Session, folder: Folder, waiting: list[Waiting], store: Store, account: str
) -> list[CommandMail]:
    try:
        opened = fetch.examine(session, folder)
        here = {one.uid: one for one in waiting if one.uidvalidity == opened.uidvalidity}
        # Elsewhere only a subject can hold an order: of what strangers may have put there no text is asked for.
        octets = OCTETS if folder.role in (Role.SENT, Role.ALL) else 1
        raws = imap.bodies(session, sorted(here), octets, FIELDS)
        gone = [one for uid, one in here.items() if uid not in raws and _is_gone(session, uid)]
    except FolderUnavailable:  # the others may do; the look has told it, or will
        return []
    _no_longer(store, gone)
    return [CommandMail(here[uid], account, folder.role, raw) for uid, raw in raws.items()]


def _no_longer(store: Store, gone: Iterable[Waiting]) -> None:
    """Deleted before it was read: the user has taken it back."""
    with store.transaction():
        for one in gone:
            store.answers.read(one)


def _is_gone(session: Session, uid: int) -> bool:
    return nearest(session, uid, uid, newest=True) is None


def _where_it_lies(session: Session, folders: Sequence[Folder], mail: CommandMail) -> CommandMail:
    """The same mail as it lies in a Sent folder, where the folder it was read in holds everything (Gmail)."""
    message_id = _message_id(mail.raw)
    if mail.role is not Role.ALL or not is_id(message_id):
        return mail
    for folder in folders:
        if folder.role is not Role.SENT:
            continue
        try:
            fetch.examine(session, folder)
            uids = sorted(with_id(session, message_id))[-_CANDIDATES:]
            raws = imap.bodies(session, uids, OCTETS, FIELDS)
        except FolderUnavailable:
            continue
        same = [raw for raw in raws.values() if _message_id(raw) == message_id]
        if same:
            return CommandMail(mail.waiting, mail.account, Role.SENT, same[-1])
    return mail


def _message_id(raw: bytes) -> str:
    return fields(headers_of(raw)).get("message-id", "").strip()
