"""The forms of address nobody reads, against names people really have. Marks in headers: see `tests/headers`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.people.forms import no_reply

ROBOTS = """
noreply no-reply no_reply no.reply donotreply do-not-reply do_not_reply dont-reply neverreply ne-pas-repondre
nicht-antworten noreply-dmarc-support noreply+8f3a shop-noreply news.no-reply no-reply-7 mailer-daemon mailer_daemon
cron-daemon bounce bounces bounce-12345 bounces+token=karen=example.org list-bounces postmaster listserv majordomo
unsubscribe unsubscribe-8a7f notifications notification notify newsletter newsletters news-alerts alerts announcements
nobody
""".split()
PEOPLE = """
karen noreen noreen.playfair noah.reply norma dorothy.nott nora-reilly info office hello kontakt anna.bounty c..hall
bob.bouncer ada+lists sam.posthuma k.damon alertina.berg notger nobodyknows sales support team
""".split()


@pytest.mark.parametrize("local", ROBOTS)
def test_an_address_that_says_nobody_reads_it_is_a_machine(local: str) -> None:
    assert no_reply(f"{local}@example.org")


@pytest.mark.parametrize("local", PEOPLE)
def test_names_and_desks_are_people(local: str) -> None:
    assert not no_reply(f"{local}@example.org")


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz.-", max_size=20))
def test_the_domain_never_decides(domain: str) -> None:
    assert not no_reply(f"karen@{domain}")
    assert no_reply(f"no-reply@{domain}")
