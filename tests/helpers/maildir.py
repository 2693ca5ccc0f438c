"""One user's mailbox as the test server keeps it: Maildir++ folders that a test may write and read.

Promises that what is delivered gets UIDs in the order of delivery and INTERNALDATE as asked, and that no test
waits for it.
"""

import base64
import copy
import hashlib
import hmac
import itertools
import json
import os
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from imapclient.imap_utf7 import encode as mutf7

from kith.clock import SystemClock, unix

if TYPE_CHECKING:
    from helpers.dovecot import Dovecot

ARRIVED = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


class MailboxOnDisk:
    """Where and as whom to log in, and what lies in the folders. Folder names are without the prefix."""

    SIGNING_KEY: ClassVar[bytes] = b"a key that only the test server knows"
    SIGNING_KEY_BASE64: ClassVar[bytes] = base64.b64encode(SIGNING_KEY)

    def __init__(self, server: "Dovecot", user: str, password: str) -> None:
        self.server, self.user, self.password = server, user, password
        self.host, self.port, self.tls_port = server.host, server.port, server.tls_port
        self.ca_file = server.ca_file
        self.email = user if "@" in user else f"{user}@example.org"
        self.root = server.folder / "mail" / user / "Maildir"
        self._numbers = itertools.count(1_000_000_000)
        self._special: dict[str, str] = {}

    def create(self) -> None:
        self._make(self.root)
        self.server.own(self.root.parent)
        self._write_user()

    def folder(self, name: str, special_use: str | None = None) -> Path:
        """Make a folder ("Archive/2025"); `special_use` as in RFC 6154, with the backslash."""
        path = self._path(name)
        if not path.exists():
            self._make(path)
            (path / "maildirfolder").touch()
            self.server.own(path)
        if special_use:
            self._special[name] = special_use
            self._write_user()
        return path

    def deliver(
        self, raw: bytes, folder: str = "INBOX", arrived: datetime = ARRIVED, flags: str = "S"
    ) -> Path:
        """Put a message into a folder, made if need be, all at once. `flags` are Maildir letters: S seen, D draft."""
        place = self.folder(folder)
        name = f"{next(self._numbers)}.M1P1.kith:2,{''.join(sorted(flags))}"
        path = place / "tmp" / name
        path.write_bytes(raw)
        os.utime(path, (arrived.timestamp(), arrived.timestamp()))
        self.server.own(path)
        return path.rename(place / "cur" / name)

    def messages(self, folder: str = "INBOX") -> list[bytes]:
        """What lies in the folder now, oldest delivery first; then what came by APPEND, with bare line feeds."""
        return [path.read_bytes() for path in self._files(folder)]

    def flags(self, folder: str = "INBOX") -> list[str]:
        """The Maildir flag letters of each message, in the order of `messages`."""
        return [path.name.partition(":2,")[2] for path in self._files(folder)]

    def remove(self, folder: str = "INBOX") -> None:
        """Delete a folder with everything in it (INBOX is only emptied); sessions opened later see it."""
        if folder == "INBOX":
            for path in self._files(folder):
                path.unlink()
        else:
            shutil.rmtree(self._path(folder))
            self._forget_index(self.root, "dovecot.list.index*")

    def rename(self, old: str, new: str) -> None:
        """Rename a folder behind the server's back; sessions opened later see it."""
        self._path(old).rename(self._path(new))
        self._forget_index(self.root, "dovecot.list.index*")

    def bump_uidvalidity(self, folder: str = "INBOX") -> None:
        """Number the folder anew, as a server does after a move or a repair. Needs no open session on it."""
        path = self._path(folder)
        header = (path / "dovecot-uidlist").read_text().split(maxsplit=2)
        validity = int(header[1].removeprefix("V")) + 1
        self._forget_index(path, "dovecot.index*")
        self._forget_index(self.root, "dovecot.list.index*")
        (path / "dovecot-uidlist").write_text(f"3 V{validity} N1\n")
        self.server.own(path / "dovecot-uidlist")

    def be_like(self, other: "MailboxOnDisk") -> None:
        """The same folders, mail, UIDs and marks as another user's of the same server."""
        shutil.rmtree(self.root)
        shutil.copytree(other.root, self.root, copy_function=_alike)
        self.server.own(self.root)
        self._numbers, self._special = copy.copy(other._numbers), dict(other._special)
        self._write_user()

    def token(self, seconds: int = 3600, user: str = "") -> str:
        """An OAuth access token the server accepts: a JWT signed with HS256, valid for so many seconds."""
        now = unix(SystemClock().now())
        name = user or self.user
        claims = {"sub": name, "email": name, "iat": now - 60, "nbf": now - 60, "exp": now + seconds}
        parts = [_base64url(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims)]
        signature = hmac.new(self.SIGNING_KEY, b".".join(parts), hashlib.sha256).digest()
        return b".".join([*parts, _base64url(signature)]).decode()

    def _path(self, folder: str) -> Path:
        if folder == "INBOX":
            return self.root
        return self.root / ("." + mutf7(folder).decode("ascii").replace("/", "."))

    def _files(self, folder: str) -> list[Path]:
        place = self._path(folder)
        return sorted((path for part in ("cur", "new") for path in (place / part).iterdir()), key=_delivered)

    @staticmethod
    def _make(path: Path) -> None:
        for part in ("cur", "new", "tmp"):
            (path / part).mkdir(parents=True)

    @staticmethod
    def _forget_index(place: Path, pattern: str) -> None:
        for path in place.glob(pattern):
            path.unlink()

    def _write_user(self) -> None:
        """The user's password, and the settings of the user's own: which folder is marked as what."""
        special = self._special if self.server.options.special_use else {}
        settings = {"namespace/inbox/mailbox": ",".join(str(number) for number in range(len(special)))}
        for number, (name, use) in enumerate(special.items()):
            settings[f"namespace/inbox/mailbox/{number}/name"] = name.replace(
                "/", self.server.options.separator
            )
            settings[f"namespace/inbox/mailbox/{number}/special_use"] = use
        for folder, text in (
            ("users", f"{self.user}:{{PLAIN}}{self.password}\n"),
            ("settings", json.dumps(settings if special else {}, ensure_ascii=False)),
        ):
            path = self.server.folder / folder / self.user
            path.write_text(text, encoding="utf-8")
            self.server.own(path)


def _base64url(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def _alike(source: str, target: str) -> None:
    """A mail is never changed in its place, so a second name for it will do; what Dovecot keeps is copied."""
    if Path(source).parent.name in ("cur", "new"):
        os.link(source, target)
    else:
        shutil.copy2(source, target)


def _delivered(path: Path) -> tuple[int, int, str]:
    """When, by the name of its file: seconds and, without leading zeros, microseconds."""
    found = re.match(r"(\d+)\.M(\d+)P", path.name)
    return (int(found[1]), int(found[2]), path.name) if found else (0, 0, path.name)


def locks_below(folder: Path) -> list[Path]:
    """The lock files that Dovecot has beside the messages of these mailboxes."""
    found = []
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name not in ("cur", "new", "tmp")]
        found += [Path(place, name) for name in files if name.endswith("lock")]
    return found
