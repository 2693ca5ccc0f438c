"""`kith init` with a login by OAuth: a real authorization server, and a mail server that checks its tokens itself.

With a terminal: tests/setup/test_oauth_terminal.py.
"""

import json
import sys
import tomllib
from pathlib import Path

import pytest

from helpers.authorization_server import CLIENT, DEVICE, AuthorizationServer
from helpers.maildir import MailboxOnDisk
from helpers.set_up import Init, config_of, mode
from kith import files
from kith.jobs.installing.systemctl import booted
from kith.jobs.setup import secrets, writing
from kith.oauth.token_file import Token, file_of, read


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
    assert following == ["check", "preview", "install" if booted() else "run"]


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


def test_without_the_library_the_line_that_installs_it_is_shown_at_once(
    init: Init, by_oauth: list[str], authority: AuthorizationServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "msal", None)
    code, _, err = init(*by_oauth)
    assert code == 78
    assert "pipx install --force '.[microsoft]'" in err
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


def test_a_login_of_the_system_service_is_not_renewed_by_root(
    init: Init, by_oauth: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    init(*by_oauth, "--no-scan")
    monkeypatch.setattr(secrets, "for_system_service", lambda _: True)
    code, _, err = init("--email", "sam@example.org", "--yes", "--no-scan")
    assert code == 2
    assert f"Edit {config_of(tmp_path)} by hand" in err


def test_the_token_lies_in_the_state_folder_that_the_configuration_names(
    init: Init, flags: list[str], by_oauth: list[str], tmp_path: Path
) -> None:
    init(*flags, "--no-scan")
    elsewhere = tmp_path / "elsewhere"
    config_of(tmp_path).write_text(f'state_dir = "{elsewhere}"\n' + config_of(tmp_path).read_text())
    code, _, err = init(*by_oauth)
    assert code == 0, err
    assert read(file_of(elsewhere, "personal"))
    assert not state(tmp_path).exists()
