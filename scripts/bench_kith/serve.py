"""Dovecot over a generated mailbox, with its cache warm or dropped.

What Dovecot remembers of headers lies in its index files, apart from the mail. "Cold" is without them: the first
look ever of any program. The machine's own file cache is left alone, as it belongs to everybody.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench_kith.cast import ME
from bench_kith.mailbox import Generated, spelt
from bench_kith.plan import FOLDERS, UNREAD
from helpers.dovecot import Dovecot, Options

PASSWORD = "pw"


@dataclass(frozen=True)
class Served:
    """Where to log in, and which folders there are to be read, as IMAP spells them."""

    mailbox: Generated
    server: Dovecot
    user: str

    @property
    def host(self) -> str:
        return self.server.host

    @property
    def port(self) -> int:
        return self.server.port

    @property
    def folders(self) -> list[str]:
        return [spelt(name) for name in FOLDERS if name not in UNREAD]

    def forget(self) -> None:
        """Drop the server's cache. No session may be open."""
        shutil.rmtree(self.mailbox.index, ignore_errors=True)
        self.mailbox.index.mkdir()
        self.server.own(self.mailbox.index)

    def configuration(self, port: int | None = None) -> str:
        """kith.toml for this mailbox; `port` of a line in front of the server."""
        return f"""
me = ["{ME[1]}", "{ME[2]}"]
[accounts.bench]
email = "{ME[0]}"
host = "{self.host}"
port = {port or self.port}
user = "{self.user}"
security = "none"
password_env = "BENCH_PASSWORD"
daily_megabytes = 100000
"""


@contextmanager
def served(mailbox: Generated) -> Iterator[Served]:
    """Serve it until the block ends. The mail stays as it is; UIDs stay what they are from the first time on."""
    mailbox.index.mkdir(exist_ok=True)
    location = f"maildir:{mailbox.maildir}:INDEX={mailbox.index}"
    with Dovecot(Options(mail_location=location, max_connections=50)) as server:
        for folder in (mailbox.place, mailbox.index, *_folders(mailbox)):
            server.own_only(folder)
        user = server.add_user("sam", PASSWORD)
        yield Served(mailbox, server, user.user)


def _folders(mailbox: Generated) -> Iterator[Path]:
    for name in FOLDERS:
        folder = mailbox.folder(name)
        yield from (folder, folder / "cur", folder / "new", folder / "tmp")
