"""Whether the disk has room, found out by writing to a file that never has a name."""

import errno
import os
from pathlib import Path

NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
PROBE = 8192  # bytes, as much as SQLite writes at once
WORK = 256 * 1024  # bytes: with less, reading mail is no use, since a window of it would not fit


def no_room_at(folder: Path, octets: int = PROBE) -> bool:
    """Whether the disk of this folder does not take so much, or the user may not write so much there (a quota).

    SQLite tells that something could not be opened, synced or made larger (the index of its log), not why.
    """
    try:
        handle = os.open(folder, os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC, 0o600)
        try:
            os.ftruncate(handle, octets)
            written = os.pwrite(handle, bytes(octets), 0)
            os.fdatasync(handle)
            return written < octets  # the rest did not fit
        finally:
            os.close(handle)
    except OSError as error:
        return error.errno in NO_ROOM
