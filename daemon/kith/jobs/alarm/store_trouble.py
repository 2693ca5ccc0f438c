"""A store that cannot be used: the disk is full, or the file is damaged, and nothing can be written into it.

What must not be forgotten meanwhile is kept in memory, and in a note: a small file in the state folder whose room is
taken while all is well, and that is written over in place, so that a full disk takes it, too. Where it does not (a
folder that has become read-only, a file system that writes elsewhere), another in $XDG_RUNTIME_DIR. Where neither
does, the mailbox remembers (`kith.jobs.alarm.store_notice`), and who cannot remember a refused login makes none.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, TypeAdapter, ValidationError

from kith import files
from kith.config.settings import Settings
from kith.errors import KithError
from kith.journal import clean
from kith.suggest.alarm import DAY, URGENT, counted

NOTE = "store-trouble.json"
ROOM = 4096  # bytes of the note, padded with blanks; nothing but blanks: no trouble
LONGEST = 300  # characters kept of a complaint: at four bytes each, far less than ROOM
BEAT = 300  # seconds between two notes while it goes on

_Instant = Annotated[int, Field(ge=0)]  # unix seconds
_Seconds = Annotated[int, Field(ge=0, lt=2**40)]


@dataclass(slots=True)
class StoreTrouble:
    """What is known of it. Times are unix seconds; `tried`: seconds in which kith was up and tried.

    `seen_at`, `pause`: when a run met it last, and how long after the one before. `retry_at`: where telling it failed.
    `doubtful`: the account in which the notice of `told_on` may lie, for all anybody knows; "" where that is clear.
    """

    why: str
    code: Annotated[int, Field(ge=0, le=255)]
    since: _Instant
    tried: Annotated[float, Field(ge=0, lt=2**40)] = 0.0
    seen_at: _Instant = 0
    pause: _Seconds = 0
    told_at: _Instant | None = None
    retry_at: _Instant | None = None
    doubtful: str = ""
    told_on: _Instant = 0

    @classmethod
    def of(cls, error: KithError, now: int, noted: Self | None = None) -> Self:
        """The trouble that `error` tells of; `noted` goes on with it."""
        trouble = noted or cls("", 0, now)
        trouble.why, trouble.code = str(error), error.exit_code
        return trouble

    @classmethod
    def noted(cls, settings: Settings, environ: Mapping[str, str], now: int) -> Self | None:
        """What an earlier process has noted last; None where there is nothing, or nothing that can be."""
        found = [one for path in _notes(settings, environ) if (one := cls._read(path, now))]
        return max(found, key=lambda one: one.seen_at, default=None)

    @classmethod
    def _read(cls, path: Path, now: int) -> Self | None:
        raw = b""
        with suppress(OSError), path.open("rb") as file:  # there is none
            raw = file.read(ROOM + 1).strip()
        if not raw or len(raw) > ROOM:
            return None
        try:
            found: Self = TypeAdapter(cls).validate_json(raw, strict=True)
        except ValidationError:  # something else wrote it, or half of it was written
            return None
        instants = (found.since, found.seen_at, found.told_at, found.retry_at, found.told_on)
        ahead = any(at is not None and at > now + DAY for at in instants)  # by a clock gone wrong
        return None if ahead else found

    def goes_on(self, now: int, patience: int) -> None:
        """A run that is started again and again meets it. `patience`: seconds, `alarm` in the configuration."""
        if self.seen_at:
            pause = max(0, now - self.seen_at)
            self.tried += counted(pause, self.pause, patience)
            self.pause = pause
        self.seen_at = now

    def is_ripe(self, patience: int) -> bool:
        """Whether it has gone on for long enough to be told."""
        return self.tried >= min(patience, URGENT)

    def note(self, settings: Settings, environ: Mapping[str, str]) -> bool:
        """Leave it to the next process; False where no place takes it."""
        shown = {**asdict(self), "why": clean(self.why)[:LONGEST]}
        raw = json.dumps(shown, ensure_ascii=False).encode("utf-8", "replace")
        return any(_written(path, raw) for path in _notes(settings, environ))

    def note_now_and_then(self, settings: Settings, environ: Mapping[str, str], now: int) -> None:
        """The same by whoever stays up, at its pace. `tried` is counted by the caller."""
        if not 0 <= now - self.seen_at < BEAT:
            self.seen_at, self.pause = now, 0
            self.note(settings, environ)


def make_room_for_note(settings: Settings, environ: Mapping[str, str]) -> None:
    """All is well: nothing is noted any more, and the next trouble has room to be."""
    kept, *elsewhere = _notes(settings, environ)
    if not _is_blank(kept):
        _written(kept, b"")
    for path in elsewhere:
        with suppress(OSError):  # one that cannot be taken away is older than the next
            path.unlink(missing_ok=True)


def _notes(settings: Settings, environ: Mapping[str, str]) -> Iterator[Path]:
    """Where a note may lie, best first. The second is one of many where somebody has several state folders."""
    state_dir = files.state_dir(settings, environ)
    yield state_dir / NOTE
    if runtime := files.runtime_dir(environ):
        whose = hashlib.sha256(os.fsencode(state_dir.absolute())).hexdigest()[:16]
        yield runtime / f"kith-{whose}-{NOTE}"


def _is_blank(path: Path) -> bool:
    try:
        return path.read_bytes() == b" " * ROOM
    except OSError:
        return False


def _written(path: Path, raw: bytes) -> bool:
    """Write over what is there, in the room it has. Half of it, after a power cut, is no note."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            whole = os.pwrite(handle, raw.ljust(ROOM), 0) == ROOM
            os.ftruncate(handle, ROOM)
            os.fdatasync(handle)
        finally:
            os.close(handle)
    except OSError:  # this place takes nothing: the caller is told, and asks another
        return False
    return whole and len(raw) <= ROOM
