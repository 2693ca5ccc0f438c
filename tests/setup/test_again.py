"""A second `kith init`: what was written by hand stays, what was there is kept, and nothing is half-written."""

import os
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.dovecot import Dovecot
from helpers.set_up import PASSWORD, Init, config_of, mode
from kith import files
from kith.jobs.setup import secrets, writing

KEYRING = """\
#!/bin/sh
# As the program of the same name does it: get prints or leaves with 1, set takes the secret from standard input.
store=%s
case $1 in
    get) [ "$3" != broken ] && cat "$store/$2-$3" 2>/dev/null || exit 1 ;;
    set) mkdir -p "$store" && head -n 1 | tr -d '\\n' >"$store/$2-$3" ;;
esac
"""


def backups(home: Path) -> list[Path]:
    return sorted(config_of(home).parent.glob("*.bak"))


def test_the_same_answers_change_nothing(init: Init, flags: list[str], tmp_path: Path) -> None:
    init(*flags, "--no-scan")
    before = config_of(tmp_path).read_bytes(), config_of(tmp_path).stat().st_mtime_ns
    code, _, err = init(*flags, "--no-scan")
    assert code == 0
    assert "says all that already; it is left as it is" in err
    assert (config_of(tmp_path).read_bytes(), config_of(tmp_path).stat().st_mtime_ns) == before
    assert backups(tmp_path) == []


def test_one_other_answer_changes_one_line_and_keeps_a_copy(
    init: Init, flags: list[str], tmp_path: Path
) -> None:
    init(*flags, "--no-scan")
    file = config_of(tmp_path)
    file.write_text(
        "# my own words\n" + file.read_text() + '\n[people]  # mine\nignore = ["*@bots.example"]\n'
    )
    before = file.read_text()
    code, out, err = init(
        "--email", "sam@example.org", "--when", "daily 18:00", "--yes", "--no-scan", "--json"
    )
    assert code == 0, err
    assert file.read_text() == before.replace("mon 07:30", "daily 18:00")
    (copy,) = backups(tmp_path)
    assert copy.read_text() == before
    assert (mode(file), mode(copy)) == (0o600, 0o600)
    assert str(copy) in out
    assert f"What was there is kept in {copy}." in err


def test_two_copies_of_one_minute_have_two_names(init: Init, flags: list[str], tmp_path: Path) -> None:
    for when in ("mon 07:30", "tue 07:30", "wed 07:30", "thu 07:30"):
        assert init(*flags, "--no-scan", "--when", when)[0] == 0
    assert len(backups(tmp_path)) == 3
    assert len({copy.read_text() for copy in backups(tmp_path)}) == 3


def test_a_second_address_becomes_a_second_account(
    init: Init, flags: list[str], tmp_path: Path, dovecot: Dovecot
) -> None:
    init(*flags, "--no-scan")
    other = dovecot.add_user(password="other")
    flags[flags.index("--email") + 1] = "sam@work.example"
    flags[flags.index("--user") + 1] = other.user
    code, _, err = init(*flags, "--no-scan", typed="other\n")
    assert code == 0, err
    accounts = tomllib.loads(config_of(tmp_path).read_text())["accounts"]
    assert {name: table["email"] for name, table in accounts.items()} == {
        "personal": "sam@example.org",
        "work": "sam@work.example",
    }
    assert (config_of(tmp_path).parent / "work.password").read_text() == "other\n"
    assert (config_of(tmp_path).parent / "personal.password").read_text() == f"{PASSWORD}\n"


def test_another_way_to_the_password_takes_the_place_of_the_old_one(
    init: Init, flags: list[str], tmp_path: Path
) -> None:
    init(*flags, "--no-scan")
    kept = config_of(tmp_path).parent / "personal.password"
    rest = [flag for flag in flags if flag != "--password-stdin"]
    assert init(*rest, "--no-scan", "--password-command", f"cat {kept}")[0] == 0
    table = tomllib.loads(config_of(tmp_path).read_text())["accounts"]["personal"]
    assert table["password_command"] == ["cat", str(kept)]
    assert "password_file" not in table


def test_a_new_password_in_the_same_place_needs_no_new_file(
    init: Init, flags: list[str], tmp_path: Path
) -> None:
    init(*flags, "--no-scan")
    kept = config_of(tmp_path).parent / "personal.password"
    kept.write_text("the old one\n")
    code, _, err = init(*flags, "--no-scan")
    assert code == 0, err
    assert "it is left as it is" in err
    assert kept.read_text() == f"{PASSWORD}\n"


def test_the_name_of_another_account_is_refused(init: Init, flags: list[str], tmp_path: Path) -> None:
    init(*flags, "--no-scan")
    before = config_of(tmp_path).read_text()
    flags[flags.index("--email") + 1] = "sam@work.example"
    code, _, err = init(*flags, "--account", "personal")
    assert code == 2
    assert '"personal" is sam@example.org already' in err
    assert config_of(tmp_path).read_text() == before


def test_a_faulty_file_is_not_touched(init: Init, flags: list[str], tmp_path: Path) -> None:
    config_of(tmp_path).parent.mkdir(parents=True)
    config_of(tmp_path).write_text("[accounts.x]\nhost = 3\n")
    code, _, err = init(*flags)
    assert code == 78
    assert "host" in err
    assert config_of(tmp_path).read_text() == "[accounts.x]\nhost = 3\n"


def test_a_link_to_a_folder_of_dotfiles_stays_a_link(init: Init, flags: list[str], tmp_path: Path) -> None:
    init(*flags, "--no-scan")
    real = tmp_path / "dotfiles" / "kith.toml"
    real.parent.mkdir()
    config_of(tmp_path).rename(real)
    config_of(tmp_path).symlink_to(real)
    assert init(*flags, "--no-scan", "--max-people", "7")[0] == 0
    assert config_of(tmp_path).is_symlink()
    assert "max_people = 7" in real.read_text()


@pytest.mark.parametrize("kept_before", [False, True])
def test_an_interruption_between_secret_and_file_leaves_what_was_there(
    init: Init, flags: list[str], tmp_path: Path, kept_before: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one moment at which one of the two files is there and the other is not."""
    secret = config_of(tmp_path).parent / "personal.password"
    if kept_before:
        init(*flags, "--no-scan")
        secret.write_text("old\n")
    before = config_of(tmp_path).read_text() if kept_before else None

    def interrupted(path: Path, text: str) -> None:
        if path.name == "config.toml":
            assert secret.read_text() == f"{PASSWORD}\n"
            raise KeyboardInterrupt
        files.write_private(path, text)

    monkeypatch.setattr(writing, "write_private", interrupted)
    assert init(*flags, "--no-scan", "--max-people", "9")[0] == 130
    assert secret.exists() is kept_before
    assert not kept_before or secret.read_text() == "old\n"
    assert (config_of(tmp_path).read_text() if config_of(tmp_path).exists() else None) == before


def test_a_password_file_that_is_no_text_is_left_alone(init: Init, flags: list[str], tmp_path: Path) -> None:
    secret = config_of(tmp_path).parent / "personal.password"
    secret.parent.mkdir(parents=True)
    secret.write_bytes(b"\xff\xfe somebody else's")
    code, _, err = init(*flags, "--no-scan")
    assert code == 1
    assert "Move it away first" in err
    assert secret.read_bytes() == b"\xff\xfe somebody else's"
    assert not config_of(tmp_path).exists()


def test_a_folder_that_cannot_be_written_to_is_said_so(init: Init, flags: list[str], tmp_path: Path) -> None:
    (tmp_path / ".config").write_text("a file, not a folder")
    code, _, err = init(*flags)
    assert code == 1
    assert "--config" in err


@pytest.fixture
def keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """A program called `keyring` that keeps secrets in a folder; the real one was tried by hand."""

    def put(script: str) -> Path:
        place = tmp_path / "bin" / "keyring"
        place.parent.mkdir()
        place.write_text(script)
        place.chmod(0o755)
        monkeypatch.setenv("PATH", f"{place.parent}:/usr/bin:/bin")
        return place

    return put


def test_the_keyring_keeps_it_and_gives_it_back_at_each_login(
    init: Init, flags: list[str], tmp_path: Path, keyring: Callable[[str], Path]
) -> None:
    program = keyring(KEYRING % (tmp_path / "kept"))
    code, _, err = init(*flags, "--secret", "keyring")
    assert code == 0, err
    table = tomllib.loads(config_of(tmp_path).read_text())["accounts"]["personal"]
    assert table["password_command"] == [str(program), "get", "kith", "sam@example.org"]
    assert (tmp_path / "kept/kith-sam@example.org").read_text() == PASSWORD
    assert "2 people known so far" in err, "the first reading has fetched it from there"
    assert not (config_of(tmp_path).parent / "personal.password").exists()


def test_a_password_moves_to_another_place_without_being_typed_again(
    init: Init, flags: list[str], tmp_path: Path, keyring: Callable[[str], Path]
) -> None:
    init(*flags, "--no-scan")
    keyring(KEYRING % (tmp_path / "kept"))
    code, _, err = init("--email", "sam@example.org", "--yes", "--no-scan", "--secret", "keyring")
    assert code == 0, err
    assert (tmp_path / "kept/kith-sam@example.org").read_text() == PASSWORD
    table = tomllib.loads(config_of(tmp_path).read_text())["accounts"]["personal"]
    assert "password_command" in table
    assert "password_file" not in table


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("#!/bin/sh\necho 'No recommended backend was available.' >&2\nexit 1\n", "no keyring answers here"),
        ("#!/bin/sh\n[ $1 = get ] && exit 1\necho locked >&2\nexit 1\n", "did not take the password: locked"),
        ("#!/bin/sh\n[ $1 = get ] && echo another\nexit 0\n", "gave back something else"),
    ],
)
def test_a_keyring_that_does_not_work_is_told_and_nothing_is_written(
    init: Init, flags: list[str], tmp_path: Path, keyring: Callable[[str], Path], script: str, said: str
) -> None:
    keyring(script)
    code, _, err = init(*flags, "--secret", "keyring")
    assert code in (1, 78)
    assert said in err
    assert "--secret file" in err
    assert not config_of(tmp_path).exists()


def test_a_credential_is_for_the_system_service_alone(init: Init, flags: list[str], tmp_path: Path) -> None:
    init(*flags, "--no-scan")
    code, _, err = init(*flags, "--no-scan", "--secret", "credential")
    assert code == 78
    assert "run this as root, with --config /etc/kith/config.toml" in err
    assert "password_file" in config_of(tmp_path).read_text()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root writes the system service's configuration")
def test_for_the_system_service_the_secret_lies_where_the_unit_loads_it(
    init: Init, flags: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A service with a user of its own reads the configuration, and systemd the secret."""
    etc = tmp_path / "etc" / "kith"
    for module in (files, secrets):
        monkeypatch.setattr(module, "SYSTEM_CONFIG", etc / "config.toml")
    code, _, err = init(*flags, "--secret", "credential")
    assert code == 0, err
    table = tomllib.loads((etc / "config.toml").read_text())["accounts"]["personal"]
    assert table["credential"] == "imap-password"
    assert (etc / "imap-password").read_text() == f"{PASSWORD}\n"
    assert (mode(etc), mode(etc / "config.toml"), mode(etc / "imap-password")) == (0o755, 0o644, 0o600)
    assert "when it is first started" in err
    assert not (tmp_path / ".local").exists(), "its state is its own"
