"""Row B1: two kiths on one mailbox, a vacation robot that knows no manners, an address that bounces, thirty days."""

import email
import email.policy
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import format_datetime
from itertools import count
from pathlib import Path

from helpers.alarmed import by_smtp
from helpers.dying import outcome
from helpers.maildir import MailboxOnDisk
from helpers.smtp_sink import Accepted, SmtpSink
from helpers.world import SAM, World
from kith.journal import Journal
from kith.service.run import Daemon
from kith.service.signals import Signals
from kith.service.systemd import Systemd

DAILY = '[digest]\nwhen = "daily 07:30"\ntimezone = "UTC"\nmax_people = 1\n'
DAYS = 30


@dataclass
class PostOffice:
    """Delivers what kith sends to Sam; then everything that can go wrong answers it at once."""

    mailbox: MailboxOnDisk
    folder: str = "INBOX"  # where the robot's answers are filed
    says: str = "I am at the seaside and read no mail"
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    waiting: list[bytes] = field(default_factory=list)

    def take(self, letter: Accepted) -> None:
        self.waiting.append(letter.content)

    def deliver(self, world: World) -> None:
        """In the test's own thread, by its clock."""
        for raw in self.waiting:
            self.mailbox.deliver(raw, "INBOX", world.clock.now(), flags="")
            letter = email.message_from_bytes(raw, policy=email.policy.SMTP)
            assert isinstance(letter, EmailMessage)
            self.mailbox.deliver(self._away(letter, world), self.folder, world.clock.now(), flags="")
            self.mailbox.deliver(self._bounce(letter, world), "INBOX", world.clock.now(), flags="")
        self.waiting.clear()

    def _away(self, letter: EmailMessage, world: World) -> bytes:
        """It answers everybody, every time, quotes all of it, and does not say that it is a robot."""
        answer = EmailMessage(policy=email.policy.SMTP)
        answer["From"], answer["To"] = SAM, str(letter["From"])
        answer["Subject"] = f"Re: {letter['Subject']}"
        answer["Date"] = format_datetime(world.clock.now())
        answer["Message-ID"] = f"<{next(self.numbers)}.away@robot.example>"
        answer["In-Reply-To"] = answer["References"] = str(letter["Message-ID"])
        body = letter.get_body(("plain",))
        quoted = "".join(f"> {line}\n" for line in (str(body.get_content()) if body else "").splitlines())
        answer.set_content(f"{self.says}\n\n{quoted}")
        return answer.as_bytes()

    def _bounce(self, letter: EmailMessage, world: World) -> bytes:
        report = EmailMessage(policy=email.policy.SMTP)
        report["From"], report["To"] = "Mail Delivery System <mailer-daemon@robot.example>", SAM
        report["Subject"], report["Date"] = "Undelivered Mail", format_datetime(world.clock.now())
        report["Message-ID"] = f"<{next(self.numbers)}.bounce@robot.example>"
        report["Auto-Submitted"] = "auto-replied"
        report.set_content(f"550 5.1.1 no such user\n\nMessage-ID: {letter['Message-ID']}\n")
        report.replace_header("Content-Type", "multipart/report; report-type=delivery-status; boundary=x")
        return report.as_bytes()


@contextmanager
def two_kiths(
    mailbox: MailboxOnDisk, folder: Path, settings: str
) -> Iterator[tuple[list[World], list[Daemon]]]:
    """Sam's kith at home and Sam's kith on a server: two states, one mailbox."""
    worlds = []
    for name in ("laptop", "server"):
        (folder / name).mkdir()
        worlds.append(World(mailbox, folder / name, settings=settings))
    for number in range(20):
        worlds[0].friends(f"Friend {number} <friend{number}@example.net>", *range(200 + number, 700, 60))
    with ExitStack() as stack:
        daemons = []
        for world in worlds:
            place = stack.enter_context(world.kith())
            daemon = Daemon(place, Signals(Journal()), Systemd({}))
            stack.callback(daemon.lines.close)
            daemons.append(daemon)
        yield worlds, daemons


def live(worlds: list[World], daemons: list[Daemon], office: PostOffice, days: int) -> None:
    """Morning and evening of each day."""
    for _ in range(2 * days):
        for world, daemon in zip(worlds, daemons, strict=True):
            for step in daemon.steps:
                step()
            office.deliver(world)
            world.clock.advance(hours=12)


def sent(sink: SmtpSink) -> Counter[str]:
    return Counter(email.message_from_bytes(one.content)["X-Kith"].split()[0] for one in sink.letters)


def test_row_b1_in_thirty_days_nothing_leaves_but_the_digests_of_their_appointments(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    mailbox.folder("Sent", r"\Sent")
    office = PostOffice(mailbox)
    with (
        SmtpSink(deliver_to=office.take) as sink,
        two_kiths(mailbox, tmp_path, by_smtp(sink, DAILY)) as (
            worlds,
            daemons,
        ),
    ):
        live(worlds, daemons, office, 1)
        touches = [outcome(world)["touches"] for world in worlds]
        live(worlds, daemons, office, DAYS - 1)
        written = [
            daemon.place.store.ledger._db.execute("SELECT slot, kind, state FROM letter").fetchall()
            for daemon in daemons
        ]
        assert [outcome(world)["touches"] for world in worlds] == touches, "no mail of kith's is a touch"
    assert sent(sink) == {"digest": sum(map(len, written))}
    for letters in written:
        assert {(kind, state) for _, kind, state in letters} == {("digest", "delivered")}
        assert len({slot for slot, _, _ in letters}) == len(letters) >= 15, "one for an appointment"
        assert len(letters) <= DAYS


def test_row_b1_a_robot_whose_answers_are_filed_under_sent_is_answered_ten_times_a_day_at_most(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    """The worst there is: what it writes lies where only Sam's own mail lies, nothing marks it, and by bad luck it is a
    word of kith's. Each answer is answered again; the store's cap ends it, and the digests still come."""
    mailbox.folder("Sent", r"\Sent")
    office = PostOffice(mailbox, "Sent", "help")
    world, days = World(mailbox, tmp_path), 4
    with SmtpSink(deliver_to=office.take) as sink:
        world.settings = by_smtp(sink, DAILY)
        for number in range(9):
            world.friends(f"Friend {number} <friend{number}@example.net>", *range(200 + number, 700, 60))
        with world.kith() as place:
            daemon = Daemon(place, Signals(Journal()), Systemd({}))
            a_day = []
            for _ in range(days):
                before = len(sink.letters)
                for _ in range(48):
                    for step in (daemon.look, daemon.tend, daemon.write, daemon.hand_over, daemon.heed):
                        step()
                    office.deliver(world)
                    world.clock.advance(minutes=30)
                a_day.append(len(sink.letters) - before)
            daemon.lines.close()
    assert max(a_day) <= 11, "ten answers and a digest"
    assert sent(sink)["digest"] == days, "no answer holds a digest up"
    assert sent(sink)["answer"] >= 10 * (days - 2), "it did go round"
