"""Root beside the service: which configuration is whose, what root finds there, and to whom it belongs afterwards."""

import os
from pathlib import Path

import pytest

from kith.jobs import system_service
from kith.jobs.system_service import beside_the_service, hand_over, installing, unit_name

ITS_OWN = 61234  # as DynamicUser= gives them out
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")


@pytest.mark.parametrize(
    ("config", "unit", "command"),
    [
        ("/etc/kith/config.toml", "kith.service", "kith install"),
        ("/etc/kith/ada/config.toml", "kith@ada.service", "kith install --name ada"),
        ("/etc/kith/ada/../eva/config.toml", "kith@eva.service", "kith install --name eva"),
        ("/etc/kith/ada/old/config.toml", None, "kith install"),
        ("/etc/kith/config.toml.bak", None, "kith install"),
        ("/root/.config/kith/config.toml", None, "kith install"),
    ],
)
def test_a_configuration_is_told_by_its_place(config: str, unit: str | None, command: str) -> None:
    assert unit_name(Path(config)) == unit
    assert installing(Path(config)) == command


@pytest.fixture
def ada(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The configuration of kith@ada, on a machine of its own."""
    for name in ("ETC", "STATES", "CREDENTIALS"):
        monkeypatch.setattr(system_service, name, tmp_path / name)
    (tmp_path / "ETC" / "ada").mkdir(parents=True)
    return tmp_path / "ETC" / "ada" / "config.toml"


@needs_root
def test_root_gets_the_services_store_and_secrets(ada: Path, tmp_path: Path) -> None:
    environ: dict[str, str] = {"CREDENTIALS_DIRECTORY": "/before"}
    with beside_the_service(ada, environ):
        assert environ["STATE_DIRECTORY"] == str(tmp_path / "STATES" / "kith-ada")
        assert environ["CREDENTIALS_DIRECTORY"] == str(ada.parent)
        (tmp_path / "made").mkdir(mode=0o777)
    assert environ == {"CREDENTIALS_DIRECTORY": "/before"}
    assert (
        tmp_path / "made"
    ).stat().st_mode & 0o777 == 0o700  # systemd refuses a /var/lib/private open to others
    (tmp_path / "CREDENTIALS" / "kith@ada.service").mkdir(parents=True)
    with beside_the_service(ada, environ):
        assert environ["CREDENTIALS_DIRECTORY"] == str(tmp_path / "CREDENTIALS" / "kith@ada.service")


@pytest.mark.parametrize("uid", [0, 1000])
def test_the_service_itself_and_everybody_else_are_left_alone(
    ada: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, uid: int
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: uid)
    environ = {"STATE_DIRECTORY": "/var/lib/kith"} if uid == 0 else {}
    before = dict(environ)
    with beside_the_service(ada, environ):
        assert environ == before
    with beside_the_service(tmp_path / "config.toml", environ):
        assert environ == before


@needs_root
def test_what_root_made_in_the_stores_folder_becomes_the_services(ada: Path, tmp_path: Path) -> None:
    state = tmp_path / "STATES" / "kith-ada"
    state.mkdir(parents=True)
    os.chown(state, ITS_OWN, ITS_OWN)
    (state / "left by a kill").touch()
    with beside_the_service(ada, {}):
        assert (state / "left by a kill").stat().st_uid == ITS_OWN
        (state / "kith.db").touch()
    assert ((state / "kith.db").stat().st_uid, (state / "kith.db").stat().st_gid) == (ITS_OWN, ITS_OWN)


@needs_root
def test_a_link_planted_in_the_stores_folder_gives_nothing_away(tmp_path: Path) -> None:
    state, mine = tmp_path / "state", tmp_path / "shadow"
    state.mkdir()
    mine.touch()
    os.chown(state, ITS_OWN, ITS_OWN)
    (state / "soft").symlink_to(mine)
    (state / "hard").hardlink_to(mine)
    os.mkfifo(state / "pipe")
    hand_over(state)
    assert mine.stat().st_uid == 0
    hand_over(tmp_path / "no such folder")


@needs_root
def test_a_folder_that_is_roots_is_left_to_systemd(tmp_path: Path) -> None:
    (tmp_path / "kith.db").touch()
    hand_over(tmp_path)
    assert (tmp_path / "kith.db").stat().st_uid == 0
