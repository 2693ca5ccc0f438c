"""Whatever an authorization server answers: a token comes of it, or a sentence that says when to try again."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.oauth_world import OAuthWorld
from kith.errors import AccountDown, LoginRefused
from kith.oauth.answers import seconds

MakeWorld = Callable[..., OAuthWorld]
GOOD = {"access_token": "a", "refresh_token": "r", "token_type": "Bearer", "expires_in": 3600}
ODD: list[Any] = [
    500, 503, 429, 302, 404, b"", b"<html>", b"[]", b"null", b"\xff\xfe", b'"text"', b"[" * 9000,
    *(json.dumps({**GOOD, **wrong}).encode() for wrong in (
        {"access_token": 5}, {"access_token": {"a": 1}}, {"access_token": "a\r\nb"}, {"refresh_token": [1]},
        {"expires_in": "soon"}, {"expires_in": [1]}, {"expires_in": 1e300}, {"scope": 7}, {"id_token": "x"},
        {"id_token": "a.b.c"}, {"access_token": "x" * 99_999},
    )),
    b'{"error": 5}', b'{"error": "server_error"}',
]  # fmt: skip


@pytest.mark.parametrize("provider", ["openid", "google"])
def test_an_answer_that_is_none_is_waited_out_and_costs_no_login(
    provider: str, oauth_world: MakeWorld
) -> None:
    """Never a traceback, and never a reason to log in anew."""
    world = oauth_world(provider)
    world.log_in()
    before = world.token
    odd = [one for one in ODD if provider == "openid" or b"id_token" not in str(one).encode()]
    for answer in odd:  # Google's id token is not read
        world.server.answers[:] = [answer] * 4
        with pytest.raises(AccountDown) as caught:
            world.log_in()
        assert not isinstance(caught.value, LoginRefused), answer
        assert "tries again later" in str(caught.value)
    assert world.token == before


@pytest.mark.parametrize("status", [500, 503])
def test_a_server_in_trouble_is_told_as_such(status: int, oauth_world: MakeWorld) -> None:
    world = oauth_world("openid")
    world.server.answers.append(status)
    done = world.run("login")
    assert done.returncode == 75
    assert f"gives no token now: temporarily_unavailable: HTTP status {status}" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_daemons_look_at_a_server_in_trouble_is_no_mistake_in_kith(oauth_world: MakeWorld) -> None:
    world = oauth_world("openid")
    world.log_in()
    world.file.write_text(
        world.file.read_text().replace(f'"renew_at": {world.token.renew_at}', '"renew_at": 0')
    )
    world.server.answers += [500] * 3
    done = world.run("scan")
    assert done.returncode == 75, done.stderr
    assert "mistake in kith" not in done.stderr + done.stdout


@given(st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.integers())))
def test_seconds_are_a_number_of_them_or_none(told: object) -> None:
    found = seconds(told)
    assert found is None or isinstance(found, int)
