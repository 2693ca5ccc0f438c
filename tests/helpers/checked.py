"""A mailbox for `kith check`, one thing of it broken at a time, and what is said of it.

tests/checks has a file for each case, with the exit code and the lines that are not "ok".

Those that every world here has (no systemd, never read, no [smtp]) are left out of them.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from helpers.maildir import MailboxOnDisk
from helpers.smtp_sink import SmtpSink, into_maildir
from helpers.world import World, today
from kith.files import packaged
from kith.jobs.checking.check import Checked, How, check
from kith.jobs.checking.finding import Finding, Mark

CASES = Path(__file__).parent.parent / "checks"
USUAL = {"service", "last look", "linger"}  # what is told of every world here


def furnished(mailbox: MailboxOnDisk, folder: Path, security: str = "none") -> World:
    """Sam's mailbox with the usual folders, and a letter or two."""
    mailbox.folder("Drafts", "\\Drafts")
    mailbox.folder("Sent", "\\Sent")
    port = mailbox.tls_port if security == "tls" else mailbox.port
    world = World(mailbox, folder, now=today(), port=port, security=security)
    world.friends("Karen Holm <karen@example.net>", 60, 30)
    return world


def checked(world: World, **how: object) -> Checked:
    """What a check finds, in this process, by the world's clock."""
    return check(world.config_file(), world.environ, How(**how), world.clock)  # type: ignore[arg-type]


def of(found: Checked, what: str) -> Finding:
    """The one line of this name."""
    (line,) = [line for line in found.findings.lines if line.what == what]
    return line


def told(found: Checked, world: World) -> str:
    """As a case file has it: the exit code, and each line that is not well, without this run's places and numbers."""
    lines = [f"exit code {found.findings.exit_code}"]
    for line in found.findings.lines:
        if (
            line.mark is not Mark.OK
            and line.what not in USUAL
            and not line.found.startswith("cannot be proven")
        ):
            who = f"{line.account}: " if line.account else ""
            lines.append(f"{line.mark} {who}{line.what}: {line.found}{f' ({line.fix})' if line.fix else ''}")
    text = "\n".join(lines) + "\n"
    for place, name in (
        (str(world.folder), "FOLDER"),
        (world.mailbox.user, "USER"),
        (str(packaged("templates")), "KITH"),
    ):
        text = text.replace(place, name)
    text = re.sub(r"port \d+", "port PORT", re.sub(r"127\.0\.0\.1:\d+", "HOST:PORT", text))
    text = re.sub(r"\d{4}-\d{2}-\d{2}", "DATE", text).replace("127.0.0.1", "HOST")
    text = re.sub(r" \([\d. +]+secs\)", "", re.sub(r"\d[\d.]* [kMG]B", "SIZE", text))
    return re.sub(r"there are: [^)]*", "there are: …", text)


def is_as_told(name: str, found: Checked, world: World) -> None:
    """What the case file of this name says, below its first line. KITH_ACCEPT=1 writes it anew, for you to read."""
    path = CASES / f"{name}.txt"
    if os.environ.get("KITH_ACCEPT"):
        path.write_text(f"{name.replace('-', ' ')}\n----------\n{told(found, world)}", "utf-8")
    assert told(found, world) == path.read_text("utf-8").partition("----------\n")[2]


def untouched(world: World) -> list[list[bytes]]:
    return [world.mailbox.messages(folder) for folder in ("INBOX", "Sent", "Drafts")]


@contextmanager
def by_smtp(world: World, **options: object) -> Iterator[SmtpSink]:
    """The world with an [smtp] that delivers into Sam's own INBOX."""
    hooks = {"deliver_to": into_maildir(world.mailbox.root), **options}
    with SmtpSink(**hooks) as sink:  # type: ignore[arg-type]
        world.settings = (
            f'[smtp]\nhost = "{sink.host}"\nport = {sink.port}\nsecurity = "none"\n{world.settings}'
        )
        yield sink


def proven(world: World) -> list[str]:
    with world.kith() as place:
        return list(place.store.plus_addresses.all())
