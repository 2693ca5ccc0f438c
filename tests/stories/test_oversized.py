"""Mail that is too large in every way costs 64 KiB on the wire and next to no memory, and its neighbours are read
(threat D1)."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.maildir import MailboxOnDisk
from helpers.wire import Wire
from helpers.world import SAM, World
from kith.imap.fetch import HEADER_LIMIT

GIGABYTE = 1 << 30
FRIENDS = 20
ROOM = 50_000  # kilobytes that a scan may grow by
# Its own high-water mark: `getrusage` of a child would count what this process held when it was forked.
SCAN = """
import sys
from kith.cli import run_command_line
code = run_command_line(sys.argv[1:])
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")), file=sys.stderr)
sys.exit(code)
"""


def head(number: int, to: str = SAM, more: str = "") -> bytes:
    return (
        f"From: Large {number} <large{number}@example.net>\nTo: {to}\nSubject: Large\n"
        f"Date: Mon, 16 Nov 2026 08:00:0{number} +0000\nMessage-ID: <large-{number}@letters.example>\n{more}\n"
    ).encode()


def nested(depth: int) -> bytes:
    """Parts in parts in parts."""
    opened = (
        f'--{level}\nContent-Type: multipart/mixed; boundary="{level + 1}"\n\n' for level in range(depth)
    )
    return head(3, more='Content-Type: multipart/mixed; boundary="0"\n') + "".join(opened).encode()


LARGE = {
    "a message of 1 GB": lambda: head(0) + b"A gigabyte of nothing.\n",
    "a header of 2 MB": lambda: head(1, more=f"X-Padding: {'x' * 70}\n" * 25_000),
    "a subject of 2 MB": lambda: head(2).replace(b"Subject: Large", b"Subject: Large" + b"\n very" * 350_000),
    "2,000 parts in each other": lambda: nested(2000),
    "100,000 recipients": lambda: head(
        4, ",\n ".join(f"somebody{number}@example.org" for number in range(100_000))
    ),
}


def scanned(world: World) -> tuple[dict[str, object], int]:
    """What `kith scan --json` says, in a process of its own, and how many kilobytes it held at most."""
    done = subprocess.run(
        [sys.executable, "-c", SCAN, "--config", str(world.config_file()), "scan", "--json"],
        env=world.process_environ, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), int(done.stderr.split()[-1])


def filled(mailbox: MailboxOnDisk, folder: Path, port: int) -> World:
    folder.mkdir()
    world = World(mailbox, folder, port=port)
    for number in range(FRIENDS):
        world.received(f"Friend {number} <friend{number}@example.net>", 10 + number)
    return world


@pytest.fixture(scope="module")
def usual(dovecot: object, tmp_path_factory: pytest.TempPathFactory) -> int:
    """The kilobytes of a scan without anything large."""
    mailbox = dovecot.add_user()  # type: ignore[attr-defined]
    found, kilobytes = scanned(filled(mailbox, tmp_path_factory.mktemp("usual") / "world", mailbox.port))
    assert found["touches"] == FRIENDS
    return kilobytes


@pytest.mark.parametrize("name", LARGE)
def test_what_is_too_large_costs_little_and_its_neighbours_are_read(
    name: str, usual: int, mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    with Wire(mailbox.host, mailbox.port) as wire:
        world = filled(mailbox, tmp_path / "world", wire.port)
        path = mailbox.deliver(LARGE[name](), "INBOX", world.now)
        if "GB" in name:
            with path.open("r+b") as file:
                file.truncate(GIGABYTE)
            # The size stands in the name, as Dovecot writes it, so that nobody has to count a gigabyte's lines.
            base, flags = path.name.split(":")
            path.rename(path.with_name(f"{base},S={GIGABYTE},W={GIGABYTE}:{flags}"))
        world.received("Friend 20 <friend20@example.net>", 5)
        found, kilobytes = scanned(world)
        on_the_wire = len(wire.answered())
    assert found["messages_seen"] == FRIENDS + 2
    assert found["touches"] == FRIENDS + 1 + (0 if "recipients" in name else 1), found
    assert on_the_wire < HEADER_LIMIT + 40_000
    assert kilobytes < usual + ROOM, (kilobytes, usual)
