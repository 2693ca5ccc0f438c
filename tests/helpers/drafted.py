"""A digest with drafts: whom it is about, what was written, and what lies in the Drafts folder afterwards."""

import email
import email.policy
from email.message import EmailMessage
from pathlib import Path

from helpers.maildir import MailboxOnDisk
from helpers.world import World
from kith.jobs.scan import Unwatched
from kith.jobs.workplace import Workplace
from kith.store.drafts import Placement

KAREN, TOM = "Karen Holm <karen@example.net>", "Tom Whitfield <tom@example.net>"
ASKED, BEFORE = "<asked@letters.example>", ("<one@letters.example>", "<two@letters.example>")


def a_world(mailbox: MailboxOnDisk, folder: Path, **more: object) -> World:
    """Karen asked something ten days ago, in a thread; Tom is silent for longer than usual."""
    world = World(mailbox, folder, **more)  # type: ignore[arg-type]
    world.friends(KAREN, 100, 70, 40)
    world.received(KAREN, 10, subject="Is Brno still hiring?", Message_ID=ASKED, References=" ".join(BEFORE))
    world.friends(TOM, 400, 360, 320, 280, 240, subject="Handover notes")
    world.scan()
    return world


def write(place: Workplace, *, reading: bool = True) -> None:
    """A digest waits in the ledger."""
    digester = place.digester(place.reader(Unwatched()) if reading else None)
    assert digester.claim(digester.compose(place.clock.now()))


def parsed(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=email.policy.SMTP)
    assert isinstance(message, EmailMessage)
    return message


def in_drafts(mailbox: MailboxOnDisk, folder: str = "Drafts") -> dict[str, EmailMessage]:
    """What lies in the Drafts folder, by whom it is to."""
    messages = [parsed(raw) for raw in mailbox.messages(folder)]
    found = {message["To"].addresses[0].addr_spec: message for message in messages}
    assert len(found) == len(messages)
    return found


def digests(mailbox: MailboxOnDisk) -> list[str]:
    """The text of the digests in INBOX."""
    messages = [parsed(raw) for raw in mailbox.messages()]
    bodies = [message.get_body(("plain",)) for message in messages if message["X-Kith"]]
    return [body.get_content() for body in bodies if body]


def states(place: Workplace) -> dict[str, str]:
    newest = place.store.ledger.newest()
    assert newest
    return {one.address: one.state for one in place.store.drafts.of(newest.number)}


def placed(place: Workplace) -> list[Placement]:
    newest = place.store.ledger.newest()
    assert newest
    return [one for one in place.store.drafts.of(newest.number) if one.state == "placed"]
