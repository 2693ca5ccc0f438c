"""`kith install` where there is no systemd, and where it is only to be shown."""

from pathlib import Path

import pytest

from helpers.command_line import Run, runner
from helpers.maildir import MailboxOnDisk
from helpers.world import World, today
from kith.cli import run_command_line
from kith.jobs.installing import systemctl
from kith.jobs.installing.deciding import Here
from kith.jobs.installing.program import Program


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


def test_without_systemd_each_line_can_be_pasted(kith: Run, world: World) -> None:
    _, _, err = kith("install", "--user", "--yes")
    config = f"--config {world.config_file()} run"
    lines = err.splitlines()
    assert any(line.startswith("  /") and line.endswith(f"/kith {config}") for line in lines)
    assert any(
        line.startswith("  */10 * * * * /") and line.endswith(f"/kith {config} --once") for line in lines
    )


TWO = """
[accounts.ada]
email = "ada@example.org"
host = "imap.example.org"
password_command = ["pass", "ada"]
"""


def test_several_addresses_become_no_instance_of_one_person_unasked(
    kith: Run, world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    world.settings = TWO
    monkeypatch.setenv("KITH_CONFIG", str(world.config_file()))
    assert run_command_line(["install", "--name", "ada", "--print"]) == 78
    err = capsys.readouterr().err
    assert "sam@example.org, ada@example.org" in err
    assert "kith init --name ada" in err
    assert f"--config {world.config_file()} install --name ada" in err
    code, out, _ = kith("install", "--name", "ada", "--print")
    assert code == 0
    assert "kith@ada.service will read the mail of sam@example.org, ada@example.org" in out


def test_a_command_for_root_keeps_what_was_asked_for(tmp_path: Path) -> None:
    here = Here(Program(Path("/opt/kith/bin/kith"), ()), None, None, "sam", 1000)
    said = here.again("install", name="ada", config=tmp_path / "a b.toml", system=True)
    assert said == f"/opt/kith/bin/kith --config '{tmp_path}/a b.toml' install --name ada"
    assert here.again("uninstall", system=True) == "/opt/kith/bin/kith uninstall --system"


@pytest.mark.parametrize("name", ["my kith", "100%"])
def test_a_place_that_a_unit_would_read_as_something_else_is_refused(
    kith: Run, world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    for key, value in (("--config", world.folder / name / "kith.toml"), ("state", world.folder / name)):
        config = value if key == "--config" else world.folder / "other.toml"
        config.parent.mkdir(exist_ok=True)
        told = "" if key == "--config" else f"state_dir = {str(value)!r}\n"
        config.write_text(told + world.config_file().read_text().replace("state_dir", "#state_dir"))
        config.chmod(0o600)
        assert run_command_line(["--config", str(config), "install", "--user", "--print"]) == 78
        assert "a unit cannot name a place with" in capsys.readouterr().err
