"""`kith init` as root for the services of the system: a file for each person, passwords where their units load them."""

import os
import tomllib
from pathlib import Path

import pytest

from helpers.set_up import PASSWORD, Init, config_of, mode
from kith import files
from kith.jobs import system_service
from kith.jobs.installing import place as installing_place
from kith.jobs.installing import systemctl
from kith.jobs.setup import secrets

SYSTEMD_CREDS = """\
#!/bin/sh
# As systemd's: bound to a name, base64 on stdout.
case $1 in
    encrypt) { echo "$2"; cat; } | base64 ;;
    decrypt) base64 -d "$3" | { read -r name; [ "$name" = "$2" ] && cat; } ;;
esac
"""


@pytest.fixture
def etc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """/etc/kith where a test can write it, and a systemd-creds that needs no key of the host's."""
    etc = tmp_path / "etc" / "kith"
    for module in (files, secrets):
        monkeypatch.setattr(module, "SYSTEM_CONFIG", etc / "config.toml")
    for module in (system_service, installing_place):
        monkeypatch.setattr(module, "ETC", etc)
    program = tmp_path / "bin" / "systemd-creds"
    program.parent.mkdir()
    program.write_text(SYSTEMD_CREDS)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    return etc


@pytest.mark.skipif(os.geteuid() != 0, reason="only root writes the system service's configuration")
def test_a_new_password_goes_into_the_credential_that_install_has_sealed(
    init: Init, flags: list[str], etc: Path
) -> None:
    """The unit loads the sealed file: a plain one beside it would never reach the service."""
    assert init(*flags, "--name", "ada")[0] == 0
    folder = etc / "ada"
    (folder / "imap-password").unlink()
    (folder / "imap-password.cred").write_bytes(systemctl.seal("imap-password", "old"))
    code, _, err = init(*flags, "--name", "ada")
    assert code == 0, err
    assert "systemctl restart kith@ada.service" in err
    assert "imap-password.cred (encrypted by systemd-creds)" in err
    assert not (folder / "imap-password").exists()
    assert mode(folder / "imap-password.cred") == 0o600
    assert PASSWORD not in (folder / "imap-password.cred").read_text()
    email = flags[:2]
    code, _, err = init(*email, "--name", "ada", "--yes", "--when", "daily 18:00", typed="")
    assert code == 0, err  # with what is sealed there
    assert "systemctl reload kith@ada.service" in err


@pytest.mark.skipif(os.geteuid() != 0, reason="only root writes the system service's configuration")
def test_two_people_on_one_machine_have_a_file_each(
    init: Init, flags: list[str], etc: Path, tmp_path: Path
) -> None:
    assert init(*flags, "--name", "sam")[0] == 0
    flags[1] = "ada@example.org"
    code, _, err = init(*flags, "--name", "ada")
    assert code == 0, err
    for name in ("sam", "ada"):
        accounts = tomllib.loads((etc / name / "config.toml").read_text())["accounts"]
        assert [one["email"] for one in accounts.values()] == [f"{name}@example.org"]
        assert mode(etc / name / "config.toml") == 0o644
    assert "kith install --name ada" in err
    assert f"kith --config {etc}/ada/config.toml check" in err
    assert not config_of(tmp_path).exists()
    assert init(*flags, "--name", "Not a name")[0] == 78
