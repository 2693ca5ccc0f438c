"""The built-in list: what it says of well-known providers, and that no entry contradicts itself or another."""

from collections import Counter

import pytest

from kith.people.address import normalise
from kith.providers.server import LOCAL_PART, checked
from kith.providers.table import PROVIDERS, Provider, known_at, known_by


def test_no_domain_is_two_providers_and_each_is_in_normal_form() -> None:
    domains = Counter(domain for provider in PROVIDERS for domain in provider.domains)
    assert [domain for domain, times in domains.items() if times > 1] == []
    assert [domain for domain in domains if normalise(f"sam@{domain}") != f"sam@{domain}"] == []


@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda provider: f"{provider.name} {provider.domains[0]}")
def test_every_entry_is_one_that_kith_could_connect_to(provider: Provider) -> None:
    for server in filter(None, (provider.imap, provider.smtp)):
        if provider.wanted != "bridge":
            assert checked(server.host, server.port, server.security, server.user) == server
    assert not provider.page or provider.page.startswith("https://")
    assert provider.wanted != "app" or provider.page or provider.prerequisite
    assert (provider.wanted == "token") <= bool(provider.oauth)


@pytest.mark.parametrize(
    ("domain", "host", "wanted"),
    [
        ("gmail.com", "imap.gmail.com", "app"),
        ("hotmail.co.uk", "outlook.office365.com", "token"),
        ("icloud.com", "imap.mail.me.com", "app"),
        ("gmx.net", "imap.gmx.net", "own"),
        ("web.de", "imap.web.de", "own"),
        ("proton.me", "127.0.0.1", "bridge"),
        ("seznam.cz", "imap.seznam.cz", "own"),
        ("t-online.de", "secureimap.t-online.de", "app"),
    ],
)
def test_well_known_providers_are_known(domain: str, host: str, wanted: str) -> None:
    provider = known_by(domain)
    assert provider is not None
    assert provider.imap is not None
    assert (provider.imap.host, provider.wanted) == (host, wanted)


def test_a_domain_of_ones_own_is_in_no_list_but_its_server_tells_the_provider() -> None:
    assert known_by("example.org") is None
    provider = known_at("IMAP.gmail.com.")
    assert provider is not None
    assert provider.name == "Gmail"
    assert known_at("127.0.0.1") is None, "many things listen on this machine"


def test_the_advice_says_what_is_wanted_and_where_it_is_made() -> None:
    gmail, posteo = known_by("gmail.com"), known_by("posteo.de")
    assert gmail is not None
    assert posteo is not None
    assert gmail.advice == (
        "Gmail wants an app password here, not that of your account. 2-Step Verification must be on in your Google "
        "account. Make one at https://myaccount.google.com/apppasswords."
    )
    assert posteo.advice == ""


def test_the_login_name_has_the_form_the_provider_wants() -> None:
    icloud = known_by("me.com")
    assert icloud is not None
    assert icloud.imap is not None
    assert icloud.imap.user == LOCAL_PART
    assert icloud.imap.login("sam.tailor@me.com") == "sam.tailor"
