"""Of several answers the best founded is taken, and the user is told what each said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.providers.choice import AUTOCONFIG, DNS, GUESS, ISPDB, ORDER, Said, choose, told
from kith.providers.server import Server, Unusable, checked, filled

HERE = Server("imap.example.org", 993, "tls")
THERE = Server("mail.elsewhere.example", 993, "tls")


@given(st.permutations(ORDER))
def test_the_order_of_trust_decides_and_not_who_answers_first(sources: list[str]) -> None:
    choice = choose([Said(source, "x", (HERE,)) for source in sources], "example.org")
    assert choice is not None
    assert choice.said.source == ISPDB


def test_a_source_without_a_server_is_passed_over() -> None:
    choice = choose([Said(ISPDB, "x", why_not="it answered 404"), Said(GUESS, "y", (HERE,))], "example.org")
    assert choice is not None
    assert choice.server == HERE
    assert choose([Said(ISPDB, "x", why_not="no answer in time")], "example.org") is None


@pytest.mark.parametrize(
    ("source", "server", "doubted"),
    [
        (DNS, THERE, True),
        (DNS, HERE, False),
        (DNS, Server("example.org", 993, "tls"), False),
        (DNS, Server("notexample.org", 993, "tls"), True),
        (AUTOCONFIG, THERE, False),
    ],
)
def test_dns_alone_leads_no_password_into_another_domain(source: str, server: Server, doubted: bool) -> None:
    """RFC 6186 section 6: the certificate is right for whatever host a forged answer names."""
    choice = choose([Said(source, "x", (server,))], "example.org")
    assert choice is not None
    assert bool(choice.doubt) is doubted


def test_every_answer_is_told() -> None:
    taken = Said(ISPDB, "db", (HERE,))
    lines = told(
        [Said(GUESS, "imap.example.org:993", (HERE,)), Said(DNS, "dns", why_not="silent"), taken], taken
    )
    assert lines == [
        "Thunderbird's database (db): imap.example.org:993 (TLS) [taken]",
        "the domain's DNS (dns): silent [nothing]",
        "a usual name (imap.example.org:993): imap.example.org:993 (TLS) [not taken]",
    ]


@pytest.mark.parametrize(
    ("host", "port", "user"),
    [
        ("", 993, "u"), ("localhost", 993, "u"), ("127.0.0.1", 993, "u"), ("10.0.0.1", 993, "u"),
        ("a..b", 993, "u"), ("ex ample.org", 993, "u"), ("example.org/x", 993, "u"), ("x@example.org", 993, "u"),
        ("example.org", 0, "u"), ("example.org", 65536, "u"), ("example.org", 993, ""),
        ("example.org", 993, "a\nb"), ("example.org", 993, "a" * 300), (f"{'a' * 64}.org", 993, "u"),
    ],
)  # fmt: skip
def test_what_can_be_no_server_on_the_network_is_refused(host: str, port: int, user: str) -> None:
    with pytest.raises(Unusable):
        checked(host, port, "tls", user)


@given(st.text())
def test_a_placeholder_in_an_address_is_no_placeholder(local: str) -> None:
    address = f"{local}%EMAILDOMAIN%@example.org"
    assert filled("%EMAILADDRESS%", address) == address
    assert filled("%EMAILLOCALPART%/%EMAILDOMAIN%", address) == f"{local}%EMAILDOMAIN%/example.org"
