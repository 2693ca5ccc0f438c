"""`kith init` by its flags: what is asked for, what is written, what stays, on a real IMAP server.

With a terminal: tests/setup/test_terminal.py.
"""

import json
import tomllib
from pathlib import Path

import pytest

from helpers.maildir import MailboxOnDisk
from helpers.set_up import PASSWORD, Init, config_of, mode
from helpers.world import World
from kith.cli import run_command_line
from kith.cli.init_flags import Given
from kith.config.load import load


def test_without_a_terminal_all_that_is_missing_is_named_at_once(init: Init, tmp_path: Path) -> None:
    code, out, err = init("--host", "no.such.host.invalid")
    assert (code, out) == (2, "")
    for flag in ("--email", "--password-stdin", "--drafts", "--learn-style", "--when", "--max-people"):
        assert flag in err
    assert "--not-people (or --no-scan)" in err
    assert "--yes takes the usual answer" in err
    assert list(tmp_path.glob(".*")) == []


def test_every_question_has_a_flag() -> None:
    everything = Given(
        email="sam@example.org", password_stdin=True, secret="file", drafts=True, learn_style=False,
        when="mon 07:30", max_people=5, scan=False,
    )  # fmt: skip
    assert everything.missing(keeps_secret=False) == []
    assert Given(email="s@example.org", password_command="pass x", yes=True).missing(keeps_secret=False) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--when", "someday"], "someday"),
        (["--email", "sam"], "that is no mail address"),
        (["--host", "imap.example.org/x"], "is more than the name"),
        (["--password-command", "pass x"], "want one of --password-stdin, --password-command"),
        (["--security", "none", "--host", "imap.example.org"], "none"),
        (["--account", "a b"], "a b"),
        (["--tls-fingerprint", "sha256:1"], "want one of --ca-file and --tls-fingerprint"),
        (["--dry-run", "--json"], "want one of --dry-run and --json"),
        (["--max-people", "0"], "0 is not in the range"),
    ],
)
def test_a_flag_that_is_none_is_told_before_anything_is_done(
    init: Init, flags: list[str], tmp_path: Path, arguments: list[str], said: str
) -> None:
    code, out, err = init(*flags, *arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert not config_of(tmp_path).exists()


@pytest.mark.parametrize(
    ("typed", "found"), [("", "there is none"), ("\n", "it is empty"), ("one\ntwo\n", "there are 2")]
)
def test_the_password_is_one_line(init: Init, flags: list[str], typed: str, found: str) -> None:
    code, _, err = init(*flags, typed=typed)
    assert code == 2
    assert f"want one line on standard input, {found}" in err


def test_a_pass_phrase_of_four_words_is_taken_as_it_was_typed(
    init: Init, flags: list[str], box: MailboxOnDisk, tmp_path: Path
) -> None:
    phrase = "deep blue seas salt"
    box.password = phrase
    box.folder("Archive", "\\Archive")  # has the server's file written anew
    code, _, err = init(*flags, "--no-scan", typed=f"{phrase}\n")
    assert code == 0, err
    (account,) = load(config_of(tmp_path).read_text(), "config.toml").accounts.values()
    assert account.password_file is not None
    assert Path(account.password_file).read_text() == f"{phrase}\n"


def test_flags_alone_give_a_configuration_that_works(init: Init, flags: list[str], tmp_path: Path) -> None:
    code, out, err = init(*flags)
    assert (code, out) == (0, ""), err
    settings = load(config_of(tmp_path).read_text(), "config.toml")
    (account,) = settings.accounts.values()
    assert account.password_file is not None
    assert Path(account.password_file).read_text() == f"{PASSWORD}\n"
    assert mode(config_of(tmp_path)) == mode(Path(account.password_file)) == 0o600
    assert mode(config_of(tmp_path).parent) == 0o700
    assert "Logging in at 127.0.0.1 ...\n  Logged in." in err
    assert "Sent: Sent   Drafts: Drafts   Trash: Trash   Spam: Junk" in err
    assert f"The password is in {account.password_file} (mode 600)." in err
    assert "2 people known so far" in err
    assert "1  Karen Holm <karen@example.net>" in err
    assert "kith preview" in err
    assert PASSWORD not in config_of(tmp_path).read_text()
    assert run_command_line(["config", "validate"]) == 0
    assert run_command_line(["preview", "--text"]) == 0


def test_as_json_it_says_what_was_found_and_done(init: Init, flags: list[str], tmp_path: Path) -> None:
    code, out, err = init(*flags, "--json", "--not-people", "petr@example.net")
    found = json.loads(out)
    assert code == 0, err
    assert found["config"] == str(config_of(tmp_path))
    assert (found["written"], found["backup"], found["account"]) == (True, None, "personal")
    assert found["imap"]["source"] == "--host"
    assert found["folders"]["Sent"] == {"name": "Sent", "because": "special-use \\Sent"}
    assert found["scan"]["messages_seen"] == 16
    assert [one["address"] for one in found["people"]] == ["karen@example.net", "petr@example.net"]
    assert found["not_people"] == ["petr@example.net"]
    assert "Petr Novák: never suggested again" in err
    run_command_line(["people", "--muted", "--json"])


def test_who_is_no_person_can_be_taken_back(
    init: Init, flags: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    init(*flags, "--not-people", "Petr Novák")
    run_command_line(["people", "--muted", "--json"])
    assert [one["name"] for one in json.loads(capsys.readouterr().out)] == ["Petr Novák"]
    assert run_command_line(["do", "undo"]) == 0
    run_command_line(["people", "--muted", "--json"])
    assert capsys.readouterr().out.splitlines()[-1] == "[]"


def test_somebody_unknown_is_told_and_the_rest_stands(init: Init, flags: list[str], tmp_path: Path) -> None:
    code, _, err = init(*flags, "--not-people", "zebulon", "--not-people", "petr@example.net")
    assert code == 1
    assert "zebulon" in err
    assert "Petr Novák: never suggested again" in err
    assert config_of(tmp_path).exists()


def test_a_refused_login_is_told_in_the_servers_words_and_leaves_nothing(
    init: Init, flags: list[str], tmp_path: Path
) -> None:
    code, out, err = init(*flags, typed="wrong\n")
    assert (code, out) == (77, "")
    assert "[AUTHENTICATIONFAILED] Authentication failed." in err
    assert "kith scan" not in err
    assert not (tmp_path / ".config").exists()


def test_a_known_provider_says_what_it_wants(init: Init, flags: list[str]) -> None:
    code, _, err = init(*flags, "--email", "sam@gmail.com", typed="wrong\n")
    assert code == 77
    assert err.count("https://myaccount.google.com/apppasswords") == 2, (
        "before the login, and after it failed"
    )


def test_a_provider_without_imap_is_told_at_once(init: Init) -> None:
    code, _, err = init("--email", "sam@tuta.com", "--password-stdin", "--yes")
    assert code == 78
    assert "Tuta has no IMAP" in err


def test_a_server_that_is_not_to_be_trusted_gets_no_password(
    init: Init, flags: list[str], tmp_path: Path
) -> None:
    cut = flags.index("--ca-file")
    code, _, err = init(*flags[:cut], *flags[cut + 2 :])
    assert code == 78
    assert "No password was sent" in err
    assert not config_of(tmp_path).exists()


def test_where_nobody_may_be_asked_the_server_must_be_named(init: Init, tmp_path: Path) -> None:
    code, _, err = init("--email", "sam@example.org", "--no-lookup", "--password-stdin", "--yes")
    assert code == 2
    assert "Name it: --host" in err
    assert "Asking" not in err


def test_an_app_password_loses_the_blanks_it_is_shown_with(
    init: Init, box: MailboxOnDisk, flags: list[str], tmp_path: Path
) -> None:
    box.password = "abcdefghijklmnop"
    box.folder("Archive", "\\Archive")  # has the server's file written anew
    code, _, err = init(*flags, "--email", "sam@gmail.com", "--no-scan", typed="abcd efgh ijkl mnop\n")
    assert code == 0, err
    assert (config_of(tmp_path).parent / "personal.password").read_text() == "abcdefghijklmnop\n"


def test_a_command_is_run_as_the_daemon_will_run_it(
    init: Init, flags: list[str], tmp_path: Path, world: World
) -> None:
    store = tmp_path / "store"
    store.write_text(f"{PASSWORD}\n")
    rest = [flag for flag in flags if flag != "--password-stdin"]
    code, _, err = init(*rest, "--no-scan", "--password-command", f"cat '{store}'")
    assert code == 0, err
    table = tomllib.loads(config_of(tmp_path).read_text())["accounts"]["personal"]
    assert table["password_command"] == ["cat", str(store)]
    code, _, err = init(*rest, "--no-scan", "--password-command", "false")
    assert code == 78
    assert "exited with 1" in err


def test_a_dry_run_logs_in_prints_and_writes_nothing(init: Init, flags: list[str], tmp_path: Path) -> None:
    code, out, err = init(*flags, "--dry-run")
    assert code == 0
    assert "Logged in." in err
    assert load(out, "stdout").accounts["personal"].password_file
    assert not (tmp_path / ".config").exists()
    assert init(*flags, "--dry-run", typed="wrong\n")[0] == 77
