"""`kith install` where there is no systemd, and where it is only to be shown."""

from pathlib import Path

import pytest

from helpers.command_line import Run, runner
from helpers.maildir import MailboxOnDisk
from helpers.world import World, today
from kith.jobs.installing import systemctl


@pytest.fixture
def world(mailbox: MailboxOnDisk, tmp_path: Path) -> World:
    return World(mailbox, tmp_path, now=today())


@pytest.fixture
def kith(world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """On a machine that systemd does not run, whatever runs this one."""
    monkeypatch.setattr(systemctl, "RUNNING", world.folder / "no such folder")
    return runner(world, monkeypatch, capsys)


def test_where_there_is_no_systemd_it_says_what_to_run_instead(kith: Run) -> None:
    code, out, err = kith("install", "--user", "--yes")
    assert (code, out) == (1, "")
    assert "There is no systemd here" in err
    assert "/kith run --once" in err
    assert kith("uninstall", "--user", "--yes")[0] == 1


@pytest.mark.parametrize("arguments", [("--user",), ("--system",), ("--name", "sam")])
def test_print_shows_every_step_and_does_nothing(kith: Run, world: World, arguments: tuple[str, ...]) -> None:
    code, out, _ = kith("install", *arguments, "--print")
    assert code == 0
    assert "| WatchdogSec=15min" in out
    assert "systemctl" in out
    assert "enable --now kith" in out
    assert "pw" not in out.split()
    assert {path.name for path in world.folder.rglob("*")} == {"kith.toml"}


def test_a_name_is_for_the_system(kith: Run) -> None:
    code, _, err = kith("install", "--user", "--name", "sam", "--print")
    assert code == 2
    assert "--name is for a service of the system" in err
