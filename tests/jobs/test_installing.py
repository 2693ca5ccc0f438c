"""What `kith install` writes, judged without a systemd: units, configurations for the system, places that are not safe.

Under a real systemd it is tried in tests/units/test_installed.py.
"""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.config.load import load
from kith.errors import Misconfigured
from kith.files import packaged
from kith.jobs.installing import secrets
from kith.jobs.installing.place import of_the_system
from kith.jobs.installing.program import Program
from kith.jobs.installing.units import credentials_text, is_ours, is_same, marked, unit_text

PIPX = Program(Path("/home/sam/pipx/kithd/bin/kith"), (Path("/home/sam/pipx/kithd"), Path("/usr")))
OPT = Program(Path("/opt/kith/bin/kith"), (Path("/opt/kith"), Path("/usr")))
SHIPPED = {
    name: (packaged("systemd") / name).read_text()
    for name in ("kith.service", "kith@.service", "user/kith.service")
}
OWN = """
state_dir = "~/kith"
[accounts.home]
email = "sam@example.org"
host = "imap.example.org"
password_command = ["pass", "mail/sam"]
[accounts.work]
email = "sam@work.example"
host = "imap.work.example"
token_command = ["oama", "access", "sam@work.example"]
[smtp]
host = "smtp.example.org"
user = "sam"
password_file = "~/.secret"
[people]
vcards = ["~/.contacts"]
"""


def directives(text: str) -> list[str]:
    return [line for line in text.splitlines() if line and line[0] not in "#["]


@pytest.mark.parametrize("name", SHIPPED)
def test_nothing_of_a_units_protection_changes_but_its_places(name: str) -> None:
    before, after = directives(SHIPPED[name]), directives(unit_text(SHIPPED[name], PIPX, {}, None))
    assert len(before) == len(after)
    changed = {line.partition("=")[0] for line, other in zip(before, after, strict=True) if line != other}
    assert changed == {"ExecStart", "ExecReload"} | ({"ExecPaths"} if name != "user/kith.service" else set())


def test_a_kith_where_the_unit_expects_it_gives_the_unit_as_it_is_shipped() -> None:
    text = unit_text(SHIPPED["kith.service"], OPT, {}, None)
    assert text.partition("\n")[2] == SHIPPED["kith.service"]
    assert is_same(SHIPPED["kith.service"], text)  # somebody has copied it by hand


def test_a_state_folder_and_a_configuration_of_ones_own_are_in_a_users_unit() -> None:
    text = unit_text(SHIPPED["user/kith.service"], OPT, {"KITH_CONFIG": "/srv/kith.toml"}, Path("/srv/state"))
    assert "\nReadWritePaths=-/srv/state\n" in text
    assert "mkdir -p -m 0700 /srv/state\n" in text
    assert "\nEnvironment=KITH_CONFIG=/srv/kith.toml\n" in text


@given(st.text(min_size=1), st.text())
def test_a_unit_that_was_changed_by_hand_is_known(text: str, other: str) -> None:
    written = marked(text)
    assert is_ours(written)
    assert not is_ours(written + f"{other}x")
    assert not is_ours(text)


def test_a_configuration_for_the_system_has_a_credential_for_each_secret_and_loads() -> None:
    settings = load(OWN, "config.toml")
    text = secrets.for_the_system(OWN, settings)
    data = tomllib.loads(text)
    assert data["accounts"]["home"]["credential"] == "imap-password"
    assert data["smtp"]["credential"] == "smtp-password"
    assert "password_command" not in data["accounts"]["home"]
    assert "password_file" not in data["smtp"]
    assert "state_dir" not in data
    assert data["accounts"]["work"] == tomllib.loads(OWN)["accounts"]["work"]  # a token is fresh for an hour
    assert [one.credential for one in secrets.needed(settings)] == ["imap-password", "smtp-password"]
    again = load(text, "config.toml")
    assert secrets.for_the_system(text, again) == text


def test_what_cannot_work_in_a_service_of_the_system_is_named() -> None:
    found = "\n".join(secrets.out_of_reach(load(OWN, "config.toml")))
    for what in (
        "accounts.home: password_command",
        "accounts.work: token_command",
        "smtp: password_file",
        "people.vcards",
    ):
        assert what in found


def test_a_drop_in_forgets_what_the_unit_loads_and_says_why() -> None:
    text = credentials_text(
        {"imap-password": ("/etc/kith/imap-password.cred", True), "b": ("/etc/kith/b", False)}
    )
    assert is_ours(text)
    assert directives(text) == [
        "LoadCredential=", "SetCredential=",
        "LoadCredentialEncrypted=imap-password:/etc/kith/imap-password.cred",
        "LoadCredential=b:/etc/kith/b", r"SetCredential=b:\n",
    ]  # fmt: skip


def test_a_program_in_a_home_is_out_of_the_systems_sight_and_one_in_opt_is_not() -> None:
    assert (PIPX.hidden, OPT.hidden) == (True, False)
    assert (PIPX.exec_paths, OPT.exec_paths) == (["/home/sam/pipx/kithd"], [])


def test_a_place_that_others_can_write_to_is_named(tmp_path: Path) -> None:
    program = tmp_path / "venv" / "bin" / "kith"
    program.parent.mkdir(parents=True)
    program.touch(mode=0o755)
    owner = program.stat().st_uid
    assert tmp_path / "venv" not in Program(program, ()).open_to_others(owner)
    (tmp_path / "venv").chmod(0o777)
    assert tmp_path / "venv" in Program(program, ()).open_to_others(owner)


@pytest.mark.parametrize("name", ["Sam", "a b", "x" * 27, "../kith", "sam@home"])
def test_a_name_that_could_be_no_users_is_refused(name: str) -> None:
    with pytest.raises(Misconfigured, match="small letters and digits"):
        of_the_system(name)
