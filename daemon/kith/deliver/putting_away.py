r"""Marks a mail of the user's in INBOX as read and moves it, on a connection the caller has logged in.

Promises: touched is the one message with the very Message-ID that was asked for, and no other; it is moved as a whole
(MOVE, RFC 6851), else copied and then taken away by UID EXPUNGE of that one UID (UIDPLUS, RFC 4315); where the server
can do neither it stays. Never a plain EXPUNGE, never CLOSE: what others have marked `\Deleted` is theirs.
"""

from collections.abc import Container

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from kith.deliver.mailbox import found, named
from kith.errors import AccountDown, FolderUnavailable
from kith.journal import clean
from kith.mail.headers import addresses, fields

_INBOX = b"INBOX"


def put_away(client: IMAPClient, message_id: str, mine: Container[str], target: bytes | None) -> bool:
    """Mark a message in INBOX as read, and move it to `target` (a raw name), or leave it there where that is None.

    False where INBOX does not hold it, or from somebody else than `mine`: a stranger may give a letter any Message-ID.
    Raises FolderUnavailable (it may not be written, or there is no such folder), AccountDown, ValueError (no Message-ID
    that can be asked for).
    """
    there = found(client, _INBOX, message_id)
    if there is None or there.uid is None:
        return False
    try:
        opened = client.select_folder(named(client, _INBOX))
        if opened.get(b"UIDVALIDITY") != there.uidvalidity or not _is_from(client, there.uid, mine):
            return False
        client.add_flags([there.uid], [rb"\Seen"], silent=True)
        if target is not None:
            _move(client, there.uid, named(client, target))
    except (IMAPClientAbortError, OSError) as error:
        raise AccountDown(f"the connection broke while a mail was put away: {clean(error)}") from error
    except IMAPClientError as error:
        raise FolderUnavailable(f"the server does not let it be put away: {clean(error)}") from error
    return True


def _is_from(client: IMAPClient, uid: int, mine: Container[str]) -> bool:
    parts = client.fetch([uid], [b"BODY.PEEK[HEADER.FIELDS (FROM)]"]).get(uid, {})
    header = next((value for key, value in parts.items() if key.startswith(b"BODY[")), b"")
    senders = addresses(fields(bytes(header)).get("from", ""))
    return bool(senders) and all(one.spec in mine for one in senders)


def _move(client: IMAPClient, uid: int, target: bytes | str) -> None:
    """A copy that comes twice, when killed in between, is the lesser evil: nothing is taken away before it is there."""
    if client.has_capability("MOVE"):
        client.move([uid], target)
    elif client.has_capability("UIDPLUS"):
        client.copy([uid], target)
        client.add_flags([uid], [rb"\Deleted"], silent=True)
        client.uid_expunge([uid])
