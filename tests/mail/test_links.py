"""Links: nothing in a draft can become another key or another recipient (RFC 6068, RFC 5724, RFC 3966)."""

import re
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kith.digest import Draft
from kith.mail.links import LONGEST, Link, mailto, sms, tel

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=120)


def parsed(uri: str) -> tuple[str, dict[str, list[str]]]:
    parts = urlsplit(uri)
    assert parts.scheme == "mailto"
    assert not parts.fragment
    return unquote(parts.path), parse_qs(parts.query, keep_blank_values=True, strict_parsing=True)


@settings(max_examples=1000)
@given(TEXT, TEXT, TEXT, st.lists(TEXT, max_size=5))
@example("a?bcc=x@evil.example&y", "example.org", "&bcc=x", ["?attach=/etc/passwd", "&cc=y#z"])
def test_a_link_says_exactly_what_the_draft_says(
    local: str, domain: str, subject: str, lines: list[str]
) -> None:
    link = mailto(Draft(f"{local}@{domain.replace('@', '')}", subject, "\n".join(lines)))
    address, keys = parsed(link.uri)
    assert len(link.uri) <= LONGEST or not keys
    assert address == f"{local}@{domain.replace('@', '')}"
    assert set(keys) <= {"subject", "body"}
    if "subject" in keys:
        assert keys["subject"] == [" ".join(subject.split())]
    if link.whole:
        assert keys["body"] == ["\r\n".join("\n".join(lines).splitlines())]


def test_line_breaks_in_the_body_are_those_of_rfc_6068() -> None:
    uri = mailto(Draft("karen@example.org", "Hello again", "Hi Karen,\n\nHow are you?\n")).uri
    assert (
        uri
        == "mailto:karen@example.org?subject=Hello%20again&body=Hi%20Karen%2C%0D%0A%0D%0AHow%20are%20you%3F"
    )


@pytest.mark.parametrize("letter", ["a", "я", "日"])
def test_a_text_too_long_for_mail_programs_leaves_the_subject(letter: str) -> None:
    draft = Draft("karen@example.org", "Hello again", letter * LONGEST)
    assert mailto(draft) == ("mailto:karen@example.org?subject=Hello%20again", False)


def test_a_subject_too_long_leaves_the_address() -> None:
    assert mailto(Draft("karen@example.org", "x" * LONGEST, "")) == ("mailto:karen@example.org", False)


NUMBER = "+44 20 7946 0018"
HOSTILE = st.text(st.sampled_from("+0123456789 -./();=?&%,#*pwx\r\n\0\u0661\uff11\u00a0"), max_size=24)


@pytest.mark.parametrize(
    "written", [NUMBER, "+442079460018", "+44-20-7946-0018", "+44 (20) 7946.0018", "+44/20/79460018"]
)
def test_a_number_is_dialled_however_it_is_written(written: str) -> None:
    assert tel(written) == "tel:+442079460018"
    assert sms(written, "Hi") == ("sms:+442079460018?body=Hi", True)


@given(
    st.one_of(st.text(max_size=40), HOSTILE), st.text(st.characters(exclude_categories=["Cs"]), max_size=80)
)
@example("+442079460018;phone-context=evil.example", "")
@example("+442079460018?body=x", "&to=+1900")
@example("+44,+1900", "")
def test_a_number_adds_no_parameter_and_is_either_whole_or_not_there(number: str, body: str) -> None:
    assert re.fullmatch(r"(tel:\+?[0-9]+)?", tel(number), re.ASCII)
    link = sms(number, body)
    found = re.fullmatch(r"sms:(\+?[0-9]+)\?body=([\w.~%-]*)", link.uri, re.ASCII)
    assert link == Link("", whole=False) if not tel(number) else found
    if found:
        assert f"tel:{found[1]}" == tel(number)
        assert unquote(found[2]) == "\r\n".join(body.splitlines())
        assert found[1].strip("+") == re.sub(r"[^0-9]", "", number)


@pytest.mark.parametrize(
    "number", ["", "karen", "+44 20 7946 0018;ext=5", "*21*5#", "+44 20 ext 5", "1" * 16]
)
def test_what_is_no_number_gets_no_link_since_a_wrong_one_would_be_dialled(number: str) -> None:
    assert tel(number) == ""
    assert sms(number, "Hi").uri == ""


def test_a_text_too_long_for_a_link_leaves_the_number() -> None:
    assert sms(NUMBER, "x" * LONGEST) == ("sms:+442079460018", False)


def test_an_answer_carries_the_id_of_what_it_answers_and_nothing_else_can_stand_there() -> None:
    answer = Draft("k@example.org", "Re: Brno", "Hi,", "<a+b&bcc=x@example.org>", ("<older@example.org>",))
    _, keys = parsed(mailto(answer).uri)
    assert keys == {"subject": ["Re: Brno"], "body": ["Hi,"], "in-reply-to": ["<a+b&bcc=x@example.org>"]}
    for hostile in ("<a@b.example>\r\nBcc: x@evil.example", "a@b.example", "<a@b.example><c@d.example>"):
        _, keys = parsed(mailto(Draft("k@example.org", "Re: Brno", "Hi,", hostile)).uri)
        assert set(keys) == {"subject", "body"}


def test_where_the_id_does_not_fit_the_text_goes_first() -> None:
    fits = "x" * (LONGEST - len("mailto:k@example.org?subject=Re&body="))
    link = mailto(Draft("k@example.org", "Re", fits, "<a@example.org>"))
    assert link.whole
    assert "in-reply-to" not in link.uri
