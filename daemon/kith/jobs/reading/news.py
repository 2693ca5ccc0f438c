"""What has changed on a line that is kept, for the price of one round trip where nothing has.

Refuses to answer where only a whole listing will do: a folder is gone or numbered anew, so others may be new or have
another name, or the server does not say how a folder stands.
"""

from collections.abc import Mapping
from dataclasses import replace

from kith.imap.folders import Folder
from kith.imap.poll import Seen, changed, counts_along
from kith.imap.session import Session
from kith.jobs.reading.backoff import DAY
from kith.model import SCANNED, Role
from kith.store.cursors import Standing

NEWEST_DAYS = (
    8  # looked back at once a day; one more than a week, since servers count days in a zone of their own
)
_ALWAYS = frozenset({Role.INBOX, Role.SENT, Role.ALL})

Standings = Mapping[bytes, Standing]


def read_from(folders: tuple[Folder, ...]) -> list[Folder]:
    """The folders mail is read from. Where the server keeps everything in one (Gmail), only that."""
    scanned = [folder for folder in folders if folder.role in SCANNED]
    return [folder for folder in scanned if folder.role is Role.ALL] or scanned


def mail_comes(standing: Standing, now: int) -> bool:
    """Whether a folder got new mail lately; `now` in unix seconds."""
    return standing.grown_at >= now - NEWEST_DAYS * DAY


def read_up(folder: Folder, standings: Standings) -> bool:
    """Whether all that the folder is said to hold above what was read first has been read."""
    standing = standings.get(folder.raw)
    cursor = standing.cursor if standing else None
    return cursor is not None and (folder.uidvalidity, folder.uidnext) == (
        cursor.uidvalidity,
        cursor.high + 1,
    )


def polled(
    session: Session, folders: tuple[Folder, ...], standings: Standings, now: int
) -> tuple[Folder, ...] | None:
    """The folders as they are now, or None where they must be listed again. Raises AccountDown and its kinds.

    `folders` is the last listing of this session, `standings` how far they have been read since. A server that
    counts along in its LIST is asked for all of them; else only INBOX, Sent, All Mail and the folders with new mail
    lately, each of which costs a STATUS: the others wait for the next listing.
    """
    caught_up = tuple(_caught_up(folder, standings.get(folder.raw)) for folder in folders)
    asked = read_from(caught_up)
    if not counts_along(session):
        asked = [folder for folder in asked if _is_watched(folder, standings.get(folder.raw), now)]
    known = {
        folder.raw: (folder.uidvalidity, folder.uidnext)
        for folder in asked
        if folder.uidvalidity and folder.uidnext
    }
    found = changed(session, known)
    if found.gone or any(seen is None or seen[0] != known[raw][0] for raw, seen in found.news.items()):
        return None
    return tuple(_with(folder, found.news.get(folder.raw)) for folder in caught_up)


def _is_watched(folder: Folder, standing: Standing | None, now: int) -> bool:
    return folder.role in _ALWAYS or (standing is not None and mail_comes(standing, now))


def _caught_up(folder: Folder, standing: Standing | None) -> Folder:
    """What was read is known to be there, whether or not it had been listed."""
    cursor = standing.cursor if standing else None
    if cursor is None or folder.uidnext is None or cursor.uidvalidity != folder.uidvalidity:
        return folder
    return _with(folder, (cursor.uidvalidity, max(folder.uidnext, cursor.high + 1)))


def _with(folder: Folder, seen: Seen | None) -> Folder:
    """The folder with new numbers; how many messages it holds is an estimate then, for the progress bar."""
    if seen is None or seen == (folder.uidvalidity, folder.uidnext):
        return folder
    uidvalidity, uidnext = seen
    messages = max(0, (folder.messages or 0) + uidnext - (folder.uidnext or 1))
    return replace(folder, uidvalidity=uidvalidity, uidnext=uidnext, messages=messages)
