"""The disk is full, or the store is damaged: kith tells even of that, though it can write nothing down."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.alarmed import Alarmed, alarmed, notices, subjects, text
from helpers.dovecot import Dovecot
from helpers.maildir import MailboxOnDisk
from helpers.notify import NotifySocket
from helpers.world import World, today
from kith.jobs.alarm.store_trouble import NOTE, ROOM
from kith.store.db import FILE
from stories.test_alarm import WELL
from stories.test_full_disk import Disk

FULL = "kith: nothing can be written down"


@pytest.fixture
def sam(dovecot: Dovecot, tmp_path: Path) -> Iterator[Alarmed]:
    with alarmed(dovecot.add_user(), dovecot.add_user(), tmp_path) as sam:
        yield sam


@pytest.fixture
def disk(sam: Alarmed) -> Iterator[Disk]:
    sam.world.state.mkdir()
    made = Disk(sam.world.state)
    try:
        made.mount("size=20m")
    except Exception as refused:  # noqa: BLE001  (whatever it is, it is why the story cannot be told here)
        pytest.skip(f"only root can make a small disk: {refused}")
    yield made
    made.unmount()


def test_a_full_disk_is_told_after_two_hours_once_a_day_and_so_is_its_end(sam: Alarmed, disk: Disk) -> None:
    with sam.daemon() as daemon:
        sam.hours(daemon, 2)
        disk.free(0)
        for number in range(3):
            sam.world.received(f"new{number}@example.org", 0)  # mail that would have to be written down
        sam.hours(daemon, 1.5)
        assert notices(sam.home) == []
        sam.hours(daemon, 12)
        assert subjects(sam.home) == [FULL]
        assert "free some space on the disk" in text(notices(sam.home)[0])
        assert "nothing can be written down" in daemon._status()
        sam.hours(daemon, 24)
        assert subjects(sam.home) == [FULL, FULL]
        disk.free(20_000)
        sam.hours(daemon, 2)
    assert subjects(sam.home, sam.work) == [FULL, FULL, WELL]


def test_a_store_that_is_damaged_at_the_start_is_told_once_a_day_however_often_kith_is_started(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    world = World(mailbox, tmp_path, now=today())
    world.scan()
    (world.state / FILE).write_bytes(b"this is no store " * 1000)
    for _ in range(3):
        done = world.run("run", "--once")
        assert done.returncode == 78
        assert "kith rebuild" in done.stderr
    assert subjects(mailbox) == [FULL]
    assert world.run("status").returncode == 78


@pytest.mark.parametrize("remembers", ["the note", "the mailbox"])
def test_a_notice_that_was_put_away_does_not_come_again_the_same_day(
    mailbox: MailboxOnDisk, tmp_path: Path, remembers: str
) -> None:
    """A timer starts kith every few minutes, and Sam has seen the notice."""
    world = World(mailbox, tmp_path, now=today())
    world.scan()
    (world.state / FILE).write_bytes(b"this is no store " * 1000)
    world.run("run", "--once")
    (notice,) = (raw for raw in mailbox.messages() if b"X-Kith: notice" in raw)
    mailbox.remove("INBOX")
    if remembers == "the mailbox":
        mailbox.deliver(notice, "Trash")
        (world.state / NOTE).unlink()
    world.run("run", "--once")
    assert subjects(mailbox) == []


def test_when_the_store_is_whole_again_a_new_kith_tells_so(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    world = World(mailbox, tmp_path, now=today())
    world.scan()
    store = (world.state / FILE).read_bytes()
    (world.state / FILE).write_bytes(b"this is no store " * 1000)
    assert world.run("run", "--once").returncode == 78
    (world.state / FILE).write_bytes(store)
    for _ in range(2):
        assert world.run("run", "--once").returncode == 0
    assert subjects(mailbox) == [FULL, WELL]
    assert (world.state / NOTE).read_bytes() == b" " * ROOM


def test_started_on_a_full_disk_the_daemon_stays_says_so_and_works_as_soon_as_there_is_room(
    sam: Alarmed, disk: Disk, tmp_path: Path
) -> None:
    """So the status line says what is wrong, and no crash loop fills the journal."""
    with sam.daemon() as daemon:
        sam.round(daemon)
    sam.world.received("new@example.org", 0)
    disk.free(0)
    with NotifySocket(tmp_path) as systemd:
        often = {"NOTIFY_SOCKET": str(systemd.path), "WATCHDOG_USEC": "400000"}
        environ = {**sam.world.process_environ, **sam.passwords, **often}
        kith = subprocess.Popen(sam.world.command("run"), env=environ, stderr=subprocess.PIPE, text=True)
        try:
            assert systemd.wait_for("READY=1")
            assert systemd.wait_for("WATCHDOG=1", times=3)
            assert systemd.wait_for("STATUS=ALARM: nothing can be written down")
            assert not any("idle" in line for line in systemd.said)
            disk.free(20_000)
            assert systemd.wait_for("STATUS=idle")
        finally:
            kith.terminate()
            _, said = kith.communicate(timeout=20)
    assert kith.returncode == 0
    assert said.count("kith waits for room") == 1
    assert "1 new message(s)" in said


def test_a_reload_says_that_the_daemon_waits_for_room(sam: Alarmed, disk: Disk, tmp_path: Path) -> None:
    with sam.daemon() as daemon:
        sam.round(daemon)
    disk.free(0)
    with NotifySocket(tmp_path) as systemd:
        environ = {**sam.world.process_environ, **sam.passwords, "NOTIFY_SOCKET": str(systemd.path)}
        kith = subprocess.Popen(sam.world.command("run"), env=environ, stderr=subprocess.DEVNULL)
        try:
            assert systemd.wait_for("STATUS=ALARM: nothing can be written down")
            done = sam.world.run("reload")
            assert done.returncode == 75
            assert "waits for room: the disk is full. Free some space" in done.stderr
            assert "no kith runs" not in done.stderr
        finally:
            kith.terminate()
            assert kith.wait(20) == 0
    assert "no kith runs" in sam.world.run("reload").stderr


def test_what_lies_there_without_a_store_is_no_mail_of_anybodys(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    world = World(mailbox, tmp_path, now=today())
    world.scan()
    store = (world.state / FILE).read_bytes()
    (world.state / FILE).write_bytes(b"this is no store " * 1000)
    world.run("run", "--once")
    (world.state / FILE).write_bytes(store)
    assert world.scan().tally["kith"] == 1
