"""What an autoconfiguration server answers is a stranger's: only encrypted IMAP servers come out of it, or a reason."""

from contextlib import suppress
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.published import configuration
from kith.providers.autoconfig import LONGEST, Published, parse
from kith.providers.server import Server, Unusable

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    "<clientConfig><emailProvider>&b;</emailProvider></clientConfig>"
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><clientConfig>&f;</clientConfig>'


def test_servers_come_in_the_order_of_the_provider() -> None:
    found = parse(configuration("imap.example.test", 143, kind="STARTTLS").encode(), "example.test")
    assert found == Published(
        (Server("imap.example.test", 143, "starttls"),), (Server("smtp.example.test", 465, "tls"),)
    )


def test_placeholders_are_filled_in_the_host_and_kept_in_the_login_name() -> None:
    text = configuration("imap.%EMAILDOMAIN%", user="%EMAILLOCALPART%")
    (server,) = parse(text.encode(), "example.test").imap
    assert server.host == "imap.example.test"
    assert server.login("sam@example.test") == "sam"


def test_a_provider_that_takes_tokens_only_says_so() -> None:
    assert not parse(configuration(authentication="OAuth2").encode(), "example.test").passwords
    assert parse(configuration().encode(), "example.test").passwords


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (configuration(kind="plain"), "no IMAP server that kith could use"),
        (configuration(kind=""), "no IMAP server that kith could use"),
        (configuration("bad host"), "no IMAP server that kith could use"),
        (configuration("127.0.0.1"), "no IMAP server that kith could use"),
        (configuration(port=0), "no IMAP server that kith could use"),
        (configuration().replace('type="imap"', 'type="pop3"'), "names no IMAP server"),
        (configuration().replace("clientConfig", "html"), "no client configuration"),
        ("<html><body>Not found</body>", "no XML"),
        ("", "no XML"),
        (BOMB, "no XML, or holds what a configuration has no use for"),
        (OUTSIDE, "no XML, or holds what a configuration has no use for"),
        ("<clientConfig>" * 100_000, "longer than 256 KiB"),
        ("<a>" * 20_000 + "</a>" * 20_000, "no client configuration"),
    ],
)
def test_what_is_no_use_is_refused_with_its_reason(text: str, why: str) -> None:
    with pytest.raises(Unusable, match=why):
        parse(text.encode(), "example.test")


def test_one_bad_server_does_not_cost_the_next() -> None:
    good = configuration().partition("<incomingServer")[2].partition("</incomingServer>")[0]
    bad = good.replace("993", "99999999")
    text = configuration().replace(
        "<outgoingServer", f"<incomingServer{good}</incomingServer><outgoingServer", 1
    )
    text = text.replace(good, bad, 1)
    assert [server.port for server in parse(text.encode(), "example.test").imap] == [993]


@given(
    st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass"))
)
def test_whatever_the_bytes_are_there_is_a_server_or_a_reason(raw: bytes) -> None:
    with suppress(Unusable):
        assert parse(raw, "example.test").imap


WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=40)


@given(WORDS, WORDS, WORDS, WORDS)
def test_whatever_the_values_are_only_a_possible_encrypted_server_comes_out(
    host: str, port: str, kind: str, user: str
) -> None:
    text = configuration("HOST", kind="KIND", user="USER").replace("993", escape(port))
    text = text.replace("HOST", escape(host)).replace("KIND", escape(kind)).replace("USER", escape(user))
    try:
        (server,) = parse(text.encode(), "example.test").imap
    except (Unusable, ValueError):
        return
    assert server.security in {"tls", "starttls"}
    assert 0 < server.port < 65536
    assert server.host.isascii()
    assert server.user.isprintable()


@given(st.integers(1, 65535), st.sampled_from(["SSL", "STARTTLS"]))
def test_every_possible_server_is_found_again(port: int, kind: str) -> None:
    (server,) = parse(configuration(port=port, kind=kind).encode(), "example.test").imap
    assert (server.port, server.security) == (port, {"SSL": "tls", "STARTTLS": "starttls"}[kind])


def test_the_longest_answer_is_longer_than_any_there_is() -> None:
    assert LONGEST > 100_000
