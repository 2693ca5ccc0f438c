"""`kith init` with a login by OAuth: a real authorization server, and a mail server that checks its tokens itself.

With a terminal: tests/setup/test_oauth_terminal.py.
"""

import json
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.authorization_server import CLIENT, DEVICE, AuthorizationServer
from helpers.maildir import MailboxOnDisk
from helpers.set_up import Init, config_of, mode
from kith import files
from kith.config.settings import Account
from kith.jobs.oauth_login import somebody_else
from kith.jobs.setup import secrets, writing
from kith.oauth.token_file import Token, file_of, read


@pytest.fixture
def authority(box: MailboxOnDisk, tmp_path: Path) -> Iterator[AuthorizationServer]:
    with AuthorizationServer(tmp_path / "authority", box.token) as server:
        yield server


@pytest.fixture
def by_oauth(flags: list[str], authority: AuthorizationServer) -> list[str]:
    """The flags of a first run."""
    rest = [flag for flag in flags if flag != "--password-stdin"]
    at = ["--issuer", authority.issuer, "--issuer-ca-file", str(authority.ca_file)]
    return [*rest, "--client-id", CLIENT, *at]


def state(home: Path) -> Path:
    return home / ".local/state/kith"


def token(home: Path) -> Token | None:
    return read(file_of(state(home), "personal"))


def account(home: Path) -> dict[str, object]:
    table: dict[str, object] = tomllib.loads(config_of(home).read_text())["accounts"]["personal"]
    return table


def test_one_command_logs_in_writes_and_reads(
    init: Init, by_oauth: list[str], authority: AuthorizationServer, tmp_path: Path
) -> None:
    code, out, err = init(*by_oauth, typed="")
    assert (code, out) == (0, ""), err
    assert "WDJB-MJHT" in err
    assert "Logged in.\n  Sent: Sent   Drafts: Drafts" in err
    assert "2 people known so far" in err, "read with the token that was kept"
    assert [asked["grant_type"] for asked in authority.asked] == [DEVICE]
    assert account(tmp_path)["oauth"] == {
        "provider": "openid", "client_id": CLIENT, "issuer": authority.issuer, "ca_file": str(authority.ca_file),
    }  # fmt: skip
    assert not {key for key in account(tmp_path) if key.startswith(("password", "token"))}
    file = file_of(state(tmp_path), "personal")
    assert f"The token is in {file} (mode 600); kith renews it." in err
    assert (mode(file), mode(file.parent), mode(state(tmp_path))) == (0o600, 0o700, 0o700)
    following = [line.split()[1] for line in err.partition("Next:\n")[2].splitlines()]
    assert following == ["check", "preview", "install"]


def test_as_json_it_says_where_the_token_is(init: Init, by_oauth: list[str], tmp_path: Path) -> None:
    found = json.loads(init(*by_oauth, "--json")[1])
    assert str(file_of(state(tmp_path), "personal")) in found["secret"]
    assert found["scan"]["messages_seen"] == 16


def test_a_second_run_keeps_the_login_as_it_is(
    init: Init, by_oauth: list[str], authority: AuthorizationServer, tmp_path: Path
) -> None:
    init(*by_oauth, "--no-scan")
    before = config_of(tmp_path).read_bytes(), token(tmp_path)
    code, _, err = init("--email", "sam@example.org", "--yes", "--no-scan")
    assert code == 0, err
    assert "it is left as it is" in err
    assert (config_of(tmp_path).read_bytes(), token(tmp_path)) == before
    assert len(authority.asked) == 1
    code, _, err = init("--email", "sam@example.org", "--yes", "--no-scan", "--max-people", "7")
    assert code == 0, err
    assert account(tmp_path)["oauth"] == tomllib.loads(before[0].decode())["accounts"]["personal"]["oauth"]


def test_a_login_that_is_over_is_made_anew_by_the_same_flags(
    init: Init, by_oauth: list[str], authority: AuthorizationServer, tmp_path: Path
) -> None:
    init(*by_oauth, "--no-scan")
    config, file = config_of(tmp_path).read_bytes(), file_of(state(tmp_path), "personal")
    file.unlink()
    code, _, err = init("--email", "sam@example.org", "--yes", "--no-scan")
    assert code == 77
    assert "`kith login personal`" in err
    assert init(*by_oauth, "--no-scan")[0] == 0
    assert config_of(tmp_path).read_bytes() == config
    assert token(tmp_path)


def test_a_password_gives_way_to_a_login_and_comments_stay(
    init: Init, flags: list[str], by_oauth: list[str], tmp_path: Path
) -> None:
    init(*flags, "--no-scan")
    config_of(tmp_path).write_text("# my own words\n" + config_of(tmp_path).read_text())
    code, _, err = init(*by_oauth, "--no-scan")
    assert code == 0, err
    assert config_of(tmp_path).read_text().startswith("# my own words\n")
    assert "oauth" in account(tmp_path)
    assert "password_file" not in account(tmp_path)
    code, _, err = init(*flags, "--no-scan")
    assert code == 0, err
    assert "oauth" not in account(tmp_path)
    assert "password_file" in account(tmp_path)


def test_what_was_set_of_oauth_by_hand_stays(
    init: Init, by_oauth: list[str], authority: AuthorizationServer, tmp_path: Path
) -> None:
    init(*by_oauth, "--no-scan")
    text = config_of(tmp_path).read_text()
    config_of(tmp_path).write_text(
        text.replace("[accounts.personal.oauth]\n", '[accounts.personal.oauth]\nscopes = ["email", "imap"]\n')
    )
    code, _, err = init("--email", "sam@example.org", "--client-id", CLIENT, "--yes", "--no-scan")
    assert code == 0, err
    assert "it is left as it is" in err
    assert len(authority.asked) == 2


def test_a_token_the_mail_server_does_not_take_is_kept_nowhere(
    init: Init, by_oauth: list[str], box: MailboxOnDisk, authority: AuthorizationServer, tmp_path: Path
) -> None:
    authority.mint = lambda seconds: box.token(seconds, "another")
    code, _, err = init(*by_oauth)
    assert code == 77
    assert "Nothing was kept: log in anew" in err
    assert "kith login" not in err
    assert not (tmp_path / ".config").exists()
    assert not (tmp_path / ".local").exists()


def test_a_login_that_is_declined_leaves_nothing(
    init: Init, by_oauth: list[str], authority: AuthorizationServer, tmp_path: Path
) -> None:
    authority.answers.append({"error": "access_denied"})
    code, _, err = init(*by_oauth)
    assert code == 77
    assert "declined" in err
    assert "Log in anew: `kith init`." in err
    assert not (tmp_path / ".config").exists()
    assert not (tmp_path / ".local").exists()


@pytest.mark.parametrize("logged_in_before", [False, True])
def test_an_interruption_between_token_and_file_leaves_what_was_there(
    init: Init, by_oauth: list[str], tmp_path: Path, logged_in_before: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if logged_in_before:
        init(*by_oauth, "--no-scan")
    before = token(tmp_path)

    def interrupted(path: Path, text: str) -> None:
        if path.name == "config.toml":
            assert token(tmp_path) not in (None, before), "the token is there first"
            raise KeyboardInterrupt
        files.write_private(path, text)

    monkeypatch.setattr(writing, "write_private", interrupted)
    assert init(*by_oauth, "--no-scan", "--max-people", "9")[0] == 130
    assert token(tmp_path) == before
    assert config_of(tmp_path).exists() is logged_in_before


def test_a_dry_run_logs_in_and_keeps_nothing(init: Init, by_oauth: list[str], tmp_path: Path) -> None:
    code, out, err = init(*by_oauth, "--dry-run")
    assert code == 0, err
    assert f'client_id = "{CLIENT}"' in out
    assert not (tmp_path / ".config").exists()
    assert not (tmp_path / ".local").exists()


def test_whom_the_provider_names_is_compared_with_the_configuration() -> None:
    one = Account(email="sam@example.org", host="imap.example.org", user="sam")
    assert "calls you eve@example.org" in somebody_else("eve@example.org", one)
    assert [somebody_else(who, one) for who in ("Sam@example.org", "sam", "")] == ["", "", ""]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--password-stdin"], "want one of --password-stdin, --password-command, --token-command and"),
        (["--token-command", "oama access x"], "a login by OAuth (--client-id)"),
        (["--secret", "file"], "--secret is for a password that kith keeps"),
        (["--tenant", "company.example"], '--tenant: is for provider "microsoft" without an issuer'),
        (["--issuer", "http://id.example.org/realm"], "--issuer = "),
        (["--client-secret-file", __file__], "--client-secret-file: the device login is for an app without"),
        (["--client-id", ""], "--client-id"),
    ],
)
def test_flags_that_do_not_go_together_are_told_before_anybody_is_asked(
    init: Init, by_oauth: list[str], authority: AuthorizationServer, tmp_path: Path,
    arguments: list[str], said: str,
) -> None:  # fmt: skip
    code, out, err = init(*by_oauth, *arguments)
    assert (code, out) == (2, ""), err
    assert said in err
    assert authority.asked == []
    assert not config_of(tmp_path).exists()


def without(flags: list[str], *names: str) -> list[str]:
    """These flags taken out, each with its value."""
    gone = {at + n for at, flag in enumerate(flags) if flag in names for n in (0, 1)}
    return [flag for at, flag in enumerate(flags) if at not in gone]


def test_an_app_must_be_named(init: Init, by_oauth: list[str]) -> None:
    code, _, err = init(*without(by_oauth, "--client-id"))
    assert code == 2
    assert "there is no terminal to ask at. Missing: --client-id." in err


@pytest.mark.parametrize(
    ("email", "said"),
    [
        ("sam@example.org", "who gives access tokens for 127.0.0.1"),
        ("sam@fastmail.com", "who gives access tokens for Fastmail"),
        ("sam@gmail.com", "--client-secret-file: is missing; Google gives every app"),
    ],
)
def test_a_provider_without_tokens_is_told_with_what_to_do(
    init: Init, by_oauth: list[str], email: str, said: str
) -> None:
    rest = without(by_oauth, "--issuer", "--issuer-ca-file", "--email", "--host")
    code, _, err = init(*rest, "--email", email, "--host", "127.0.0.1")
    assert code == 2
    assert said in err


def test_without_the_library_the_line_that_installs_it_is_shown_at_once(
    init: Init, by_oauth: list[str], authority: AuthorizationServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "msal", None)
    code, _, err = init(*by_oauth)
    assert code == 78
    assert "pipx install --force 'kithd[microsoft]'" in err
    assert authority.asked == []


def test_the_system_service_logs_in_itself(
    init: Init,
    by_oauth: list[str],
    authority: AuthorizationServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its state folder is not there while it does not run, and is never the one of who calls `kith init`."""
    monkeypatch.setattr(secrets, "for_system_service", lambda _: True)
    code, _, err = init(*by_oauth)
    assert code == 2
    assert 'docs/oauth2.md, "On a server"' in err
    assert authority.asked == []
