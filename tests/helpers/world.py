"""A small world for whole stories: one user's mailbox on a real server, a configuration, a state folder, a clock.

Letters are dated by how many days before `now` they were written, so that a story can be read aloud.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from itertools import count
from pathlib import Path

from helpers.maildir import MailboxOnDisk
from kith.clock import SystemClock
from kith.config.load import load
from kith.jobs.scan import Look, Unwatched
from kith.jobs.workplace import Workplace, opened

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
SAM = "sam@example.org"


class TestClock:
    """A clock that stands still until a test moves it."""

    __test__ = False

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()

    def advance(self, **span: float) -> None:
        self.at += timedelta(**span)


@dataclass
class World:
    """Sam's mailbox and Sam's kith. `settings` is TOML put behind the account's table."""

    mailbox: MailboxOnDisk
    folder: Path
    settings: str = ""
    now: datetime = MONDAY
    port: int | None = None  # of a wire in front of the server
    me: tuple[str, ...] = ()
    security: str = "none"  # else with the test server's own certificate
    _ids: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.clock = TestClock(self.now)
        self.state = self.folder / "state"

    def letter(self, sender: str, to: str, days: float, subject: str = "Hello", **more: str) -> bytes:
        """One letter written `days` before now."""
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = sender, to, subject
        message["Date"] = format_datetime(self.now - timedelta(days=days))
        message["Message-ID"] = more.pop("Message_ID", f"<{next(self._ids)}@letters.example>")
        for name, value in more.items():
            message[name.replace("_", "-")] = value
        message.set_content("Words nobody may keep.\n")
        return message.as_bytes()

    def received(self, who: str, *days: float, folder: str = "INBOX", **more: str) -> None:
        """Sam got a letter from `who` so many days ago, once for each number."""
        for ago in days:
            self._deliver(self.letter(who, SAM, ago, **more), folder, ago)

    def sent(self, who: str, *days: float, folder: str = "Sent", **more: str) -> None:
        """Sam wrote to `who` so many days ago."""
        for ago in days:
            self._deliver(self.letter(f"Sam Okafor <{SAM}>", who, ago, **more), folder, ago)

    def friends(self, who: str, *days: float, **more: str) -> None:
        """A conversation on each of these days: Sam wrote, `who` answered the same day."""
        for ago in days:
            self.sent(who, ago + 0.1, **more)
            self.received(who, ago, **more)

    def _deliver(self, raw: bytes, folder: str, ago: float) -> None:
        self.mailbox.deliver(raw, folder, self.now - timedelta(days=ago))

    @property
    def environ(self) -> dict[str, str]:
        return {
            "MAIL_PASSWORD": self.mailbox.password,
            "STATE_DIRECTORY": str(self.state),
            "HOME": str(self.folder),
        }

    @property
    def toml(self) -> str:
        return f"""
me = {list(self.me)}
[accounts.home]
email = "{SAM}"
host = "{self.mailbox.host}"
port = {self.port or self.mailbox.port}
user = "{self.mailbox.user}"
security = "{self.security}"
ca_file = "{self.mailbox.ca_file}"
password_env = "MAIL_PASSWORD"
{self.settings}
"""

    @contextmanager
    def kith(self, environ: Mapping[str, str] | None = None) -> Iterator[Workplace]:
        """kith at work in this process, by the world's clock."""
        with opened(load(self.toml, "kith.toml"), environ or self.environ, self.clock) as place:
            yield place

    def scan(self) -> Look:
        """One look at the mailbox; a failure fails the test."""
        with self.kith() as place:
            (look,) = place.scanner().scan(Unwatched())
        if look.failure:
            raise look.failure
        return look

    def config_file(self) -> Path:
        path = self.folder / "kith.toml"
        path.write_text(self.toml)
        return path

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "kith", "--config", str(self.config_file()), *arguments]

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """The real command line in a process of its own, by the system's clock."""
        return subprocess.run(
            self.command(*arguments),
            env=self.process_environ,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        """The same, still running when this returns."""
        return subprocess.Popen(
            self.command(*arguments),
            env=self.process_environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    @property
    def process_environ(self) -> dict[str, str]:
        path = os.pathsep.join(filter(None, sys.path))
        return {**self.environ, "PATH": os.environ["PATH"], "PYTHONPATH": path, "PYTHONWARNINGS": "error"}


def today() -> datetime:
    """The present second, for stories told by processes that ask the system's clock."""
    return SystemClock().now()
