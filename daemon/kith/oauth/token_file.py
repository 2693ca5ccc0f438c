"""The one file in which an account's token lies: of mode 0600, always whole, changed by one process at a time.

A server may take the old refresh token back when it hands out a new one. So the room for the new one is taken on the
disk before the server is asked, and the new one is synced under its name before anybody logs in with what came along.
A process that dies in between leaves the old file or the new one, never half of one.

Root, who checks a service or logs in for it, leaves nothing there that the service's own user cannot read: all that is
made belongs to whom the folder around it belongs to.
"""

import fcntl
import json
import os
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from kith.errors import AccountDown, SecretUnavailable

FOLDER = "oauth"  # below the state folder
EARLY = 60  # seconds before its end at which a token is renewed; of a short life half of it
UNTOLD = 300  # seconds a token is taken to last where the server does not say (RFC 6749 section 5.1 lets it)
ROOM = 64 * 1024  # bytes; two tokens of Microsoft's have about 5,000
PATIENCE = 120.0  # seconds to wait for another kith that renews; longer than three tries of Google's take


@dataclass(frozen=True, slots=True)
class Granted:
    """What an authorization server gave: `lasts` seconds from its answer on, None where it does not say.

    `refresh` is "" where it gave none: then the old one stays good (RFC 6749 section 6). `who` is the account as the
    server calls it, "" where it does not.
    """

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    lasts: int | None = None
    who: str = ""


@dataclass(frozen=True, slots=True)
class Token:
    """What is kept. Times are unix seconds by this machine's clock, which only has to run, not to be right.

    `app` is what it was got with (`OAuth.app`). `refused` says why the server renews it no more; "" where it does.
    """

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    renew_at: int
    app: str
    who: str = ""
    refused: str = ""

    def usable(self, now: int, refused: str = "") -> bool:
        """Whether its access token may still serve, and is not the very one that a server has just `refused`."""
        return now < self.renew_at and self.access != refused

    @classmethod
    def of(cls, granted: Granted, now: int, app: str, before: "Token | None" = None) -> "Token":
        """As a grant makes it; `now` is a time at which the grant surely was not yet older than it says."""
        lasts = UNTOLD if granted.lasts is None else granted.lasts
        return cls(
            granted.access,
            granted.refresh or (before.refresh if before else ""),
            now + lasts - min(EARLY, lasts // 2),
            app,
            granted.who or (before.who if before else ""),
        )


def file_of(state_dir: Path, account: str) -> Path:
    """Where an account's token lies; names of accounts hold no slash."""
    return state_dir / FOLDER / f"{account}.json"


def read(path: Path) -> Token | None:
    """The token in the file, None where there is no file.

    Raises SecretUnavailable where it cannot be read, is open to others, or is not one of kith's.
    """
    advice = "`kith login` writes a new one."
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except FileNotFoundError:
        return None
    except OSError as refused:
        raise SecretUnavailable(f"{path}: cannot be read: {refused.strerror}. {advice}") from refused
    with os.fdopen(handle, "rb") as file:
        mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
        if mode & 0o077:
            raise SecretUnavailable(f"{path}: is open to others (mode {mode:o}): chmod 600 it, or {advice}")
        token = _parsed(file.read(ROOM + 1))
    if token is None:
        raise SecretUnavailable(f"{path}: is no token of kith's, or not the whole of one. {advice}")
    return token


def _parsed(raw: bytes) -> Token | None:
    """None for what is not one. What json says of it would hold the text itself, so no error is passed on."""
    with suppress(ValueError, TypeError, RecursionError):
        token = Token(**json.loads(raw))
        texts = (token.access, token.refresh, token.app, token.who, token.refused)
        if all(isinstance(one, str) for one in texts) and type(token.renew_at) is int:
            return token
    return None


@contextmanager
def replacing(path: Path) -> Iterator[Callable[[Token], None]]:
    """`put(token)` inside replaces the file. The room for it is there before the block begins.

    Nobody else is inside for the same file meanwhile. Raises SecretUnavailable where nothing can be written,
    AccountDown where another process does not come to an end.
    """
    try:
        _folder(path.parent)
        with _alone(path.with_suffix(".lock")):
            new = path.with_suffix(".new")
            handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
            try:
                _handed_over(handle, path.parent)
                os.fchmod(handle, 0o600)  # one that was left behind may have been made by anybody
                os.posix_fallocate(handle, 0, ROOM)
                yield lambda token: _put(handle, new, path, token)
            finally:
                os.close(handle)
                with suppress(FileNotFoundError):
                    os.unlink(new)  # noqa: PTH108
    except OSError as refused:
        raise SecretUnavailable(
            f"{path}: cannot be written: {refused.strerror}. Make room, or let kith's user write there."
        ) from None


def _folder(folder: Path) -> None:
    """There, of mode 0700, and its owner the one of the folder around it."""
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700, parents=True)
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC | os.O_NOFOLLOW)
        try:
            _handed_over(handle, folder.parent)
        finally:
            os.close(handle)


def _handed_over(handle: int, around: Path) -> None:
    """What root has open there goes to the owner of the folder `around` it; of others nothing changes.

    A file with a second name may be somebody's who wants another one by it (a hard link), so it stays as it is.
    """
    if os.geteuid() != 0:
        return
    owner, found = os.stat(around), os.fstat(handle)  # noqa: PTH116  (as the other steps: a test dies before each)
    alone = found.st_nlink == 1 or stat.S_ISDIR(found.st_mode)
    if alone and (found.st_uid, found.st_gid) != (owner.st_uid, owner.st_gid):
        os.fchown(handle, owner.st_uid, owner.st_gid)


def _put(handle: int, new: Path, path: Path, token: Token) -> None:
    text = json.dumps(asdict(token)).encode()
    os.pwrite(handle, text, 0)
    os.ftruncate(handle, len(text))
    os.fsync(handle)
    os.replace(new, path)  # noqa: PTH105  (as the other steps: a test dies before each)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """The system lets go of it when a process ends, however it does."""
    handle = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        _handed_over(handle, lock.parent)
        until = time.monotonic() + PATIENCE
        while not _taken(handle):
            if time.monotonic() > until:
                raise AccountDown(
                    f"{lock}: another kith renews this token and does not end. Try again later."
                )
            time.sleep(0.02)
        yield
    finally:
        os.close(handle)


def _taken(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
