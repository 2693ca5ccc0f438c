"""Backups taken while ten thousand mails are being read (hazard E6 of design/reliability.md)."""

import sqlite3
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from helpers.maildir import MailboxOnDisk
from helpers.world import SAM, World
from kith.jobs.reading import windows
from kith.jobs.scan import Unwatched
from kith.store import backup

MAILS, BACKUPS = 10_000, 50


def test_each_of_fifty_backups_is_whole_and_what_was_committed_at_one_moment(
    mailbox: MailboxOnDisk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder is read newest first, and what it says moves together with how far it was read: so a copy of one moment
    holds exactly the messages with UIDs from `low` on."""
    monkeypatch.setattr(windows, "START", 400)
    monkeypatch.setattr(windows, "WIDEST", 400)
    world = World(mailbox, tmp_path)
    for number in range(MAILS):
        days = 1 + (MAILS - number) / 50
        raw = world.letter(
            f"Friend <f{number % 40}@example.net>", SAM, days, Message_ID=f"<{number:05}@letters.example>"
        )
        mailbox.deliver(raw, "INBOX", world.now - timedelta(days=days))
    with world.kith():
        pass  # the store is made
    copies: list[Path] = []

    portions = threading.Semaphore(0)

    def copy() -> None:
        for number in range(BACKUPS):
            portions.acquire()
            path = tmp_path / f"copy{number}"
            backup.back_up(world.state, path)  # checks its integrity
            copies.append(path)

    reader = threading.Thread(target=copy)
    with world.kith() as place:
        reader.start()
        portions.release()
        while not all(look.whole for look in place.scanner().scan(Unwatched(), portion=400)):
            portions.release(2)
        portions.release(BACKUPS)
    reader.join(300)
    assert len(copies) == BACKUPS
    counts = [in_copy(path) for path in copies]
    assert counts == sorted(counts)
    assert len(set(counts)) > 5, f"the copies were all of one moment: {counts}"


def in_copy(path: Path) -> int:
    """How many messages a backup holds; that they are those its cursor says."""
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        row = db.execute("SELECT low, high, messages FROM folder WHERE name = 'INBOX'").fetchone()
        uids = [uid for (uid,) in db.execute("SELECT uid FROM message ORDER BY uid")]
        (touches,) = db.execute("SELECT count(*) FROM touch").fetchone()
    low, high, messages = row or (1, 0, 0)
    assert uids == list(range(low, high + 1))
    assert touches == messages == len(uids)
    return len(uids)
