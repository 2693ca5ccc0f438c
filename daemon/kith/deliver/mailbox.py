"""Puts a finished letter into a folder of the user's mailbox, and looks whether one lies there already.

Both work on a connection the caller has logged in. Promises that `holds` is true only for a message whose
Message-ID is the very one asked for, and that a line lost in the middle of an APPEND is told as what it is:
nobody knows whether the letter arrived. Never deletes, never changes a
flag; see `kith.deliver.withdrawing`.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError
from imapclient.imap_utf7 import decode as from_mutf7
from imapclient.imap_utf7 import encode as to_mutf7

from kith.errors import AccountDown, DeliveryDeferred, DeliveryRefused, DeliveryUncertain, FolderUnavailable
from kith.journal import clean

# A search for an id finds one message, or a few copies; more is a server that matches anything.
CANDIDATES = 100

_MESSAGE_ID_FIELD = b"BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"
_OUR_ID = re.compile(r"<[!-;=?-~]+@[!-;=?-~]+>")  # printable ASCII without angle brackets inside
_APPENDUID = re.compile(r"\[APPENDUID (\d+) (\d+)\]", re.IGNORECASE)  # RFC 4315 section 3
_CODE = re.compile(r"\[([A-Z-]+)[\] ]", re.IGNORECASE)

# Response codes of RFC 3501 section 7.1, RFC 4469 and RFC 5530. Every other refusal is worth a later try.
_NO_SUCH_FOLDER = frozenset({"TRYCREATE", "NONEXISTENT"})
_NOT_ALLOWED = frozenset({"NOPERM", "READ-ONLY"})
_NEVER = frozenset({"TOOBIG", "LIMIT", "CANNOT"})


@dataclass(frozen=True, slots=True)
class Placed:
    """What the server said to a letter, and where it lies, if the server tells (UIDPLUS)."""

    said: str
    uidvalidity: int | None = None
    uid: int | None = None


def append(client: IMAPClient, folder: bytes | str, letter: bytes, *, flags: Sequence[bytes] = ()) -> Placed:
    r"""Place a finished letter (RFC 5322) into a folder; INTERNALDATE is left to the server.

    `folder` is a name as the server lists it (bytes) or as people read it (str); `flags` for instance
    `(b"\\Draft", b"\\Seen")`.

    Raises FolderUnavailable (it is gone, or may not be written), DeliveryRefused (never, as the letter is),
    DeliveryDeferred (the mailbox is full, or a later try may do), DeliveryUncertain (nobody knows).
    """
    shown = shown_name(folder)
    try:
        said = client.append(named(client, folder), letter, flags)
    except (IMAPClientAbortError, OSError) as exc:
        raise DeliveryUncertain(
            f"the connection broke while the letter was put into {shown} ({clean(exc)}): nobody knows "
            "whether it arrived. It must be looked for before it is placed again."
        ) from exc
    except IMAPClientError as exc:
        raise _refusal(shown, clean(exc)) from exc
    return _placed(said)


def holds(client: IMAPClient, folder: bytes | str, message_id: str) -> bool:
    """Whether a message with exactly this Message-ID (with its angle brackets) lies in the folder.

    Leaves the folder open for reading (EXAMINE), so nothing is marked as seen.
    Raises FolderUnavailable, AccountDown (the server would or could not look), ValueError (an id not of
    ours).
    """
    return found(client, folder, message_id) is not None


def found(client: IMAPClient, folder: bytes | str, message_id: str) -> Placed | None:
    """The same, and where it lies; of several copies the newest. None where it does not lie there."""
    if not is_id(message_id):
        raise ValueError(f"not a Message-ID of ours: {clean(message_id)!r}")
    with reading(shown_name(folder)):
        opened = client.select_folder(named(client, folder), readonly=True)
        # As one string, because imapclient quotes a list's items only where it sees a need, and sees too few.
        hits = client.search(f"HEADER MESSAGE-ID {quoted(message_id)}")
        newest = sorted(hits)[-CANDIDATES:]
        fetched = client.fetch(newest, [_MESSAGE_ID_FIELD]) if newest else {}
    # SEARCH finds a part of the field (RFC 3501 section 6.4.4), or words of it: so look at the field itself.
    wanted = message_id.encode("ascii")
    uids = [uid for uid, parts in fetched.items() if field_value(parts) == wanted]
    if not uids:
        return None
    validity = opened.get(b"UIDVALIDITY")
    return Placed("found in your mailbox", validity if isinstance(validity, int) else None, max(uids))


def is_id(text: str) -> bool:
    """Whether a text is a Message-ID that a search can be made with."""
    return _OUR_ID.fullmatch(text) is not None


def _placed(said: bytes | str | None) -> Placed:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said or "")
    uids = _APPENDUID.search(words)
    if not uids:
        return Placed(clean(words))
    return Placed(clean(words), uidvalidity=int(uids[1]), uid=int(uids[2]))


def _refusal(shown: str, words: str) -> Exception:
    """What a refused APPEND means, by its response code."""
    code = _code(words)
    if code in _NO_SUCH_FOLDER:
        return FolderUnavailable(
            f"there is no folder {shown}: {words}. Name the right one with folders = {{ … }}."
        )
    if code in _NOT_ALLOWED:
        return FolderUnavailable(f"nothing may be written into {shown}: {words}")
    if code in _NEVER:
        return DeliveryRefused(f"the server will never take the letter into {shown}: {words}")
    if code == "OVERQUOTA":  # a full mailbox; at Gmail also too much traffic
        return DeliveryDeferred(
            f"the account is over a limit of its server: {words}. If it is full, make room."
        )
    return DeliveryDeferred(f"the server does not take the letter into {shown} now: {words}")


def _code(words: str) -> str:
    found = _CODE.search(words)
    return found[1].upper() if found else ""


@contextmanager
def reading(shown: str) -> Iterator[None]:
    """Foreign exceptions of looking into a folder stop here."""
    try:
        yield
    except (IMAPClientAbortError, OSError) as exc:
        raise AccountDown(f"the connection broke while looking into {shown}: {clean(exc)}") from exc
    except IMAPClientError as exc:
        # A NO to EXAMINE means the folder (RFC 3501 section 6.3.2), and Dovecot sends no code with it.
        if str(exc).startswith("select failed") or _code(str(exc)) in _NO_SUCH_FOLDER:
            raise FolderUnavailable(f"there is no folder {shown}, or none to read: {clean(exc)}") from exc
        raise AccountDown(f"the server would not look into {shown}: {clean(exc)}") from exc
    except ValueError as exc:
        raise AccountDown(f"the server's answer about {shown} cannot be understood: {clean(exc)}") from exc


def named(client: IMAPClient, folder: bytes | str) -> bytes | str:
    """The folder's name as this client sends it unharmed: imapclient encodes names unless told not to."""
    if client.folder_encode:
        return from_mutf7(folder) if isinstance(folder, bytes) else folder
    return folder if isinstance(folder, bytes) else to_mutf7(folder)


def shown_name(folder: bytes | str) -> str:
    try:
        return clean(from_mutf7(folder) if isinstance(folder, bytes) else folder)
    except ValueError:  # not modified UTF-7
        return clean(folder)


def quoted(text: str) -> str:
    """An IMAP quoted string (RFC 3501 section 4.3)."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def field_value(parts: dict[bytes, object]) -> bytes:
    """The value of the one field that was asked for; servers spell the name of the part differently."""
    header = next((v for k, v in parts.items() if k.startswith(b"BODY[") and isinstance(v, bytes)), b"")
    _, _, value = header.partition(b":")
    return value.strip()
