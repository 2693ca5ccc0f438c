"""Puts a probe of `kith check` into a folder and takes it out again, on a connection the caller has logged in.

Promises: nothing is put where nothing could be taken out again (a folder that is read-only, a server without UID
EXPUNGE is the caller's to know); what is taken out is known by its own Message-ID, one message at a time, by UID
EXPUNGE (`kith.deliver.withdrawing`). Nothing else in the folder is read or changed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from imapclient import IMAPClient

from kith.clock import unix
from kith.deliver.mailbox import CANDIDATES, append, field_value, quoted, reading, shown_name
from kith.deliver.withdrawing import Opened, by_id, opened, take_away
from kith.errors import FolderUnavailable

_ID_FIELD = "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"


@dataclass(frozen=True, slots=True)
class Probed:
    """What became of a probe: `arrived` is the server's clock when it took it (INTERNALDATE, unix seconds; None where
    it does not say), `removed` whether it is gone again, `left_over` how many older ones were taken out."""

    arrived: int | None
    removed: bool
    left_over: int


def probe(
    client: IMAPClient,
    folder: bytes,
    letter: bytes,
    message_id: str,
    flags: Sequence[bytes],
    is_probe: Callable[[str], bool],
) -> Probed:
    """Put a letter into a folder, look at it there, take it out. `is_probe` knows those of earlier checks by their id.

    Raises what `append` raises, FolderUnavailable where the folder is read-only, AccountDown.
    """
    at = _to_change(client, folder)
    left_over = sweep(client, at, is_probe, "kith-check.")
    append(client, folder, letter, flags=flags)
    with reading(shown_name(folder)):
        client.noop()
    uids = by_id(client, at, message_id)
    if not uids:  # a mail program has expunged meanwhile: it was here, and is gone
        return Probed(None, removed=True, left_over=left_over)
    arrived = _arrived(client, at, uids[-1])
    gone = [take_away(client, at, uid) for uid in uids]
    return Probed(arrived, all(gone), left_over)


def sweep(client: IMAPClient, at: Opened, is_probe: Callable[[str], bool], prefix: str) -> int:
    """Take probes out of an open folder; how many there were. `prefix`: what their ids have in common."""
    with reading(shown_name(at.folder)):
        hits = client.search(f"HEADER MESSAGE-ID {quoted(prefix)}")
        newest = sorted(hits)[-CANDIDATES:]
        fetched = client.fetch(newest, [_ID_FIELD]) if newest else {}
    ours = [uid for uid, parts in fetched.items() if is_probe(field_value(parts).decode("ascii", "replace"))]
    return sum([take_away(client, at, uid) for uid in sorted(ours)])


def lies_in(client: IMAPClient, folder: bytes, message_id: str) -> bool:
    """Whether a message with exactly this Message-ID lies in a folder; opens it to read only."""
    return bool(by_id(client, opened(client, folder, to_change=False), message_id))


def swept(client: IMAPClient, folder: bytes, is_probe: Callable[[str], bool], prefix: str) -> int:
    """As `sweep`, in a folder that is not open yet. Raises FolderUnavailable where it is read-only."""
    return sweep(client, _to_change(client, folder), is_probe, prefix)


def _to_change(client: IMAPClient, folder: bytes) -> Opened:
    at = opened(client, folder, to_change=True)
    if not at.writable:
        raise FolderUnavailable(
            f"{shown_name(folder)} is read-only for this login: nothing can be put there, or taken out. Name another "
            "folder, or have the rights changed."
        )
    return at


def _arrived(client: IMAPClient, at: Opened, uid: int) -> int | None:
    with reading(shown_name(at.folder)):
        told = client.fetch([uid], ["INTERNALDATE"]).get(uid, {}).get(b"INTERNALDATE")
    return unix(told) if isinstance(told, datetime) and told.tzinfo else None
