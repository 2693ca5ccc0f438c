"""Sam writes to kith, as a mail program would: the copy in Sent, and the one that arrives."""

import email
import email.policy
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

import pytest

from helpers.maildir import MailboxOnDisk
from helpers.world import SAM, World
from kith.jobs.orders.obeying import Result
from kith.jobs.posting import post
from kith.jobs.scan import Unwatched

Letter = EmailMessage

KAREN, RAVI = "karen@example.net", "ravi@example.net"
TIMELESS = '[digest]\ntimezone = "Europe/Prague"\n'


@pytest.fixture
def answering(mailbox: MailboxOnDisk, tmp_path: Path) -> World:
    """Karen and Ravi are due, in this order; there are Sent, Drafts, Archive and Trash."""
    for name, use in (
        ("Sent", r"\Sent"),
        ("Drafts", r"\Drafts"),
        ("Archive", r"\Archive"),
        ("Trash", r"\Trash"),
    ):
        mailbox.folder(name, use)
    world = World(mailbox, tmp_path, settings=TIMELESS)
    world.friends(f"Karen Holm <{KAREN}>", 400, 360, 320, 280, 240, subject="Handover notes")
    world.friends(f"Ravi Patel <{RAVI}>", 300, 270, 240, 210, 150, subject="Lunch")
    world.scan()
    return world


def digest(world: World) -> Letter:
    """A digest by hand, written and delivered; as it lies in INBOX."""
    with world.kith() as place:
        place.digester().write(place.clock.now())
        assert post(place, Unwatched()) == []
    return letters(world)[-1]


def letters(world: World) -> list[Letter]:
    """What kith has put into INBOX, oldest first."""
    found = [email.message_from_bytes(raw, policy=email.policy.SMTP) for raw in world.mailbox.messages()]
    return [one for one in found if one["X-Kith"]]


def text(letter: Letter) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def mail(
    world: World,
    said: str,
    *,
    subject: str = "",
    to: Letter | None = None,
    at: datetime | None = None,
    **fields: str,
) -> bytes:
    """A mail of Sam's to Sam; `to`: the letter it answers."""
    letter = EmailMessage(policy=email.policy.SMTP)
    letter["From"], letter["To"] = f"Sam Okafor <{SAM}>", fields.pop("To", SAM)
    letter["Subject"] = subject or (f"Re: {to['Subject']}" if to else "kith")
    letter["Date"] = format_datetime(at or world.clock.now())
    letter["Message-ID"] = fields.pop("Message_ID", f"<{next(world._ids)}.command@sam.example.org>")
    if to:
        letter["In-Reply-To"] = letter["References"] = to["Message-ID"]
    for name, value in fields.items():
        letter.add_header(name.replace("_", "-"), value)
    letter.set_content(said)
    return letter.as_bytes()


def says(world: World, said: str, *, copy: bool = True, **more: object) -> bytes:
    """The same, sent: into Sent, and a `copy` into INBOX, unread."""
    raw = mail(world, said, **more)  # type: ignore[arg-type]
    world.mailbox.deliver(raw, "Sent", world.clock.now())
    if copy:
        world.mailbox.deliver(raw, "INBOX", world.clock.now(), flags="")
    return raw


def numbers(world: World) -> dict[str, int]:
    """Address -> number in the newest digest."""
    with world.kith() as place:
        return {address: number for number, address in place.store.ledger.numbers().items()}


def look(world: World) -> list[Result]:
    """One look of the daemon's: read, obey, hand over, put away."""
    with world.kith() as place:
        looks = place.scanner().scan(Unwatched())
        assert not [one.failure for one in looks if one.failure]
        results = place.attend(looks)
        assert post(place, Unwatched()) == []
        place.tidier().tidy(Unwatched())
    return results


def said_so_far(world: World) -> list[str]:
    """Every line that was entered, in order."""
    with world.kith() as place:
        return [event.line for event in place.store.events.all()]


def since(world: World) -> tuple[str, ...]:
    """What the next digest would tell under SINCE LAST TIME."""
    world.clock.at += timedelta(minutes=1)
    with world.kith() as place:
        return place.digester().compose(place.clock.now()).digest.since_last_time
