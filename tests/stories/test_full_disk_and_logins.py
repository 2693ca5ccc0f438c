"""While the disk takes nothing, a wrong password is not tried over and over, and a timer's runs tell of it."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.alarmed import Alarmed, alarmed, subjects
from helpers.dovecot import Dovecot
from helpers.wire import TO_CLIENT
from helpers.world import today
from kith.clock import unix
from kith.jobs.alarm.store_trouble import NOTE, ROOM, StoreTrouble
from kith.jobs.delivering.logins import allow_logins
from kith.store.db import FILE
from stories.test_alarm import WELL
from stories.test_alarm_without_a_store import FULL
from stories.test_full_disk import Disk

DAMAGED = b"this is no store " * 1000


@pytest.fixture
def sam(dovecot: Dovecot, tmp_path: Path) -> Iterator[Alarmed]:
    with alarmed(dovecot.add_user(), dovecot.add_user(), tmp_path) as sam:
        with sam.daemon() as daemon:
            sam.round(daemon)
        yield sam


@pytest.fixture
def disk(dovecot: Dovecot, tmp_path: Path) -> Iterator[tuple[Alarmed, Disk]]:
    """Sam, whose state folder is a small disk; all was well once."""
    with alarmed(dovecot.add_user(), dovecot.add_user(), tmp_path) as sam:
        sam.world.state.mkdir()
        made = Disk(sam.world.state)
        try:
            made.mount("size=20m")
        except (OSError, subprocess.CalledProcessError) as refused:
            pytest.skip(f"only root can make a small disk: {refused}")
        with sam.daemon() as daemon:
            sam.round(daemon)
        yield sam, made
        made.unmount()


def logins(sam: Alarmed) -> list[int]:
    return [gate.sent().count(b"AUTHENTICATE") for gate in (sam.home_gate, sam.work_gate)]


def run_once(sam: Alarmed, **more: str) -> int:
    """`kith run --once` in a process of its own, by the system's clock."""
    environ = {**sam.world.process_environ, **sam.passwords, **more}
    done = subprocess.run(
        sam.world.command("run", "--once"), env=environ, capture_output=True, timeout=120, check=False
    )
    assert b"Traceback" not in done.stderr
    return done.returncode


def noted(sam: Alarmed) -> StoreTrouble | None:
    """What `run` hands on to the daemon it makes."""
    with sam.world.kith(sam.passwords) as place:
        return StoreTrouble.noted(place.settings, place.environ, unix(place.clock.now()))


def wrong(sam: Alarmed) -> None:
    sam.passwords |= {"MAIL_PASSWORD": "wrong", "WORK_PASSWORD": "wrong"}


def test_row_f5_holds_for_a_daemon_whose_disk_is_full_and_what_was_refused_is_told_when_there_is_room(
    disk: tuple[Alarmed, Disk],
) -> None:
    sam, full = disk
    right = dict(sam.passwords)
    wrong(sam)
    with sam.daemon() as daemon:
        allow_logins(daemon.place.store)  # as `serve` does when it begins
        full.free(0)
        before = logins(sam)
        sam.hours(daemon, 24)
        tries = [now - then for now, then in zip(logins(sam), before, strict=True)]
        assert all(0 < count <= 10 for count in tries)
        full.free(20_000)
        sam.passwords["WORK_PASSWORD"] = right["WORK_PASSWORD"]
        allow_logins(daemon.place.store)
        sam.hours(daemon, 4)
    assert subjects(sam.work)[-1] == "kith: the login at home is refused"


def test_what_was_refused_on_a_full_disk_is_written_down_when_there_is_room(
    disk: tuple[Alarmed, Disk],
) -> None:
    sam, full = disk
    wrong(sam)
    with sam.daemon() as daemon:
        full.free(0)
        sam.hours(daemon, 1)
        held = daemon.place.store.cursors.refused("home")
        assert held[0] == 2
        full.free(20_000)
        sam.round(daemon)
    with sam.daemon() as another:
        assert another.place.store.cursors.refused("home") == held
        assert another.place.store.cursors.retry_at("home") is not None


@pytest.mark.parametrize("kilobytes", [0, 40])
def test_row_f5_holds_for_a_timer_on_a_full_disk_and_each_run_leaves_with_75(
    kilobytes: int, disk: tuple[Alarmed, Disk]
) -> None:
    """It has gone on for long enough to be told: one login at each account, and no more for half a day."""
    sam, full = disk
    now = unix(today())
    trouble = {"why": "full", "code": 75, "since": now - 90_000, "tried": 9000.0, "seen_at": now - 900}
    (sam.world.state / NOTE).write_text(json.dumps(trouble).ljust(ROOM))
    full.free(kilobytes)
    wrong(sam)
    before = logins(sam)
    assert [run_once(sam) for _ in range(4)] == [75] * 4
    assert logins(sam) == [count + 1 for count in before]


def test_who_can_note_nothing_at_all_makes_no_login_by_a_timer(disk: tuple[Alarmed, Disk]) -> None:
    sam, full = disk
    (sam.world.state / NOTE).unlink()
    full.free(0)
    before = logins(sam)
    assert [run_once(sam) for _ in range(3)] == [75] * 3
    assert logins(sam) == before


@pytest.mark.parametrize("kilobytes", [40, 64, 160])
def test_a_timer_on_a_nearly_full_disk_tells_at_the_third_run_once_a_day_and_its_end(
    kilobytes: int, disk: tuple[Alarmed, Disk]
) -> None:
    sam, full = disk
    full.free(kilobytes)
    told = []
    for number in range(8):
        sam.world.received(f"new{number}@example.org", 0)
        sam.world.clock.advance(hours=6)
        with sam.daemon() as daemon:
            daemon.alarm.store_trouble = noted(sam)
            assert daemon.once() == 75
        told.append(len(subjects(sam.home)))
    assert told == [0, 0, 1, 1, 1, 1, 2, 2]
    assert set(subjects(sam.home, sam.work)) == {FULL}
    full.free(20_000)
    with sam.daemon() as daemon:
        daemon.alarm.store_trouble = noted(sam)
        assert daemon.once() == 0
    assert subjects(sam.home)[-1] == WELL


def test_a_notice_of_which_nobody_knows_whether_it_arrived_is_looked_for_and_goes_nowhere_else(
    sam: Alarmed,
) -> None:
    (sam.world.state / FILE).write_bytes(DAMAGED)
    sam.home_gate.when(TO_CLIENT, rb"APPENDUID", sam.home_gate.cut, before=True)
    assert run_once(sam) == 78
    assert subjects(sam.home) == [FULL]
    assert subjects(sam.work) == []
    note = json.loads((sam.world.state / NOTE).read_bytes())
    assert note["doubtful"] == "home"
    (sam.world.state / NOTE).write_text(json.dumps({**note, "retry_at": None}))  # ten minutes later
    assert run_once(sam) == 78
    assert (subjects(sam.home), subjects(sam.work)) == ([FULL], [])
    assert json.loads((sam.world.state / NOTE).read_bytes())["told_at"]


def test_two_kiths_of_one_user_do_not_take_each_others_notes(dovecot: Dovecot, tmp_path: Path) -> None:
    """Neither state folder takes a note, so both lie in $XDG_RUNTIME_DIR."""
    runtime = tmp_path / "runtime"
    runtime.mkdir(mode=0o700)
    folders = [tmp_path / name for name in "ab"]
    for folder in folders:
        folder.mkdir()
    with (
        alarmed(dovecot.add_user(), dovecot.add_user(), folders[0]) as one,
        alarmed(dovecot.add_user(), dovecot.add_user(), folders[1]) as other,
    ):
        for sam in (one, other):
            sam.world.state.mkdir()
            (sam.world.state / NOTE).mkdir()
            assert run_once(sam, XDG_RUNTIME_DIR=str(runtime)) == 0
            good = (sam.world.state / FILE).read_bytes()
            (sam.world.state / FILE).write_bytes(DAMAGED)
            assert run_once(sam, XDG_RUNTIME_DIR=str(runtime)) == 78
            assert subjects(sam.home) == [FULL]
        assert len(list(runtime.iterdir())) == 2
        (other.world.state / FILE).write_bytes(good)
        assert run_once(other, XDG_RUNTIME_DIR=str(runtime)) == 0
        assert subjects(other.home) == [FULL, WELL]
        assert len(list(runtime.iterdir())) == 1
        assert run_once(one, XDG_RUNTIME_DIR=str(runtime)) == 78
        assert subjects(one.home) == [FULL]
