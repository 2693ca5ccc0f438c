"""Asking about a domain: each source by itself, what they are told, and that no bad one harms the others.

Real HTTPS and real DNS on loopback (`helpers.published`).
"""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.certificates import Authority
from helpers.published import DOMAIN, HOSTS, GreetingServer, Page, Published, configuration, published
from kith.lookup.ask import ask, who_is_asked
from kith.providers.choice import AUTOCONFIG, DNS, GUESS, ISPDB, WELL_KNOWN, Said, choose

PAGES = {
    ISPDB: f"autoconfig.thunderbird.net/v1.1/{DOMAIN}",
    AUTOCONFIG: f"autoconfig.{DOMAIN}/mail/config-v1.1.xml",
    WELL_KNOWN: f"{DOMAIN}/.well-known/autoconfig/mail/config-v1.1.xml",
}
GREETING = b"* OK ready\r\n"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Published]:
    with published(tmp_path / "tls") as world:
        yield world


def by_source(world: Published) -> dict[str, list[Said]]:
    found: dict[str, list[Said]] = {}
    for said in ask(DOMAIN, world.network()):
        found.setdefault(said.source, []).append(said)
    return found


def one(world: Published, source: str) -> Said:
    return by_source(world)[source][0]


@pytest.mark.parametrize("source", PAGES)
def test_a_page_of_any_source_is_enough(world: Published, source: str) -> None:
    world.web.pages[PAGES[source]] = Page(configuration("imap.example.test", 1993))
    choice = choose(ask(DOMAIN, world.network()), DOMAIN)
    assert choice is not None
    assert (choice.said.source, choice.server.port) == (source, 1993)
    assert [str(server) for server in choice.said.smtp] == ["smtp.example.test:465 (TLS)"]


def test_the_database_goes_before_all_others(world: Published) -> None:
    for number, page in enumerate(PAGES.values()):
        world.web.pages[page] = Page(configuration(port=1000 + number))
    world.names.records[f"_imaps._tcp.{DOMAIN}"] = [(0, 0, 2000, f"imap.{DOMAIN}")]
    choice = choose(ask(DOMAIN, world.network()), DOMAIN)
    assert choice is not None
    assert choice.server.port == 1000


def test_everybody_is_asked_about_the_domain_and_nothing_else(world: Published) -> None:
    ask(DOMAIN, world.network())
    assert sorted(world.web.asked) == sorted(PAGES.values())
    assert sorted(world.names.asked) == sorted(
        f"{name}._tcp.{DOMAIN}" for name in ("_imaps", "_imap", "_submissions", "_submission")
    )
    for request in world.web.raw:
        headers = {line.partition(":")[0] for line in request.splitlines()[1:] if line}
        assert headers == {"Host", "Accept", "Accept-Encoding", "User-Agent"}
    for host in ("autoconfig.thunderbird.net", f"autoconfig.{DOMAIN}", f"imap.{DOMAIN}", f"mail.{DOMAIN}"):
        assert host in who_is_asked(DOMAIN), "the user reads it before it happens"


def test_no_source_answers_and_each_says_why(world: Published) -> None:
    found = by_source(world)
    assert all(not said.imap and said.why_not for row in found.values() for said in row)
    assert found[ISPDB][0].why_not == "it answered 404"
    assert found[DNS][0].why_not == "it names no IMAP server"
    assert {said.why_not for said in found[GUESS]} == {"nothing answers there"}


@pytest.mark.parametrize(
    ("page", "why"),
    [
        (Page(location="http://example.test/x", status=302), "sends kith on without encryption"),
        (Page(location="ftp://example.test/x", status=301), "sends kith on without encryption"),
        (Page(location="https://u:p@example.test/", status=302), "sends kith to an address that is none"),
        (Page(location="https://example.test:999999/", status=302), "sends kith to an address that is none"),
        (Page(location="https://[", status=302), "it broke off"),
        (Page(location=f"https://{PAGES[AUTOCONFIG]}", status=302), "more than 3 times"),
        (Page(status=302), "more than 3 times"),
        (Page("x" * 300_000), "longer than 256 KiB"),
        (Page("<html/>"), "no client configuration"),
        (Page(configuration(kind="plain")), "no IMAP server that kith could use"),
        (Page(status=500), "it answered 500"),
    ],
)
def test_a_page_that_is_no_use_says_why_and_harms_no_other(world: Published, page: Page, why: str) -> None:
    world.web.pages[PAGES[AUTOCONFIG]] = page
    world.web.pages[PAGES[WELL_KNOWN]] = Page(configuration())
    found = by_source(world)
    assert why in found[AUTOCONFIG][0].why_not
    assert found[WELL_KNOWN][0].imap


def test_a_redirect_to_https_is_followed(world: Published) -> None:
    world.web.pages[PAGES[AUTOCONFIG]] = Page(location="https://elsewhere.test/there", status=301)
    world.web.pages["elsewhere.test/there"] = Page(configuration(port=1993))
    assert one(world, AUTOCONFIG).imap[0].port == 1993


@pytest.mark.parametrize("kind", ["expired", "self_signed", "names"])
def test_a_certificate_that_is_not_to_be_trusted_ends_that_source_alone(tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "tls"
    folder.mkdir()
    authority = Authority(folder)
    bad = authority.issue(("other.test",)) if kind == "names" else authority.issue(HOSTS, **{kind: True})
    with published(folder, bad) as world:
        world.web.pages[PAGES[ISPDB]] = Page(configuration())
        world.names.records[f"_imaps._tcp.{DOMAIN}"] = [(0, 0, 993, f"imap.{DOMAIN}")]
        found = by_source(world)
    assert "its certificate is not to be trusted" in found[ISPDB][0].why_not
    assert found[DNS][0].imap
    assert world.web.asked == [], "nothing is asked on such a line"


def test_a_page_that_never_ends_costs_its_own_time_and_no_more(world: Published) -> None:
    world.seconds = 0.3
    world.web.pages[PAGES[AUTOCONFIG]] = Page(drip=True)
    world.web.pages[PAGES[WELL_KNOWN]] = Page(configuration())
    found = by_source(world)
    assert found[AUTOCONFIG][0].why_not == "no answer in time"
    assert found[WELL_KNOWN][0].imap


def test_a_connection_that_hangs_holds_up_nobody(world: Published) -> None:
    """A look-up of a name knows no limit of time; the thread is left to itself."""
    from dataclasses import replace

    world.web.pages[PAGES[ISPDB]] = Page(configuration())
    network, over = world.network(), threading.Event()

    def connect(host: str, port: int, seconds: float) -> object:
        if host == f"autoconfig.{DOMAIN}":
            over.wait(30)
            raise TimeoutError
        return network.connect(host, port, seconds)

    answers = ask(DOMAIN, replace(network, connect=connect, seconds=0.2))
    over.set()
    assert next(said for said in answers if said.source == AUTOCONFIG).why_not == "no answer in time"
    assert next(said for said in answers if said.source == ISPDB).imap


def test_srv_records_are_taken_by_priority_then_weight_and_tls_first(world: Published) -> None:
    world.names.records[f"_imap._tcp.{DOMAIN}"] = [(0, 0, 143, f"first.{DOMAIN}")]
    world.names.records[f"_imaps._tcp.{DOMAIN}"] = [
        (10, 0, 993, f"late.{DOMAIN}"),
        (1, 1, 993, f"light.{DOMAIN}"),
        (1, 9, 993, f"heavy.{DOMAIN}"),
    ]
    world.names.records[f"_submissions._tcp.{DOMAIN}"] = [(0, 0, 465, f"out.{DOMAIN}")]
    said = one(world, DNS)
    assert [server.host.partition(".")[0] for server in said.imap] == ["heavy", "light", "late", "first"]
    assert [server.security for server in said.imap] == ["tls"] * 3 + ["starttls"]
    assert said.smtp[0].host == f"out.{DOMAIN}"


def test_a_domain_that_says_it_has_no_imap_is_believed(world: Published) -> None:
    """The target "." (RFC 6186 section 3.4)."""
    world.names.records[f"_imaps._tcp.{DOMAIN}"] = [(0, 0, 0, "")]
    assert one(world, DNS).why_not == "it names no IMAP server"


def test_a_name_server_that_is_silent_or_refuses_is_told_apart(world: Published) -> None:
    world.seconds = 0.3
    world.names.silent = True
    assert one(world, DNS).why_not == "no answer in time"
    world.names.silent, world.names.refusing = False, True
    assert one(world, DNS).why_not == "the name server refused the question"


@pytest.mark.parametrize(
    ("place", "starttls", "greeting", "why"),
    [
        (f"imap.{DOMAIN}:993", False, GREETING, ""),
        (f"mail.{DOMAIN}:143", True, GREETING, ""),
        (f"imap.{DOMAIN}:993", False, b"220 smtp ready\r\n", "it is no IMAP server"),
        (f"imap.{DOMAIN}:993", False, b"x" * 5000, "it is no IMAP server"),
        (f"imap.{DOMAIN}:143", True, b"* BYE busy\r\n", "it is no IMAP server"),
    ],
)
def test_usual_names_are_tried(
    world: Published, tmp_path: Path, place: str, starttls: bool, greeting: bytes, why: str
) -> None:
    authority = Authority(tmp_path / "tls")  # a new one in the same file; the network is made after it
    server = GreetingServer(authority.issue(HOSTS), greeting, starttls=starttls)
    world.ports[place] = server.port
    said = next(one for one in by_source(world)[GUESS] if one.asked == place)
    server.stop()
    assert said.why_not == why
    if not why:
        assert (said.imap[0].security == "starttls") is starttls


def test_a_usual_name_with_somebody_elses_certificate_is_nobody(world: Published, tmp_path: Path) -> None:
    authority = Authority(tmp_path / "tls")
    server = GreetingServer(authority.issue(("other.test",)), GREETING)
    world.ports[f"imap.{DOMAIN}:993"] = server.port
    said = by_source(world)[GUESS][0]
    server.stop()
    assert not said.imap
    assert "its certificate is not to be trusted" in said.why_not
