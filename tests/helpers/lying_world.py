"""A world whose mailbox is served by the scripted server: the same configuration, state folder and clock."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from helpers.maildir import MailboxOnDisk
from helpers.scripted_imap import ScriptedImap
from helpers.world import SAM, World
from kith.jobs.reading.lines import Lines
from kith.jobs.scan import Look, Unwatched


def lying_world(server: ScriptedImap, folder: Path, **more: Any) -> World:
    """Sam's kith before a server that says what its script wants."""
    login = SimpleNamespace(host=server.host, port=server.port, user="sam", password="pw", ca_file="/nowhere")
    return World(cast(MailboxOnDisk, login), folder, **more)


def letter(number: int, sender: str = "Ada <ada@example.org>", to: str = SAM) -> bytes:
    """The header of a letter that counts; the same number is the same letter."""
    return (
        f"From: {sender}\r\nTo: {to}\r\nSubject: letter {number}\r\nMessage-ID: <{number}@letters.example>\r\n"
        f"Date: Mon, 02 Nov 2026 09:{number // 60 % 60:02d}:{number % 60:02d} +0000\r\n\r\n"
    ).encode()


def letters(count: int, first: int = 1) -> dict[int, bytes]:
    """A mailbox of so many letters, by UID."""
    return {uid: letter(uid) for uid in range(first, first + count)}


def look_at(world: World, *, patient: bool = False, lines: Lines | None = None) -> list[Look]:
    """One look at every account; failures are in it."""
    with world.kith() as place:
        return place.scanner(lines).scan(Unwatched(), patient=patient)
