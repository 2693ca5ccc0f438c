"""`kith init` with a login by OAuth at a terminal: which app is asked for, second tries, Ctrl-C while it waits.

A real pseudo-terminal (pexpect), a real authorization server, and Dovecot that checks its tokens.
"""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect
import pytest

from helpers.at_terminal import PATIENCE, answered, ended, interrupted
from helpers.authorization_server import CLIENT, SECRET, AuthorizationServer
from helpers.maildir import MailboxOnDisk
from helpers.ports import free_port
from helpers.set_up import config_of
from kith.oauth.token_file import file_of, read

Terminal = Callable[..., "pexpect.spawn[str]"]
ROOT = Path(__file__).resolve().parents[2]
WITHOUT_MSAL = "import sys; sys.modules['msal'] = None; from kith.cli import main; main()"
PENDING = {"error": "authorization_pending"}


@pytest.fixture
def terminal(box: MailboxOnDisk, tmp_path: Path) -> Iterator[Terminal]:
    """`kith init` for Sam's mailbox as an account of Outlook.com, at a terminal of its own."""
    gone = {"XDG_CONFIG_HOME", "XDG_STATE_HOME", "KITH_CONFIG", "STATE_DIRECTORY"}
    environ = {name: value for name, value in os.environ.items() if name not in gone}
    environ |= {"HOME": str(tmp_path), "PYTHONPATH": str(ROOT / "daemon"), "NO_COLOR": "1", "TERM": "dumb"}
    environ |= {"PATH": "/usr/bin:/bin", "BROWSER": "/bin/true"}
    begun: list[pexpect.spawn[str]] = []

    def run(*arguments: str, program: str = "from kith.cli import main; main()") -> "pexpect.spawn[str]":
        mailbox = [
            "--host", box.host, "--port", str(box.tls_port), "--user", box.user, "--ca-file", str(box.ca_file),
        ]  # fmt: skip
        command = ["-c", program, "init", *mailbox, "--no-scan", *arguments]
        child = pexpect.spawn(
            sys.executable, command, env=environ, encoding="utf-8", timeout=PATIENCE, dimensions=(50, 160)
        )
        begun.append(child)
        return child

    yield run
    for child in begun:
        child.close(force=True)


@pytest.fixture
def issuer(authority: AuthorizationServer) -> list[str]:
    return ["--issuer", authority.issuer, "--issuer-ca-file", str(authority.ca_file)]


def nothing_was_written(home: Path) -> bool:
    return not (home / ".config").exists() and not (home / ".local").exists()


def test_the_client_id_is_asked_for_first_and_the_login_is_done_in_place(
    terminal: Terminal, issuer: list[str], tmp_path: Path
) -> None:
    child = terminal("--email", "sam@outlook.com", *issuer)
    said = answered(
        child, ("Client id of your app", CLIENT), ("WDJB-MJHT", ""), ("Drafts folder? [Y/n]", ""), ("[Y/n]", ""),
        ("Digest when? [mon 07:30]", ""), ("[5]", ""),
    )  # fmt: skip
    code, last = ended(child)
    assert code == 0, said + last
    assert "docs/oauth2.md says how to get one" in said
    assert "hidden" not in said, "no password is asked for"
    assert f'client_id = "{CLIENT}"' in config_of(tmp_path).read_text()
    assert read(file_of(tmp_path / ".local/state/kith", "personal"))


def test_a_wrong_client_id_is_asked_for_again(terminal: Terminal, issuer: list[str], tmp_path: Path) -> None:
    child = terminal("--email", "sam@outlook.com", "--yes", *issuer)
    said = answered(child, ("Client id of your app", "of-somebody-else"), ("Client id of your app", CLIENT))
    code, last = ended(child)
    assert code == 0, said + last
    assert "unauthorized_client" in said
    assert "of-somebody-else" not in config_of(tmp_path).read_text()


def test_at_microsoft_enter_alone_is_for_a_command_that_prints_a_token(
    terminal: Terminal, box: MailboxOnDisk
) -> None:
    child = terminal("--email", "sam@outlook.com", "--yes", "--dry-run")
    said = answered(
        child, ("Client id of your app", ""), ("Command that prints an access token", f"echo {box.token()}")
    )
    code, last = ended(child)
    assert code == 0, said + last
    assert "register once, in your own name, with Outlook.com" in said
    assert "token_command" in last


def test_without_the_library_the_line_that_installs_it_comes_before_any_question(
    terminal: Terminal, box: MailboxOnDisk
) -> None:
    child = terminal("--email", "sam@outlook.com", "--yes", "--dry-run", program=WITHOUT_MSAL)
    said = answered(child, ("Command that prints an access token", f"echo {box.token()}"))
    assert ended(child)[0] == 0
    assert "pipx install --force '.[microsoft]'" in said
    assert "Client id" not in said


def test_what_is_not_installed_ends_it_where_the_user_wants_that_login(
    terminal: Terminal, issuer: list[str], authority: AuthorizationServer
) -> None:
    code, said = ended(terminal("--email", "sam@outlook.com", *issuer, program=WITHOUT_MSAL))
    assert code == 78
    assert said.count("pipx install --force '.[microsoft]'") == 1
    assert "Client id" not in said


def test_ctrl_c_while_the_code_is_waited_for_leaves_no_trace(
    terminal: Terminal, issuer: list[str], authority: AuthorizationServer, tmp_path: Path
) -> None:
    authority.answers += [dict(PENDING) for _ in range(10_000)]
    child = terminal("--email", "sam@outlook.com", "--client-id", CLIENT, *issuer)
    child.expect_exact("WDJB-MJHT")
    code, last = interrupted(child)
    assert code == 130
    assert "interrupted" in last
    assert nothing_was_written(tmp_path)


def test_ctrl_c_at_a_question_after_the_login_leaves_no_token(
    terminal: Terminal, issuer: list[str], tmp_path: Path
) -> None:
    child = terminal("--email", "sam@outlook.com", "--client-id", CLIENT, *issuer)
    child.expect_exact("Logged in.")
    child.expect_exact("Drafts folder?")
    code, _ = interrupted(child)
    assert code == 130
    assert nothing_was_written(tmp_path)


def test_a_login_that_is_over_is_made_anew_in_a_second_run(
    terminal: Terminal, issuer: list[str], authority: AuthorizationServer, tmp_path: Path
) -> None:
    flags = ["--email", "sam@outlook.com", "--client-id", CLIENT, "--yes", *issuer]
    assert ended(terminal(*flags))[0] == 0
    before = config_of(tmp_path).read_bytes()
    file_of(tmp_path / ".local/state/kith", "personal").unlink()
    child = terminal("--email", "sam@outlook.com")
    said = answered(
        child, ("WDJB-MJHT", ""), ("Drafts folder?", ""), ("[Y/n]", ""), ("Digest when?", ""), ("[5]", "")
    )
    code, last = ended(child)
    assert code == 0, said + last
    assert "is not logged in there yet" in said
    assert config_of(tmp_path).read_bytes() == before
    assert read(file_of(tmp_path / ".local/state/kith", "personal"))


def test_googles_page_is_shown_and_comes_back(
    terminal: Terminal, authority: AuthorizationServer, tmp_path: Path
) -> None:
    """The address of the authorization server is what the file says already, since Google's own is no flag."""
    secret = tmp_path / "app"
    secret.write_text(SECRET)
    secret.chmod(0o600)
    config_of(tmp_path).parent.mkdir(parents=True)
    config_of(tmp_path).write_text(
        '[accounts.personal]\nemail = "sam@gmail.com"\nhost = "imap.gmail.com"\n'
        f'oauth = {{ provider = "google", client_id = "an old one", client_secret_file = "{secret}", '
        f'issuer = "{authority.issuer}", ca_file = "{authority.ca_file}" }}\n'
    )
    child = terminal("--email", "sam@gmail.com", "--client-id", CLIENT, "--yes")
    child.expect(r"choose sam@gmail.com:\s+(https://\S+)\r\n")
    assert child.match
    assert "kith has what it needs" in authority.visit(str(child.match[1]))
    said = child.before
    code, last = ended(child)
    assert code == 0, last
    assert "app password" not in said + last
    assert 'provider = "google"' in config_of(tmp_path).read_text()
    assert f'client_id = "{CLIENT}"' in config_of(tmp_path).read_text()


def test_google_gives_an_app_a_secret_whose_file_is_asked_for(terminal: Terminal, tmp_path: Path) -> None:
    """Nothing is asked of Google here: its page is only named, and nobody opens it."""
    secret = tmp_path / "app"
    secret.write_text(SECRET)
    secret.chmod(0o600)
    child = terminal("--email", "sam@gmail.com", "--client-id", CLIENT, "--yes")
    answered(child, ("File (mode 600) with the app's secret", str(secret)))
    child.expect_exact("https://accounts.google.com/o/oauth2/v2/auth")
    child.expect_exact(f"client_id={CLIENT}")
    assert interrupted(child)[0] == 130
    assert nothing_was_written(tmp_path)


@pytest.mark.parametrize("turn", ["first", "second"])
def test_a_server_of_microsofts_that_was_typed_is_not_asked_a_password_for(tmp_path: Path, turn: str) -> None:
    environ = {**os.environ, "HOME": str(tmp_path), "PYTHONPATH": str(ROOT / "daemon"), "TERM": "dumb"}
    child = pexpect.spawn(
        sys.executable,
        ["-c", "from kith.cli import main; main()", "init", "--no-lookup", "--email", "sam@firm.example"],
        env=environ, encoding="utf-8", timeout=PATIENCE, dimensions=(50, 160),
    )  # fmt: skip
    if turn == "second":
        answered(
            child, ("incoming mail", "127.0.0.1"), ("Encrypted how", ""), ("Port", str(free_port())),
            ("Login name", ""), ("hidden", "one"),
        )  # fmt: skip
        child.expect_exact("nothing answers on port")
    said = answered(
        child,
        ("incoming mail", "outlook.office365.com"),
        ("Encrypted how", ""),
        ("Port", ""),
        ("Login name", ""),
    )
    assert child.expect(["[Cc]lient", "Password"]) == 0, said
    assert interrupted(child)[0] == 130
    assert nothing_was_written(tmp_path)
