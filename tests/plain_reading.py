"""A second opinion: who was last in touch, read from a Maildir by the standard library alone.

Promises the plainest reading of the rules a message counts by, for comparing with what kith finds on the same
mail. It shares no line with kith and must never import it: what both agree on was read twice. It judges by
headers only; kith also judges by behaviour, but that decides who is shown, not what is counted.
Refuses to guess: which folders are left out is always said by the caller, and an address without an @ is none.

    python tests/plain_reading.py MAILDIR --me A --me B [--skip-folder NAME] > reading.json
"""

import argparse
import json
import re
import sys
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses, parsedate_to_datetime
from pathlib import Path

GROUP_LIMIT = 5
EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)
BULK = {"bulk", "junk", "list", "auto_reply"}  # what RFC 2076 section 3.9 and vacation programs put there
# The part before the @ of an address that nobody reads, or that speaks for a mail server.
NO_REPLY = re.compile(
    r"(.*[-_.])?(no|do[-_.]?not)[-_.]?reply([-_.+].*)?|mailer-daemon|postmaster|bounces?([-+=].*)?"
)


@dataclass
class Correspondent:
    """One address. What counts: message (Message-ID, or what stands in for it) -> its instant in UTC."""

    sent: dict[str, datetime] = field(default_factory=dict)
    received: dict[str, datetime] = field(default_factory=dict)

    def summary(self) -> dict[str, object]:
        """The four figures to compare; instants are ISO 8601 in UTC, null where there was nothing."""
        return {
            "sent": len(self.sent),
            "received": len(self.received),
            "last_sent": max(self.sent.values()).isoformat() if self.sent else None,
            "last_received": max(self.received.values()).isoformat() if self.received else None,
        }


def read(maildir: Path, me: Collection[str], skip_folders: Collection[str]) -> dict[str, Correspondent]:
    """Every address with at least one counted message.

    `me`: all addresses of the mailbox's owner. `skip_folders`: names as `folders` gives them, subfolders
    included; the owner's Drafts, Spam and Trash belong here, by whatever name they go.
    """
    mine = {address.lower() for address in me}
    everybody: dict[str, Correspondent] = {}
    for name, folder in folders(maildir):
        if not any(name == skipped or name.startswith(skipped + "/") for skipped in skip_folders):
            for path in messages(folder):
                _count(path, mine, everybody)
    return everybody


def folders(maildir: Path) -> Iterator[tuple[str, Path]]:
    """Name and place of each folder of a Maildir++ tree, INBOX first; names as on disk, "/" between levels."""
    yield "INBOX", maildir
    for place in sorted(maildir.glob(".*")):
        if (place / "cur").is_dir():
            yield place.name[1:].replace(".", "/"), place


def messages(folder: Path) -> list[Path]:
    """The messages of one folder, seen and new."""
    return sorted(path for part in ("cur", "new") for path in (folder / part).glob("*") if path.is_file())


def _count(path: Path, mine: set[str], everybody: dict[str, Correspondent]) -> None:
    """Add one message to everybody it counts for."""
    raw = path.read_bytes()
    message = BytesHeaderParser().parsebytes(raw)
    direction, people = touched(message, mine)
    for address in people:
        kept = getattr(everybody.setdefault(address, Correspondent()), direction)
        arrived = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        kept.setdefault(identity(message, len(raw)), instant(message, arrived))


def touched(message: Message, mine: set[str]) -> tuple[str, set[str]]:
    """Its direction, and the addresses this message is a touch with; none where it does not count."""
    authors = addresses(message, "From")
    # The people it went to are all but its writer, who may have kept a copy. The owner is one of them, or
    # none, under however many addresses.
    others = addresses(message, "To", "Cc", "Bcc") - mine - authors
    if authors & mine:
        direction, people, audience = "sent", others, len(others)
    else:
        direction, people, audience = "received", authors, len(others) + 1
        reached = addresses(message, "To", "Cc", "Delivered-To", "X-Original-To") & mine
        people = people if reached else set()
    counts = audience <= GROUP_LIMIT and not automatic(message, authors)
    return direction, people if counts else set()


def automatic(message: Message, authors: set[str]) -> bool:
    """Whether the headers say that a list or a program sent this; one strong mark is enough."""
    submitted = str(message.get("Auto-Submitted", "no")).partition(";")[0].strip().lower()
    return (
        submitted != "no"  # RFC 3834 section 5
        or str(message.get("Precedence", "")).strip().lower() in BULK
        or any(name.lower().startswith("list-") for name in message)  # RFC 2369, RFC 2919
        or "X-Autoreply" in message
        or "X-Autorespond" in message
        or str(message.get("Return-Path", "")).strip() == "<>"  # RFC 5321 section 4.5.5
        or message.get_content_type() in {"multipart/report", "text/calendar"}  # RFC 6522, RFC 6047
        or str(message.get("Subject", ""))
        .lower()
        .startswith("out of office autoreply")  # as Outlook wrote it
        or any(NO_REPLY.fullmatch(author.rpartition("@")[0]) for author in authors)
    )


def addresses(message: Message, *headers: str) -> set[str]:
    """The distinct addresses in these headers, in lower case."""
    values = [str(value) for header in headers for value in message.get_all(header, [])]
    # One value at a time: newer versions of Python throw away all of them for one that is malformed.
    found = [address for value in values for _, address in getaddresses([value])]
    return {address.strip().lower() for address in found if "@" in address}


def instant(message: Message, arrived: datetime) -> datetime:
    """When it was written, by its own Date if that is believable, else by its arrival; in UTC."""
    try:
        written = parsedate_to_datetime(str(message["Date"]))
    except (TypeError, ValueError, OverflowError):
        return arrived
    if written.tzinfo is None:
        written = written.replace(tzinfo=UTC)  # "-0000": UTC, the place untold (RFC 5322 section 3.3)
    believable = EARLIEST <= written <= arrived + timedelta(hours=24)
    return written.astimezone(UTC) if believable else arrived


def identity(message: Message, size: int) -> str:
    """What makes two copies the same message."""
    if own := str(message.get("Message-ID", "")).strip():
        return own
    return repr((message["From"], message["Date"], message["Subject"], size))


def main(arguments: list[str]) -> None:
    """Print the figures of every address as one JSON object."""
    parser = argparse.ArgumentParser(
        description="Who was last in touch, by the plainest reading of a Maildir."
    )
    parser.add_argument("maildir", type=Path)
    parser.add_argument("--me", action="append", required=True, help="an address of the owner")
    parser.add_argument("--skip-folder", action="append", default=[], help="a folder to leave out")
    chosen = parser.parse_args(arguments)
    found = read(chosen.maildir, chosen.me, chosen.skip_folder)
    json.dump({address: found[address].summary() for address in sorted(found)}, sys.stdout, indent=1)


if __name__ == "__main__":
    main(sys.argv[1:])
