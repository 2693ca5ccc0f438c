"""Messengers and social networks on a card: kept as short texts, and written so that they read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.people import vcard
from kith.people.pages import page_of, uri


def pages(*lines: str) -> tuple[str, ...]:
    ((_, card),), faults = vcard.cards("\n".join(["BEGIN:VCARD", "FN:Ada", *lines, "END:VCARD"]).encode())
    assert faults == []
    return card.pages


@pytest.mark.parametrize(
    ("line", "page"),
    [
        ("IMPP;X-SERVICE-TYPE=Jabber;type=HOME:xmpp:karen@jabber.example", "xmpp:karen@jabber.example"),
        ("IMPP:skype:karen.holm", "skype:karen.holm"),
        ("item1.IMPP;X-SERVICE-TYPE=Skype:x-apple:karen.holm", "skype:karen.holm"),
        ("X-SOCIALPROFILE;type=twitter:https://twitter.com/karen", "twitter.com/karen"),
        ("X-SOCIALPROFILE;type=twitter:http\\://www.twitter.com/karen/", "twitter.com/karen"),
        ("X-SOCIALPROFILE;type=mastodon;x-user=karen:x-apple:karen", "mastodon:karen"),
        ("SOCIALPROFILE;SERVICE-TYPE=Mastodon:https://tide.social/@karen", "tide.social/@karen"),
        ("SOCIALPROFILE;VALUE=text;SERVICE-TYPE=WeChat:karen99", "wechat:karen99"),
        ("X-JABBER;TYPE=HOME:karen@jabber.example", "xmpp:karen@jabber.example"),
        ("X-SKYPE;TYPE=WORK:karen.holm", "skype:karen.holm"),
    ],
)
def test_every_form_of_a_page(line: str, page: str) -> None:
    assert pages(line) == (page,)


def test_linkedin_is_a_way_to_write_and_stands_apart() -> None:
    assert pages("X-SOCIALPROFILE;type=linkedin:https://www.linkedin.com/in/karen") == ()


def test_what_is_no_page_is_left_out() -> None:
    assert (
        pages("IMPP:two words", "X-SOCIALPROFILE:karen", "IMPP;TYPE=home:karen", f"IMPP:x:{'y' * 300}") == ()
    )


@given(st.text(max_size=60), st.sampled_from(["", "skype"]))
def test_any_text_is_a_page_that_reads_back_or_none(text: str, service: str) -> None:
    if page := page_of(text, service):
        assert page.isprintable()
        assert page_of(uri(page)) == page
