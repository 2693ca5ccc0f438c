"""A token is renewed in time, once, by whoever needs it first; and a login that is over is told, not hammered at."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from helpers.oauth_world import OAuthWorld
from kith.errors import LOGIN_REFUSED, AccountDown, LoginRefused, SecretUnavailable
from kith.jobs.credentials import app_of
from kith.jobs.scan import Look, Unwatched
from kith.journal import clean
from kith.oauth.access import access_token

MakeWorld = Callable[..., OAuthWorld]


def look(world: OAuthWorld, *, patient: bool = False) -> list[Look]:
    with world.kith() as place:
        return place.scanner().scan(Unwatched(), patient=patient)


def test_a_token_is_renewed_a_minute_before_its_end_and_not_before(sam: OAuthWorld) -> None:
    sam.clock.advance(seconds=3600 - 61)
    sam.scan()
    assert sam.server.renewals == 0
    sam.clock.advance(seconds=2)
    sam.scan()
    sam.scan()
    assert sam.server.renewals == 1
    assert sam.token.refresh == sam.server.refresh(2)


def test_a_refresh_token_that_is_not_replaced_stays(oauth_world: MakeWorld) -> None:
    """RFC 6749 section 6: Google gives none along with the new access token."""
    world = oauth_world("google", rotating=False)
    world.log_in()
    for _ in range(3):
        world.clock.advance(hours=2)
        world.scan()
    assert world.server.renewals == 3
    assert world.token.refresh == world.server.refresh(1)


@pytest.mark.parametrize(("lasts", "renewed_after"), [(60, 30), (None, 240), (20, 10)])
def test_of_a_short_life_half_is_used(lasts: int | None, renewed_after: int, oauth_world: MakeWorld) -> None:
    """Else it would be renewed at every login. Where the server does not say how long, five minutes are taken."""
    world = oauth_world(lasts=lasts)
    world.log_in()
    world.clock.advance(seconds=renewed_after - 1)
    world.scan()
    assert world.server.renewals == 0
    world.clock.advance(seconds=1)
    world.scan()
    assert world.server.renewals == 1


def test_a_token_refused_before_its_time_is_renewed_once(sam: OAuthWorld) -> None:
    """The clocks differ, or it was taken back: Dovecot finds it old, kith's clock does not."""
    sam.server.mint = lambda seconds: sam.mailbox.token(-seconds)
    sam.clock.advance(hours=1)
    assert isinstance(look(sam)[0].failure, LoginRefused)
    assert sam.server.renewals == 2  # in time, and once more when that one was refused
    sam.server.mint = sam.mailbox.token
    assert sam.scan().messages == 1
    assert sam.server.renewals == 3


@pytest.mark.parametrize("days", [-400, 400])
def test_a_clock_that_is_wrong_does_no_harm(days: int, sam: OAuthWorld) -> None:
    """The end is reckoned by kith's own clock from when the answer came."""
    sam.clock.advance(days=days)
    sam.log_in()
    assert sam.scan().messages == 1
    assert sam.server.renewals == 0
    sam.clock.advance(days=-2 * days)
    assert look(sam)[0].failure is None


MICROSOFTS = (
    "AADSTS700082: The refresh token has expired due to inactivity. The token was issued on "
    "2026-08-01T08:01:47.6312345Z and was inactive for 90.00:00:00. Trace ID: 4d1b2f6a-0c11-4a43-9d7a-6a1f0c5b9a00\r\n"
    "Correlation ID: 7f3c1b7e-58d3-4a57-8b1e-ffb4a0a8f4f2\r\nTimestamp: 2026-11-28 10:31:10Z"
)
OVER = [
    {"error": "invalid_grant", "error_description": MICROSOFTS},
    {"error": "invalid_grant", "error_description": "Token has been expired or revoked."},
    {"error": "interaction_required", "error_description": "AADSTS50076: …"},
]  # fmt: skip


@pytest.mark.parametrize("error", OVER, ids=lambda error: error["error_description"][:12])
def test_a_login_that_is_over_is_told_with_the_next_step_and_not_asked_for_again(
    error: dict[str, str], sam: OAuthWorld
) -> None:
    sam.clock.advance(hours=1)
    sam.server.answers.append(error)
    for _ in range(5):
        failure = look(sam)[0].failure
        assert isinstance(failure, LoginRefused)
        assert failure.exit_code == LOGIN_REFUSED
        assert error["error"] in str(failure)
        assert clean(failure, 600).endswith("Log in anew: `kith login home`.")
        assert "Trace ID" not in str(failure)
    assert sam.server.renewals == 1
    sam.log_in()
    assert sam.scan().messages == 1


def test_after_a_new_login_the_daemon_goes_on_at_once(sam: OAuthWorld) -> None:
    """Doors that were closed for hours are open again."""
    sam.clock.advance(hours=1)
    sam.server.revoke()
    look(sam, patient=True)
    assert look(sam, patient=True) == []
    sam.log_in()
    assert look(sam, patient=True)[0].messages == 1


def test_the_user_reads_of_it_in_the_status(sam: OAuthWorld) -> None:
    sam.clock.advance(hours=1)
    sam.server.revoke()
    for _ in range(2):
        look(sam)
    done = sam.run("status")
    assert done.returncode == 1
    assert "invalid_grant" in done.stdout
    assert "kith login home" in done.stdout


@pytest.mark.parametrize("answer", [{"error": "temporarily_unavailable"}, 503, 200])
def test_a_server_in_trouble_is_waited_for_and_the_token_stays(
    answer: dict[str, str] | int, sam: OAuthWorld
) -> None:
    """200: an answer that is no JSON. Google's library asks three times by itself."""
    sam.clock.advance(hours=1)
    before = sam.token
    sam.server.answers += [answer] * 4
    failure = look(sam)[0].failure
    assert isinstance(failure, AccountDown)
    assert not isinstance(failure, LoginRefused)
    assert sam.token == before
    sam.server.answers.clear()
    assert sam.scan().messages == 1


def test_a_mistake_in_the_configuration_does_not_end_the_login(sam: OAuthWorld) -> None:
    sam.clock.advance(hours=1)
    sam.server.answers.append({"error": "invalid_client", "error_description": "another secret"})
    assert isinstance(look(sam)[0].failure, LoginRefused)
    assert sam.scan().messages == 1


def test_whoever_wants_a_token_at_once_gets_the_one_that_was_renewed_once(sam: OAuthWorld) -> None:
    app = app_of("home", sam_account(sam), sam.environ)
    now = int(sam.clock.at.timestamp()) + 7200
    with ThreadPoolExecutor(8) as many:
        tokens = list(many.map(lambda _: access_token(app, sam.file, now), range(8)))
    assert len(set(tokens)) == 1
    assert sam.server.renewals == 1


def test_two_processes_at_once_renew_once(oauth_world: MakeWorld) -> None:
    """By the lock: the second one finds the new token. The server takes the old one back at once."""
    world = oauth_world(at_once=True)
    world.log_in()
    world.server.mint = world.mailbox.token
    world.file.write_text(
        world.file.read_text().replace(f'"renew_at": {world.token.renew_at}', '"renew_at": 0')
    )
    running = [world.start("scan") for _ in range(4)]
    said = [one.communicate(timeout=60)[1] for one in running]
    assert all(one.returncode in (0, 75) for one in running), said
    assert not any("invalid_grant" in one for one in said)
    assert world.server.renewals == 1


def sam_account(world: OAuthWorld) -> object:
    from kith.config.load import load

    return load(world.toml, "kith.toml").accounts["home"]


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (lambda path: path.chmod(0o640), "open to others"),
        (lambda path: path.write_text("{"), "no token of kith's"),
        (lambda path: path.write_text("[]"), "no token of kith's"),
        (lambda path: path.write_text('{"access": "x"}'), "no token of kith's"),
        (lambda path: path.write_bytes(b"\xff" * 99), "no token of kith's"),
    ],
)
def test_a_file_that_is_not_as_kith_left_it_is_not_used(
    harm: Callable[[os.PathLike[str]], object], says: str, oauth_world: MakeWorld
) -> None:
    world = oauth_world()
    world.log_in()
    harm(world.file)
    failure = look(world)[0].failure
    assert isinstance(failure, SecretUnavailable)
    assert says in str(failure)
    assert "kith login" in str(failure)


def test_a_login_that_was_never_made_or_with_another_app_is_asked_for(oauth_world: MakeWorld) -> None:
    world = oauth_world()
    failure = look(world)[0].failure
    assert isinstance(failure, LoginRefused)
    assert "not logged in there yet" in str(failure)
    world.log_in()
    world.file.write_text(world.file.read_text().replace("kith-of-sam", "kith-of-old"))
    failure = look(world)[0].failure
    assert isinstance(failure, LoginRefused)
    assert "kith-of-old" in str(failure)
    assert world.server.renewals == 0
