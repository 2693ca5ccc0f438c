"""Sam leaves Initech at the end of the year: two accounts, four people, and what `kith transition` is told."""

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from helpers.dovecot import Dovecot
from helpers.drafted import digests, in_drafts, write
from helpers.maildir import MailboxOnDisk
from helpers.world import World
from kith.clock import unix
from kith.commands.leaving import Said, parse
from kith.digest import Suggestion
from kith.jobs.posting import post
from kith.jobs.scan import Unwatched
from kith.jobs.transition import planning
from kith.jobs.transition.editing import Editor
from kith.jobs.transition.telling import Row, rows
from kith.jobs.workplace import Workplace
from kith.suggest.moving import Standing

AT_WORK = "sam@initech.example"
PRIYA, RAVI = "Priya Nair <priya@initech.example>", "Ravi Patel <ravi@initech.example>"
KAREN, TOM = "Karen Holm <karen@example.net>", "Tom Whitfield <tom@example.net>"
LEAVING = "leaving Initech on 2026-12-31, reach me at sam@example.org"


class Leaver(World):
    """Sam's two mailboxes: at home, and at Initech (`work`)."""

    work: MailboxOnDisk

    def at_work(self, who: str, *days: float, subject: str = "Tides") -> None:
        """Sam wrote from Initech on each of these days, and `who` answered there the same day."""
        for ago in days:
            for sender, to, folder, hours in (
                (f"Sam Okafor <{AT_WORK}>", who, "Sent", 2),
                (who, AT_WORK, "INBOX", 0),
            ):
                at = ago + hours / 24
                self.work.deliver(self.letter(sender, to, at, subject), folder, self.now - timedelta(days=at))

    def writes(self, sender: str, to: str, box: MailboxOnDisk, folder: str, **fields: str) -> None:
        """A letter of this very minute."""
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = sender, to, fields.pop("Subject", "Re: Tides")
        letter["Date"] = format_datetime(self.clock.now())
        letter["Message-ID"] = fields.pop("Message_ID", f"<{next(self._ids)}.now@letters.example>")
        for name, value in fields.items():
            letter[name.replace("_", "-")] = value
        letter.set_content("Words nobody may keep.\n")
        box.deliver(letter.as_bytes(), folder, self.clock.now())

    @property
    def environ(self) -> dict[str, str]:
        return {**super().environ, "WORK_PASSWORD": self.work.password}

    def look(self) -> None:
        with self.kith() as place:
            place.scanner().scan(Unwatched())

    def digest(self) -> tuple[str, dict[str, EmailMessage], dict[str, EmailMessage]]:
        """Read, write a digest, deliver it: its text, and what lies in the Drafts folders at home and at work."""
        self.look()
        with self.kith() as place:
            write(place)
            post(place, Unwatched())
        return " ".join(digests(self.mailbox)[-1].split()), in_drafts(self.mailbox), in_drafts(self.work)

    def suggested(self) -> list[Suggestion]:
        """Whom a digest would suggest now; nothing is written."""
        with self.kith() as place:
            return list(place.digester().compose(place.clock.now()).digest.suggestions)

    def plan(self) -> list[Row]:
        """How far the plan has got."""
        with self.kith() as place:
            plan = editor(place).chosen(over=True)
            return rows(place.store, place.settings, plan, unix(place.clock.now()))

    def until(self, year: int, month: int, day: int) -> None:
        """To the morning of a digest."""
        self.clock.at = datetime(year, month, day, 6, 30, tzinfo=UTC)


def a_leaver(dovecot: Dovecot, mailbox: MailboxOnDisk, folder: Path, settings: str = "") -> Leaver:
    """Priya and Ravi are colleagues, Karen writes to Initech alone; Tom writes home, and is silent for too long."""
    work = dovecot.add_user()
    for box in (mailbox, work):
        for name, use in (("Sent", r"\Sent"), ("Drafts", r"\Drafts")):
            box.folder(name, use)
    world = Leaver(
        mailbox,
        folder,
        settings=f"""
[accounts.work]
email = "{AT_WORK}"
host = "{work.host}"
port = {work.port}
user = "{work.user}"
security = "none"
password_env = "WORK_PASSWORD"
[digest]
timezone = "Europe/Prague"
{settings}
""",
    )
    world.work = work
    world.at_work(PRIYA, 200, 150, 100, 60, 20)
    world.at_work(RAVI, 180, 90, 15)
    world.at_work(KAREN, 170, 80, 12)
    world.friends(TOM, 400, 360, 320, 280, 240)
    world.look()
    return world


def starts(place: Workplace, text: str = LEAVING, most: int = 30) -> Standing:
    """What `kith transition TEXT --start` does."""
    now = place.clock.now()
    said: Said = parse(text, now.astimezone(place.zone).date())
    left = planning.leaving(said, place.settings, place.zone, now.date())
    proposal = planning.propose(place.store, place.settings, place.zone, left, now, most)
    return planning.start(place.store, proposal, place.zone, unix(now))


def editor(place: Workplace, of: str = "") -> Editor:
    return Editor(place.store, place.settings, place.zone, place.clock.now(), of)
