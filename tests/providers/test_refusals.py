"""Each provider's typical refusal is explained in one sentence, by IMAP and SMTP, beside the server's own words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.config.settings import Account, Smtp
from kith.deliver import line
from kith.errors import AccountDown, LoginRefused
from kith.imap import errors
from kith.providers import oauth_errors, refusals

# host, its words, whether a token was refused, what the sentence must name
CASES = [
    ("imap.gmail.com", "[ALERT] Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure)", False, "apppasswords"),
    ("imap.gmail.com", "[AUTHENTICATIONFAILED] Invalid credentials (Failure)", False, "16 letters"),
    ("imap.gmail.com", "[AUTHENTICATIONFAILED] Invalid credentials (Failure) status 400", True, "https://mail.google.com/"),
    ("imap.gmail.com", "[WEBALERT https://accounts.google.com/signin/continue] Web login required.", False, "browser"),
    ("imap.gmail.com", "[ALERT] Your account is not enabled for IMAP use. Please visit your Gmail settings page", False, "Forwarding and POP/IMAP"),
    ("smtp.gmail.com", "535 5.7.8 Username and Password not accepted. BadCredentials", False, "16 letters"),
    ("smtp.gmail.com", "534 5.7.9 Application-specific password required.", False, "apppasswords"),
    ("smtp.gmail.com", "534 5.7.14 Please log in via your web browser and then try again.", False, "browser"),
    ("outlook.office365.com", "AUTHENTICATE failed.", True, "scope"),
    ("outlook.office365.com", "AUTHENTICATE failed.", False, "no passwords"),
    ("outlook.office365.com", "LOGIN failed.", False, "kith login"),
    ("outlook.office365.com", "[AUTHENTICATIONFAILED] BasicAuthBlocked", False, "no passwords"),
    ("outlook.office365.com", "User is authenticated but not connected.", True, "another account"),
    ("imap-mail.outlook.com", "AUTHENTICATE failed.", False, "no passwords"),
    ("smtp.office365.com", "535 5.7.139 Authentication unsuccessful, basic authentication is disabled.", False, "no passwords"),
    ("smtp.office365.com", "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.", True, "Authenticated SMTP"),
    ("smtp.office365.com", "535 5.7.3 Authentication unsuccessful", True, "scope"),
    ("imap.mail.me.com", "[AUTHENTICATIONFAILED] Authentication Failed", False, "app-specific"),
    ("smtp.mail.me.com", "535 5.7.8 Error: authentication failed:", False, "app-specific"),
    ("imap.mail.yahoo.com", "[AUTHENTICATIONFAILED] LOGIN Invalid credentials", False, "Yahoo"),
    ("imap.aol.com", "[AUTHENTICATIONFAILED] LOGIN Invalid credentials", False, "AOL"),
    ("smtp.mail.yahoo.com", "535 5.7.0 (#AUTH005) Too many bad auth attempts.", False, "Yahoo"),
    ("imap.fastmail.com", "[AUTHENTICATIONFAILED] Sorry, you need to create an app password to use this service", False, "Fastmail"),
    ("imap.fastmail.com", "[AUTHENTICATIONFAILED] Incorrect username, password or access token", False, "Fastmail"),
    ("imap.gmx.net", "[AUTHENTICATIONFAILED] authentication failed", False, "POP3 & IMAP"),
    ("imap.web.de", "IMAP access disabled. Please activate it in the settings", False, "POP3 & IMAP"),
    ("mail.gmx.net", "535 Authentication credentials invalid", False, "GMX"),
    ("imap.zoho.eu", "[ALERT] You are yet to enable IMAP for your account. Please contact your administrator", False, "IMAP Access"),
    ("imap.zoho.com", "[AUTHENTICATIONFAILED] Invalid credentials(Failure)", False, "Zoho"),
    ("127.0.0.1", "no such user", False, "Proton Mail Bridge"),
    ("mail.firm.example", "NO this account needs an app password", False, "app password"),
    ("mail.firm.example", "[AUTHENTICATIONFAILED] IMAP is not enabled for this user", False, "switched off"),
    ("mail.firm.example", "status invalid_token", True, "does not accept the token"),
]  # fmt: skip


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


GRANTS = [
    ("microsoft", "invalid_grant", "AADSTS50076: Due to a configuration change made by your administrator", "multi-factor"),
    ("microsoft", "invalid_grant", "AADSTS65001: The user or administrator has not consented to use", "agreed"),
    ("microsoft", "invalid_grant", "AADSTS700082: The refresh token has expired due to inactivity.", "90 days"),
    ("microsoft", "invalid_client", "AADSTS7000218: The request body must contain the following parameter", "public client flows"),
    ("microsoft", "unauthorized_client", "AADSTS700016: Application with identifier 'x' was not found", "client_id"),
    ("microsoft", "invalid_request", "AADSTS90002: Tenant 'x' not found.", "oauth.tenant"),
    ("microsoft", "invalid_grant", "AADSTS999999: something new", "is over"),
    ("google", "invalid_grant", "Token has been expired or revoked.", "7 days"),
    ("google", "invalid_client", "Unauthorized", "client_secret_file"),
    ("google", "access_denied", "", "test users"),
    ("openid", "invalid_grant", "Session not active", "is over"),
    ("openid", "unauthorized_client", "Client is not allowed to initiate OAuth 2.0 Device Authorization Grant", "device login"),
    ("openid", "expired_token", "", "run out"),
]  # fmt: skip


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
