"""`kith login`: the device login and the browser's, each by the library that the provider's users know."""

import stat
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path
from queue import Queue
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urlsplit

import pytest

from helpers.authorization_server import CLIENT, DEVICE, SECRET
from helpers.oauth_world import OAuthWorld
from helpers.ports import free_port
from kith.config.load import load
from kith.errors import AccountDown, LoginRefused, Misconfigured, SecretUnavailable
from kith.jobs.oauth_login import chosen, log_in

MakeWorld = Callable[..., OAuthWorld]


def test_after_a_login_mail_is_read_with_the_token(sam: OAuthWorld) -> None:
    assert sam.scan().messages == 1
    assert sam.server.renewals == 0
    assert sam.token.refresh == sam.server.refresh(1)


def test_the_token_is_a_private_file_in_a_private_folder(sam: OAuthWorld) -> None:
    assert stat.S_IMODE(sam.file.stat().st_mode) == 0o600
    assert stat.S_IMODE(sam.file.parent.stat().st_mode) == 0o700
    assert sorted(path.name for path in sam.file.parent.iterdir()) == ["home.json", "home.lock"]


def test_the_device_login_asks_until_the_code_was_typed_in(oauth_world: MakeWorld) -> None:
    """RFC 8628 section 3.5; "slow_down" lengthens the pause between two questions, and ends nothing."""
    world = oauth_world("microsoft", interval=-5)
    world.server.answers += [
        {"error": "authorization_pending", "error_description": "AADSTS70016: still pending"},
        {"error": "slow_down"},
        {"error": "authorization_pending"},
    ]
    shown = list[str]()
    with world.kith() as place:
        log_in(place, "home", shown.append)
    assert [one["grant_type"] for one in world.server.asked] == [DEVICE] * 4
    (said,) = shown
    assert "WDJB-MJHT" in said
    assert f"{world.server.issuer}/enter" in said
    assert "15 minutes" in said


def test_the_browser_login_proves_that_who_asked_gets_the_token(oauth_world: MakeWorld) -> None:
    """PKCE by S256 (RFC 7636); the server of this test gives nothing for another verifier."""
    world = oauth_world("google")
    world.log_in()
    (asked,) = world.server.asked
    assert asked["grant_type"] == "authorization_code"
    assert len(asked["code_verifier"]) >= 43
    assert asked["client_secret"] == SECRET


def test_who_declines_in_the_browser_reads_it_there_and_in_the_terminal(oauth_world: MakeWorld) -> None:
    world = oauth_world("google")
    seen: Queue[str] = Queue()
    show = world.follow(lambda url: seen.put(world.server.visit(url, deny=True)))
    with world.kith() as place, pytest.raises(LoginRefused, match="You declined"):
        log_in(place, "home", show, browser=False)
    page = seen.get(timeout=30)
    assert "You declined" in page
    assert "has what it needs" not in page
    assert world.server.asked == []
    assert not world.file.exists()


def test_whatever_else_asks_at_the_port_is_sent_away_and_the_login_waits_on(oauth_world: MakeWorld) -> None:
    """A browser that wants an icon; an answer with the state of somebody else's login."""
    world = oauth_world("google")
    refused: Queue[int] = Queue()

    def visit(url: str) -> None:
        back = dict(parse_qsl(urlsplit(url).query))["redirect_uri"]
        for stray in ("favicon.ico", "", "?code=x", "?code=x&state=", "?error=access_denied&state=xyz"):
            with pytest.raises(HTTPError) as caught:
                urllib.request.urlopen(back + stray, timeout=10)
            refused.put(caught.value.code)
            caught.value.close()
        world.server.visit(url)

    with world.kith() as place:
        log_in(place, "home", world.follow(visit), browser=False)
    assert [refused.get(timeout=30) for _ in range(5)] == [404] * 5
    assert world.file.exists()


@pytest.mark.parametrize("port", ["99999", "-1"])
def test_a_port_that_cannot_be_is_a_mistake_in_the_line(port: str, oauth_world: MakeWorld) -> None:
    done = oauth_world("google").run("login", "--port", port)
    assert done.returncode == 2
    assert "--port" in done.stderr


@pytest.mark.parametrize(
    ("error", "says"),
    [
        ({"error": "access_denied"}, "declined"),
        ({"error": "expired_token"}, "run out"),
        ({"error": "invalid_client", "error_description": "AADSTS7000218: …"}, "public client"),
        ({"error": "invalid_grant", "error_description": "AADSTS65001: The user has not consented"}, "agreed"),
        ({"error": "interaction_required", "error_description": "AADSTS50076: Due to a change"}, "multi-factor"),
    ],
)  # fmt: skip
def test_a_login_that_is_refused_says_why_and_leaves_nothing(
    error: dict[str, str], says: str, oauth_world: MakeWorld
) -> None:
    world = oauth_world("microsoft")
    world.server.answers.append(error)
    with pytest.raises(LoginRefused, match=says) as caught:
        world.log_in()
    assert error["error"] in str(caught.value)
    assert "`kith login home`" in str(caught.value)
    assert not world.file.exists()


def test_a_refused_login_leaves_the_token_of_before(sam: OAuthWorld) -> None:
    before = sam.file.read_bytes()
    sam.server.answers.append({"error": "invalid_client"})
    with pytest.raises(LoginRefused):
        sam.log_in()
    assert sam.file.read_bytes() == before


@pytest.mark.parametrize("provider", ["microsoft", "google"])
def test_a_server_nobody_vouches_for_is_told_nothing(provider: str, oauth_world: MakeWorld) -> None:
    world = oauth_world(provider)
    strange = world.folder / "strange.pem"
    strange.write_bytes(world.mailbox.ca_file.read_bytes())
    world.server.ca_file = strange
    with pytest.raises(SecretUnavailable, match=r"certificate.*ca_file"):
        world.log_in()
    assert world.server.asked == []


@pytest.mark.parametrize("provider", ["microsoft", "google"])
def test_a_server_that_is_away_is_waited_for(provider: str, oauth_world: MakeWorld) -> None:
    world = oauth_world(provider)
    world.server.__exit__()
    with pytest.raises(AccountDown, match="cannot be reached") as caught:
        world.log_in()
    assert not isinstance(caught.value, LoginRefused)


@pytest.mark.parametrize(
    ("provider", "library", "extra"),
    [("microsoft", "msal", "microsoft"), ("google", "google_auth_oauthlib", "google")],
)
def test_without_the_library_kith_says_how_to_install_it(
    provider: str, library: str, extra: str, oauth_world: MakeWorld
) -> None:
    world = oauth_world(provider)
    program = (
        f"import sys; sys.modules[{library!r}] = None\n"
        "from kith.cli import run_command_line; sys.exit(run_command_line(sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "--config", str(world.config_file()), "login"],
        env=world.process_environ, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 78
    assert f"pipx install --force '.[{extra}]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_command_says_what_came_of_it(oauth_world: MakeWorld) -> None:
    world = oauth_world("openid")
    done = world.run("login")
    assert done.returncode == 0, done.stderr
    assert "WDJB-MJHT" in done.stderr
    assert "home: logged in; sam@example.org can be read." in done.stderr
    assert str(world.file) in done.stderr
    assert done.stdout == ""
    assert world.server.asked[0]["client_id"] == CLIENT


def test_a_token_that_the_mail_server_does_not_take_is_a_refused_login(oauth_world: MakeWorld) -> None:
    world = oauth_world("openid")
    world.server.mint = lambda seconds: world.mailbox.token(seconds, "another")
    done = world.run("login")
    assert done.returncode == 77
    assert "kith login" in done.stderr


def test_scopes_that_come_back_in_other_words_are_no_failure(oauth_world: MakeWorld) -> None:
    """Google gives "email" back as an address; oauthlib raises a Warning then."""
    world = oauth_world("google", beside={"scope": "openid https://mail.google.com/"})
    world.received("karen@example.net", 5)
    world.log_in()
    assert world.scan().messages == 1


def test_on_a_machine_without_a_browser_the_address_is_shown(oauth_world: MakeWorld) -> None:
    """`ssh -L` brings the answer to the port that was named."""
    world = oauth_world("google")
    port = free_port()
    running = world.start("login", "--port", str(port))
    assert running.stderr
    url = next(line.strip() for line in iter(running.stderr.readline, "") if line.startswith("  https://"))
    assert f"127.0.0.1%3A{port}" in url
    assert "kith has what it needs" in world.server.visit(url)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 0, said
    assert "home: logged in" in said


def test_a_port_that_is_taken_is_told(oauth_world: MakeWorld) -> None:
    world = oauth_world("google")
    done = world.run("login", "--no-browser", "--port", str(world.mailbox.port))
    assert done.returncode == 78
    assert "--port" in done.stderr


TWO = "".join(
    f'[accounts.{name}]\nemail = "{name}@example.org"\nhost = "imap.example.org"\n'
    'oauth = { provider = "microsoft", client_id = "x" }\n'
    for name in ("work", "club")
)
PLAIN = '[accounts.home]\nemail = "a@b.example"\nhost = "imap.example.org"\npassword_env = "X"\n'


@pytest.mark.parametrize(
    ("toml", "wanted", "says"),
    [
        (TWO, None, "work and club have oauth. Say `kith login work`"),
        (TWO, "wrok", 'did you mean "work"'),
        (TWO + PLAIN, "home", 'no account "home" has oauth'),
        (PLAIN, None, r'oauth = \{ provider = "microsoft"'),
    ],
)
def test_which_account_is_meant_is_asked_for_where_it_is_not_clear(
    toml: str, wanted: str | None, says: str
) -> None:
    with pytest.raises(Misconfigured, match=says):
        chosen(load(toml, "kith.toml"), wanted)


def test_the_only_account_with_oauth_needs_no_name(tmp_path: Path) -> None:
    assert chosen(load(TWO.split("[accounts.club]")[0] + PLAIN, "kith.toml"), None) == "work"
