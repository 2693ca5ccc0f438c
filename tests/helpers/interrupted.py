"""A small world that is interrupted a thousand times: always the same mailbox and the same memory before it, and what
must be true after it whatever happened.

One run of `kith run --once` in it reads new mail, obeys two mails of Sam's, answers one, writes the digest that is
due, takes away and places drafts, delivers two letters and puts two mails away.
"""

import email
import shutil
import sqlite3
import stat
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

from helpers import dying
from helpers.maildir import MailboxOnDisk
from helpers.smtp_sink import SmtpSink, into_maildir
from helpers.world import TestClock, World, today
from helpers.writing import digest, says
from kith.clock import instant, unix
from kith.jobs.composing.digest import APPOINTMENT
from kith.journal import Journal
from kith.mail.ids import NUMBER, number_of
from kith.service.run import Daemon
from kith.service.signals import Signals
from kith.service.systemd import Systemd
from kith.store.db import FILE

FOLDERS = (("Sent", r"\Sent"), ("Drafts", r"\Drafts"), ("Archive", r"\Archive"))
# Longer than a letter that SMTP may have taken is waited for, and than the pauses after a failure.
MEANWHILE = timedelta(minutes=16)
LOCKS = {"run.lock", "digest.lock", "drafts.lock", "delivery.lock"}
LEFT = {FILE, f"{FILE}-wal", f"{FILE}-shm", "running.json", "store-trouble.json", *LOCKS}


def prepared(mailbox: MailboxOnDisk, folder: Path) -> World:
    """Karen and Ravi are in the last digest, Ben's letters are new, and two mails of Sam's wait to be obeyed."""
    for name, use in FOLDERS:
        mailbox.folder(name, use)
    now = today()
    day = (now - timedelta(days=3)).strftime("%a").lower()  # no appointment comes while the tests run
    settings = f'[digest]\nwhen = "{day} 07:30"\ntimezone = "Europe/Prague"\n'
    world = World(mailbox, folder, settings=settings, now=now)
    world.friends("Karen Holm <karen@example.net>", 400, 360, 320, 280, 240)
    world.friends("Ravi Patel <ravi@example.net>", 300, 270, 240, 210, 150)
    world.scan()
    sent = digest(world)
    with world.kith() as place, place.store.transaction():
        when, zone = place.settings.digest.when, place.zone
        newest = when.latest(world.now, zone)
        earlier = when.latest(instant(unix(newest) - 1), zone)
        place.store.ledger.set_slot(APPOINTMENT, unix(earlier), f"{when} {zone.key}")
    says(world, "1 every 6w\n2 snooze 3w\nhelp\n", to=sent)
    says(world, "undo\n", subject="kith: less karen")
    world.friends("Ben Ito <ben@example.net>", 400, 360, 320, 280, 240)
    return world


@dataclass
class Stage:
    """The same world again and again. `by_smtp`: letters leave by a server that puts them into the same mailbox."""

    first: World
    folder: Path
    by_smtp: bool = False
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @contextmanager
    def again(self) -> Iterator[World]:
        """The mailbox of a new user and a state folder of its own, both as before; gone afterwards."""
        folder = self.folder / f"{next(self._numbers)}"
        folder.mkdir()
        mailbox = self._mailbox()
        shutil.copytree(self.first.state, folder / "state")
        with ExitStack() as stack:
            world = World(mailbox, folder, self.first.settings, self.first.now)
            if self.by_smtp:
                sink = stack.enter_context(SmtpSink(deliver_to=into_inbox(mailbox)))
                world.settings += f'[smtp]\nhost = "{sink.host}"\nport = {sink.port}\nsecurity = "none"\n'
            yield world
        shutil.rmtree(folder)
        shutil.rmtree(mailbox.root)

    def _mailbox(self) -> MailboxOnDisk:
        """A new user whose folders, numbers of messages and marks are those of the first."""
        mailbox = self.first.mailbox.server.add_user()
        shutil.rmtree(mailbox.root)
        shutil.copytree(self.first.mailbox.root, mailbox.root)
        mailbox.server.own(mailbox.root)
        for name, use in FOLDERS:
            mailbox.folder(name, use)
        return mailbox


def into_inbox(mailbox: MailboxOnDisk) -> Any:
    """For a server that delivers into a mailbox of Dovecot's, whose user must own what lies there."""
    put = into_maildir(mailbox.root)

    def deliver(letter: Any) -> None:
        put(letter)
        mailbox.server.own(mailbox.root / "new")

    return deliver


def arguments(world: World, *command: str) -> list[str]:
    return ["--config", str(world.config_file()), *command]


def settle(world: World) -> None:
    """Two undisturbed runs, later: what was interrupted is done, and what lies there has been looked at."""
    world.clock = TestClock(today())
    for _ in range(2):
        world.clock.at += MEANWHILE
        with world.kith() as place:
            daemon = Daemon(place, Signals(Journal()), Systemd({}))
            code = daemon.once()
            daemon.lines.close()
        assert code == 0, "a run that nothing disturbs fails"


def letters(world: World) -> list[str]:
    """The Message-IDs of kith's letters to Sam, wherever they lie, once for each time."""
    found = []
    for name in ("INBOX", *(name for name, _ in FOLDERS)):
        for raw in world.mailbox.messages(name):
            letter = email.message_from_bytes(raw)
            if letter["X-Kith"] and letter["X-Kith"] != "notice" and name != "Drafts":
                found.append(str(letter["Message-ID"]))
    return sorted(found)


def notices(world: World) -> list[str]:
    """The Message-IDs of what was placed in INBOX because nothing could be written down: of that no store knows."""
    found = [email.message_from_bytes(raw) for raw in world.mailbox.messages("INBOX")]
    return [str(one["Message-ID"]) for one in found if one["X-Kith"] == "notice"]


def without_notices(found: dict[str, Any], told: list[str]) -> dict[str, Any]:
    """What the reading found, as if they had not been there."""
    numbers = {number_of(one) for one in told}
    raw = b"INBOX"
    return found | {
        "messages": [row for row in found["messages"] if row[0] & NUMBER not in numbers],
        "folders": [
            (row[0], row[1], row[2] - len(told), row[3] - len(told), row[4]) if row[0] == raw else row
            for row in found["folders"]
        ],
    }


def unheard_of(world: World) -> set[str]:
    """Letters that lie in the mailbox, and of which the store does not know that they may: no commit, no mail."""
    with closing(sqlite3.connect(world.state / FILE)) as db:
        rows = db.execute("SELECT message_id FROM letter WHERE state IN ('leaving', 'delivered')").fetchall()
    return set(letters(world)) - {name for (name,) in rows}


def outcome(world: World) -> dict[str, Any]:
    """What must be the same however the run was interrupted."""
    with world.kith() as place:
        store = place.store
        events = [(one.line, one.verb, one.person, one.when) for one in store.events.all()]
        waiting = [one.message_id for one in store.ledger.waiting()]
        newest = store.ledger.newest()
        numbers = store.ledger.numbers()
        unread = store.answers.waiting("home", 1 << 40, 9)
        drafts = Counter((one.address, one.state) for one in store.tended.living())
    drafted = [email.message_from_bytes(raw) for raw in world.mailbox.messages("Drafts")]
    archived = [email.message_from_bytes(raw) for raw in world.mailbox.messages("Archive")]
    return {
        **without_notices(dying.outcome(world), notices(world)),
        "more than one notice": notices(world)[1:],
        "letters": letters(world),
        "events": events,
        "waiting letters": waiting,
        "newest letter": newest and (newest.message_id, newest.state, newest.slot),
        "its numbers": numbers,
        "mail to be read": unread,
        "drafts": drafts,
        "Drafts": sorted((str(one["To"]), str(one["Subject"])) for one in drafted),
        "Archive": sorted(str(one["Message-ID"]) for one in archived),
    }


def unsound(state: Path) -> list[str]:
    """What is wrong with a state folder that nobody has open: damage, files left behind, files others may read."""
    found = [f"{path.name} was left" for path in state.iterdir() if path.name not in LEFT]
    for path in state.iterdir():
        if (mode := stat.S_IMODE(path.stat().st_mode)) != 0o600:
            found.append(f"{path.name} has mode {mode:o}")
    with closing(sqlite3.connect(state / FILE)) as db:
        if (said := db.execute("PRAGMA integrity_check").fetchall()) != [("ok",)]:
            found.append(f"integrity_check: {said}")
        if said := db.execute("PRAGMA foreign_key_check").fetchall():
            found.append(f"foreign_key_check: {said}")
    return found
