"""What `kith init` says of a refused login: the server's words, their meaning, what the provider wants, once each."""

import pytest

from kith.config.oauth import OAuth
from kith.config.settings import Account
from kith.errors import AccountDown
from kith.imap.errors import login_refused
from kith.jobs.setup.trial import refusal
from kith.providers.table import known_by


def said(domain: str, words: str, *, token: bool = False, fresh: bool = False) -> str:
    provider = known_by(domain)
    assert provider
    assert provider.imap
    oauth = OAuth(provider="microsoft", client_id="x") if token else None
    account = Account(email=f"sam@{domain}", host=provider.imap.host, user=f"sam@{domain}", oauth=oauth)
    failed: AccountDown = login_refused(account, words, token=token, bad=False)
    return refusal(failed, provider, fresh=fresh)


@pytest.mark.parametrize(
    ("domain", "words", "page"),
    [
        (
            "gmail.com",
            "[AUTHENTICATIONFAILED] Invalid credentials (Failure)",
            "myaccount.google.com/apppasswords",
        ),
        (
            "yahoo.com",
            "[AUTHENTICATIONFAILED] AUTHENTICATE Invalid credentials",
            "login.yahoo.com/account/security",
        ),
        ("icloud.com", "[AUTHENTICATIONFAILED] Authentication Failed", "account.apple.com"),
    ],
)
def test_a_refusal_that_is_explained_needs_no_more_advice(domain: str, words: str, page: str) -> None:
    text = said(domain, words)
    assert words in text
    assert text.count(page) == 1
    assert "not that of your account" not in text
    assert "kith scan" not in text


@pytest.mark.parametrize("domain", ["gmail.com", "yahoo.com", "icloud.com"])
def test_a_refusal_in_unknown_words_has_what_the_provider_wants(domain: str) -> None:
    provider = known_by(domain)
    assert provider
    text = said(domain, "no")
    assert text.count(provider.advice) == 1
    assert text.casefold().count("app password") == 1, "said by the provider's row alone"


def test_words_that_are_explained_for_any_provider_leave_the_advice_its_page() -> None:
    text = said("fastmail.com", "[ALERT] Application-specific password required")
    assert text.count("https://app.fastmail.com") <= 1
    assert "app password" in text


def test_a_token_that_is_refused_at_once_does_not_lead_to_a_login_that_cannot_be() -> None:
    """There is no configuration yet that `kith login` could read."""
    text = said("outlook.com", "AUTHENTICATE failed.", token=True, fresh=True)
    assert "The token is for another account than `user`" in text
    assert "Nothing was kept: log in anew" in text
    assert "kith login" not in text
    assert "takes no password" not in text
