"""The flags of a login by OAuth: which go together, what is missing, what they stand for in the configuration."""

import re
from pathlib import Path

import pytest

from helpers.authorization_server import CLIENT, AuthorizationServer
from helpers.set_up import Init, config_of
from kith.config.load import load
from kith.config.settings import Account
from kith.config.when import parse
from kith.jobs.oauth_login import somebody_else
from kith.jobs.setup.plan import Answers, configuration
from kith.providers.table import known_by


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


def test_whom_the_provider_names_is_compared_with_the_configuration() -> None:
    one = Account(email="sam@example.org", host="imap.example.org", user="sam")
    assert "calls you eve@example.org" in somebody_else("eve@example.org", one)
    assert [somebody_else(who, one) for who in ("Sam@example.org", "sam", "")] == ["", "", ""]


def test_the_digest_by_smtp_is_shown_with_the_same_login() -> None:
    oauth = {"provider": "microsoft", "client_id": CLIENT}
    provider = known_by("outlook.com")
    assert provider
    one = Account(email="sam@outlook.com", host="outlook.office365.com")
    answers = Answers("work", one, {"oauth": oauth}, parse("mon 07:30"), 5, True, True, provider.smtp)
    text = configuration(answers, None, None, "config.toml")
    assert text
    assert '#oauth_of = "work"' in text
    assert load(re.sub("(?m)^#(?=\\[smtp|\\w+ = )", "", text), "as if it were wanted").smtp
