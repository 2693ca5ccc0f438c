"""Each provider's typical refusal is explained in one sentence, by IMAP and SMTP, beside the server's own words."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.config.settings import Account, Smtp
from kith.deliver import line
from kith.errors import AccountDown, LoginRefused
from kith.imap import errors
from kith.providers import oauth_errors, refusals
from kith.providers.table import PROVIDERS, Provider


def rows(name: str) -> list[list[str]]:
    """The lines of a table beside this file, without its heading."""
    text = (Path(__file__).parent / name).read_text("utf-8")
    return [line.split("\t") for line in text.splitlines() if not line.startswith("#")]


CASES = [(host, words, secret == "token", says) for host, secret, says, words in rows("refusals.tsv")]


@pytest.mark.parametrize(("host", "words", "token", "says"), CASES)
def test_a_typical_refusal_is_explained(host: str, words: str, token: bool, says: str) -> None:
    sentence = refusals.explained(host, words, token=token)
    assert says in sentence
    assert sentence.endswith(".")


@pytest.mark.parametrize(
    ("host", "words"),
    [
        ("mail.firm.example", "[AUTHENTICATIONFAILED] Authentication failed."),
        ("imap.gmail.com.evil.example", "[AUTHENTICATIONFAILED] Invalid credentials (Failure)"),
        ("notgmail.com", "[AUTHENTICATIONFAILED] Invalid credentials (Failure)"),
        ("imap.gmail.com", "something new"),
    ],
)
def test_what_nobody_knows_is_not_guessed_at(host: str, words: str) -> None:
    assert refusals.explained(host, words, token=False) == ""


@pytest.mark.parametrize(("host", "words", "token", "says"), CASES)
def test_imap_and_smtp_tell_it_beside_the_servers_own_words(
    host: str, words: str, token: bool, says: str
) -> None:
    account = Account(email="sam@example.org", host=host)
    by_imap = errors.login_refused(account, words, token=token, bad=False)
    by_smtp = line.login_refused(Smtp(host=host), "sam", words, token=token)
    for error in (by_imap, by_smtp):
        assert says in str(error)
        assert words.rstrip(".") in str(error)
    assert isinstance(by_smtp, LoginRefused)
    assert isinstance(by_imap, AccountDown)


@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda provider: f"{provider.name} {provider.domains[0]}")
def test_every_provider_of_the_table_has_a_sentence_for_a_wrong_password(provider: Provider) -> None:
    """By IMAP and by SMTP; those without IMAP are told at `kith init`."""
    if provider.imap is None or provider.wanted == "bridge":
        return
    for server in filter(None, (provider.imap, provider.smtp)):
        said = refusals.explained(server.host, "[AUTHENTICATIONFAILED] Authentication failed.", token=False)
        assert said.endswith(".")
        assert "docs/" not in said
    account = Account(email="sam@example.org", host=provider.imap.host)
    told = errors.login_refused(account, "Authentication failed.", token=False, bad=False)
    assert ".." not in str(told)


GRANTS = [(provider, error, words, says) for provider, error, says, words in rows("oauth-errors.tsv")]


@pytest.mark.parametrize(("provider", "error", "description", "says"), GRANTS)
def test_an_authorization_servers_error_is_explained(
    provider: str, error: str, description: str, says: str
) -> None:
    assert says in oauth_errors.explained(provider, error, description)


def test_every_sentence_is_one() -> None:
    told = [known.sentence for known in refusals.KNOWN]
    told += [*oauth_errors.MICROSOFT.values(), *oauth_errors.ANYWHERE.values()]
    told += [sentence for _, _, sentence in oauth_errors.GOOGLE]
    for sentence in told:
        assert re.match(r"[A-Za-z]", sentence)
        assert sentence.endswith("."), sentence


@given(st.text(), st.text(), st.booleans())
def test_any_words_of_any_host_are_answered(host: str, words: str, token: bool) -> None:
    assert isinstance(refusals.explained(host, words, token=token), str)
    assert isinstance(oauth_errors.explained("microsoft", host, words), str)
    assert isinstance(oauth_errors.explained("google", host, words), str)
