"""A disk that is full, a real one: nothing is lost, it is told in a line, and it heals when there is room."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.dying import outcome
from helpers.lying_world import letter, lying_world
from helpers.scripted_imap import ScriptedImap
from helpers.world import World
from kith.errors import StoreFull
from kith.journal import Journal
from kith.service.run import Daemon
from kith.service.signals import Signals
from kith.service.systemd import Systemd
from kith.service.timetable import Timetable
from kith.store import Store


class Disk:
    """A disk of its own under a folder, as large as the test says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def free(self, kilobytes: int) -> None:
        """Make it so large that so much is free."""
        room = os.statvfs(self.folder)
        used = (room.f_blocks - room.f_bfree) * room.f_frsize // 1024
        self.mount(f"remount,size={used + kilobytes}k")

    def unmount(self) -> None:
        subprocess.run(["umount", self.folder], check=True)

    def mount(self, options: str) -> None:
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "tmpfs", self.folder], check=True, capture_output=True
        )


@pytest.fixture
def world(scripted_imap: ScriptedImap, tmp_path: Path) -> World:
    """A mailbox of nine hundred people."""
    scripted_imap.headers = {
        uid: letter(uid, f"Friend {uid} <friend{uid}@example.org>") for uid in range(1, 901)
    }
    return lying_world(scripted_imap, tmp_path)


@pytest.fixture
def disk(world: World) -> Iterator[Disk]:
    """Where the world's kith keeps what it learned."""
    world.state.mkdir()
    made = Disk(world.state)
    try:
        made.mount("size=20m")
    except (OSError, subprocess.CalledProcessError) as refused:
        pytest.skip(f"only root can make a small disk: {refused}")
    yield made
    made.unmount()


@pytest.mark.parametrize("kilobytes", [0, 24, 100, 160])
def test_a_disk_that_fills_up_while_reading_costs_a_line_and_nothing_else(
    world: World, disk: Disk, tmp_path: Path, caplog: pytest.LogCaptureFixture, kilobytes: int
) -> None:
    """Met in the first write of all, in the first window, in a later one; the other steps go on all the while."""
    (tmp_path / "clean").mkdir()
    clean = lying_world(world.mailbox, tmp_path / "clean")  # type: ignore[arg-type]
    clean.scan()
    done: list[str] = []
    with world.kith() as place:
        disk.free(kilobytes)
        daemon = Daemon(place, Signals(Journal()), Systemd({}))
        timetable = Timetable([daemon.look, daemon.write, lambda: done.append("other steps")], place.journal)
        for _ in range(3):
            timetable.run_all()
        errors = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
        assert errors
        assert all("the disk is full; free some space" in error for error in errors)
        assert len(errors) <= 2, "one for the account, or one for each step that has to write"
        assert "Traceback" not in caplog.text
        assert done == ["other steps"] * 3
        disk.free(20_000)
        world.clock.advance(hours=1)
        timetable.run_all()
        assert place.store.trouble.left_out() == []
        daemon.lines.close()
    assert outcome(world) == outcome(clean)


@pytest.mark.parametrize("kilobytes", [0, 4, 8, 32])
def test_a_disk_that_is_full_at_the_start_is_told_apart_from_a_store_that_is_broken(
    world: World, disk: Disk, kilobytes: int
) -> None:
    """Exit code 75, after which systemd starts the daemon again; 78 would need somebody to do it."""
    world.scan()
    disk.free(kilobytes)
    with (
        pytest.raises(StoreFull, match="free some space"),
        Store.open(world.state) as store,
        store.transaction(),
    ):
        store.cursors.start_over("other rules" * 10_000)
    disk.free(20_000)
    assert world.scan().messages == 0
