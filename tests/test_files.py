"""Which file is whose: found in the right order, and made for the user alone."""

import os
import stat
from pathlib import Path

import pytest

from kith import files
from kith.config.settings import Account, Settings
from kith.errors import KithError, Misconfigured

ACCOUNT = Account(email="sam@example.org", host="localhost", credential="mail")


@pytest.fixture
def no_system_config(tmp_path, monkeypatch) -> Path:
    """/etc/kith/config.toml, moved to where a test can make it."""
    monkeypatch.setattr(files, "SYSTEM_CONFIG", tmp_path / "etc.toml")
    monkeypatch.setattr(files, "SYSTEM_UNITS", (tmp_path / "kith.service",))
    return tmp_path / "etc.toml"


def test_the_option_goes_before_the_environment_before_the_users_own(tmp_path, no_system_config):
    environ = {"KITH_CONFIG": "/env.toml", "XDG_CONFIG_HOME": "/xdg", "HOME": str(tmp_path)}
    assert files.find_config(Path("given.toml"), environ) == Path("given.toml")
    assert files.find_config(None, environ) == Path("/env.toml")
    assert files.find_config(None, {**environ, "KITH_CONFIG": "~/my.toml"}) == tmp_path / "my.toml"
    assert files.find_config(None, {**environ, "KITH_CONFIG": ""}) == Path("/xdg/kith/config.toml")
    own = tmp_path / ".config/kith/config.toml"
    assert files.find_config(None, {"HOME": str(tmp_path), "XDG_CONFIG_HOME": "relative"}) == own


def test_the_systems_configuration_is_taken_where_the_user_has_none(tmp_path, no_system_config):
    no_system_config.touch()
    environ = {"HOME": str(tmp_path)}
    assert files.find_config(None, environ) == no_system_config
    assert files.find_config(None, {}) == no_system_config
    own = tmp_path / ".config/kith/config.toml"
    own.parent.mkdir(parents=True)
    own.touch()
    assert files.find_config(None, environ) == own


@pytest.mark.parametrize(("uid", "which"), [(0, "etc.toml"), (1000, ".config/kith/config.toml")])
def test_root_means_the_service_once_it_is_installed(tmp_path, no_system_config, monkeypatch, uid, which):
    """Else root's own file, which `kith install` has copied, would be read and changed instead."""
    monkeypatch.setattr(files.os, "geteuid", lambda: uid)
    own = tmp_path / ".config/kith/config.toml"
    own.parent.mkdir(parents=True)
    own.touch()
    no_system_config.touch()
    environ = {"HOME": str(tmp_path)}
    assert files.find_config(None, environ) == own
    (tmp_path / "kith.service").touch()
    assert files.find_config(None, environ) == tmp_path / which
    assert files.find_config(None, {**environ, "KITH_CONFIG": "/mine.toml"}) == Path("/mine.toml")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_what_root_writes_into_somebodys_folder_is_theirs(tmp_path):
    (tmp_path / "state").mkdir()
    os.chown(tmp_path / "state", 61234, 61234)
    files.write_private(tmp_path / "state" / "note", "x")
    assert (tmp_path / "state" / "note").stat().st_uid == 61234


def test_the_configuration_is_read_as_it_is(tmp_path):
    path = tmp_path / "config.toml"
    path.write_bytes('\ufeffname = "Jörg"\r\n'.encode())
    assert files.read_config(path) == '\ufeffname = "Jörg"\r\n'


def test_an_unreadable_configuration_is_refused_with_advice(tmp_path):
    with pytest.raises(Misconfigured, match=r"no such file\. `kith init"):
        files.read_config(tmp_path / "config.toml")
    with pytest.raises(Misconfigured, match="Is a directory"):
        files.read_config(tmp_path)
    (tmp_path / "latin.toml").write_bytes(b'a = "x"\nname = "J\xf6rg"\n')
    with pytest.raises(Misconfigured, match="line 2 is not UTF-8"):
        files.read_config(tmp_path / "latin.toml")
    with pytest.raises(Misconfigured, match="more than 1024 KiB"):
        files.read_config(Path("/dev/zero"))


def test_the_state_folder_is_the_settings_then_systemds_then_the_users(tmp_path):
    environ = {
        "STATE_DIRECTORY": "/var/lib/kith:/var/lib/other",
        "XDG_STATE_HOME": "/xdg",
        "HOME": "/home/sam",
    }
    plain = Settings(accounts={"a": ACCOUNT})
    chosen = Settings(accounts={"a": ACCOUNT}, state_dir=Path("~/kith"))
    assert files.state_dir(chosen, environ) == Path("/home/sam/kith")
    assert files.state_dir(plain, environ) == Path("/var/lib/kith")
    assert files.state_dir(plain, {**environ, "STATE_DIRECTORY": ""}) == Path("/xdg/kith")
    assert files.state_dir(plain, {"HOME": "/home/sam"}) == Path("/home/sam/.local/state/kith")
    with pytest.raises(Misconfigured, match="Set state_dir"):
        files.state_dir(plain, {})


def test_a_new_state_folder_is_the_users_alone(tmp_path):
    path = tmp_path / "state" / "kith"
    files.prepare_state_dir(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o700
    files.prepare_state_dir(path)


def test_a_state_folder_that_cannot_be_is_refused(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(Misconfigured, match="is a file"):
        files.prepare_state_dir(tmp_path / "file")
    with pytest.raises(Misconfigured, match="cannot be created"):
        files.prepare_state_dir(tmp_path / "file" / "below")


def test_what_came_with_kith_is_found_in_a_checkout():
    assert files.packaged("config.example.toml").read_text("utf-8").startswith("# kith's config.toml")
    assert files.packaged("templates").is_dir()


def test_what_came_with_kith_is_found_beside_an_installed_package(tmp_path, monkeypatch):
    package = tmp_path / "site-packages" / "kith"
    (package / "templates").mkdir(parents=True)
    monkeypatch.setattr(files, "__file__", str(package / "files.py"))
    assert files.packaged("templates") == package / "templates"
    with pytest.raises(KithError, match="Install kith again"):
        files.packaged("config.example.toml")
