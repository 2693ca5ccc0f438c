"""Backup, restore and rebuild on a disk that is really full: the right file is named, and all stays as it was."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from helpers.command_line import Run, runner
from helpers.world import World
from helpers.writing import answering as answering  # a fixture
from helpers.writing import said_so_far
from kith.store.db import FILE
from stories.test_full_disk import Disk

NEEDED = 2_000  # kilobytes, more than a small store needs
TRIED = range(0, 2000, 40)  # kilobytes that are free


@contextmanager
def small_disk(folder: Path) -> Iterator[Disk]:
    folder.mkdir(parents=True, exist_ok=True)
    made = Disk(folder)
    try:
        made.mount("size=20m")
    except Exception as refused:  # noqa: BLE001  (whatever it is, it is why the story cannot be told here)
        pytest.skip(f"only root can make a small disk: {refused}")
    try:
        yield made
    finally:
        made.unmount()


@pytest.fixture
def run(answering: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    return runner(answering, monkeypatch, capsys)


@pytest.fixture
def kept(answering: World, run: Run, tmp_path: Path) -> Path:
    """A backup, and something said after it."""
    file = tmp_path / "kith.backup"
    assert run("backup", str(file))[0] == 0
    assert run("do", "karen never")[0] == 0
    return file


@contextmanager
def state_on(world: World, folder: Path) -> Iterator[Disk]:
    """The world's store, on a small disk of its own."""
    files = {path.name: path.read_bytes() for path in world.state.iterdir()}
    with small_disk(folder) as disk:
        for name, raw in files.items():
            (folder / name).write_bytes(raw)
        yield disk


def tried(disk: Disk, command: Callable[[], tuple[int, str, str]]) -> Iterator[tuple[int, str]]:
    """What a command left with and said, with more and more room, until there was enough."""
    for kilobytes in TRIED:
        disk.free(kilobytes)
        code, _, said = command()
        yield code, said
        if code == 0:
            return


def test_a_backup_onto_a_full_disk_names_the_copy_and_leaves_nothing_there(
    answering: World, run: Run, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "stick") as disk:
        file = tmp_path / "stick" / "kith.backup"
        (photos := file.with_name("photos")).write_bytes(bytes(100_000))
        codes = []
        for code, said in tried(disk, lambda: run("backup", str(file))):
            codes.append(code)
            if code:
                assert said == f"kith: {file}: the disk is full; free some space, nothing is lost\n"
                assert list(file.parent.iterdir()) == [photos]
        assert codes[-1] == 0
        assert len(codes) > 3
        assert set(codes[:-1]) == {75}


def test_a_backup_off_a_full_disk_works_or_names_the_store(
    answering: World, run: Run, kept: Path, tmp_path: Path
) -> None:
    """SQLite may want room beside the store even to read it."""
    with state_on(answering, answering.state) as disk:
        disk.free(0)
        code, _, said = run("backup", str(tmp_path / "saved"))
        if code:
            assert (code, str(answering.state / FILE) in said, "free some space" in said) == (75, True, True)
        disk.free(NEEDED)
        assert run("backup", str(tmp_path / "saved"), "--yes")[0] == 0


@pytest.mark.parametrize("verb", ["restore", "rebuild"])
def test_a_new_store_that_finds_no_room_changes_nothing_and_blames_no_daemon_and_no_file(
    verb: str, answering: World, run: Run, kept: Path
) -> None:
    words = ("restore", str(kept), "--yes") if verb == "restore" else ("rebuild", "--yes")
    with state_on(answering, answering.state) as disk:
        codes = []
        for code, said in tried(disk, lambda: run(*words)):
            codes.append(code)
            if not code:
                break
            assert code == 75, said
            assert "the disk is full" in said
            assert "ree some space" in said
            assert str(answering.state) in said
            assert "systemctl" not in said
            assert ".new-" not in said
            assert [path.name for path in answering.state.iterdir() if path.name.startswith(".new")] == []
            if not list(answering.state.glob(f"{FILE}.*-*Z*")):
                disk.free(NEEDED)
                assert said_so_far(answering) == ["karen never"]
        assert len(codes) > 3
        assert codes[-1] == 0
        disk.free(NEEDED)
        assert said_so_far(answering) == ([] if verb == "restore" else ["karen never"])
