"""Sam with two accounts, each behind a gate that a test can shut; a daemon in this process, by the world's clock."""

import email
import email.policy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from socket import socket

from helpers.maildir import MailboxOnDisk
from helpers.smtp_sink import SmtpSink
from helpers.wire import Wire
from helpers.world import World
from kith.journal import Journal
from kith.service.run import Daemon
from kith.service.signals import Signals
from kith.service.systemd import Systemd

TICK = 10  # minutes between two rounds of the loop in these stories: as much as one beat counts at most


class Gate(Wire):
    """A wire that can be shut: whoever comes then is hung up on, and so is who is there."""

    shut = False

    def close_to_all(self) -> None:
        self.shut = True
        self.cut()

    def carry(self, direction: str, source: socket, target: socket) -> None:
        if self.shut:
            raise OSError
        super().carry(direction, source, target)


@dataclass
class Alarmed:
    """The world, its two mailboxes and gates, and what kith is given of the environment."""

    world: World
    home: MailboxOnDisk
    work: MailboxOnDisk
    home_gate: Gate
    work_gate: Gate
    passwords: dict[str, str] = field(default_factory=dict)
    tick: int = TICK  # minutes; with more of them, fewer count

    @contextmanager
    def daemon(self) -> Iterator[Daemon]:
        """`kith run`, started now; ends as by SIGTERM."""
        with self.world.kith(self.passwords) as place:
            daemon = Daemon(place, Signals(Journal()), Systemd({}))
            try:
                yield daemon
            finally:
                daemon.lines.close()

    def hours(self, daemon: Daemon, hours: float) -> None:
        """The loop goes round for so long."""
        for _ in range(round(hours * 60 / self.tick)):
            self.round(daemon)
            self.world.clock.advance(minutes=self.tick)

    def round(self, daemon: Daemon) -> None:
        for step in daemon.steps:
            step()


@contextmanager
def alarmed(home: MailboxOnDisk, work: MailboxOnDisk, folder: Path, settings: str = "") -> Iterator[Alarmed]:
    """Both accounts were read an hour ago, and all is well. Nobody is due before a year is over."""
    with Gate(home.host, home.port) as home_gate, Gate(work.host, work.port) as work_gate:
        table = f"""
[accounts.work]
email = "sam@work.example"
host = "{work.host}"
port = {work_gate.port}
user = "{work.user}"
security = "none"
password_env = "WORK_PASSWORD"
"""
        world = World(home, folder, settings=table + settings, port=home_gate.port)
        made = Alarmed(world, home, work, home_gate, work_gate)
        made.passwords = {**world.environ, "WORK_PASSWORD": work.password}
        yield made


def by_smtp(sink: SmtpSink, more: str = "") -> str:
    return f'[smtp]\nhost = "{sink.host}"\nport = {sink.port}\nsecurity = "none"\n{more}'


def notices(*mailboxes: MailboxOnDisk) -> list[EmailMessage]:
    """kith's notices in these INBOXes."""
    found = []
    for mailbox in mailboxes:
        for raw in mailbox.messages():
            letter = email.message_from_bytes(raw, policy=email.policy.SMTP)
            assert isinstance(letter, EmailMessage)
            if letter["X-Kith"] == "notice":
                found.append(letter)
    return found


def subjects(*mailboxes: MailboxOnDisk) -> list[str]:
    return [str(one["Subject"]) for one in notices(*mailboxes)]


def text(letter: EmailMessage) -> str:
    return " ".join(str(letter.get_content()).split())
