"""mailto links: nothing in a draft can become another key or another recipient (RFC 6068)."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kith.digest import Draft
from kith.mail.links import LONGEST, mailto

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=120)


def parsed(uri: str) -> tuple[str, dict[str, list[str]]]:
    parts = urlsplit(uri)
    assert parts.scheme == "mailto"
    assert not parts.fragment
    return unquote(parts.path), parse_qs(parts.query, keep_blank_values=True, strict_parsing=True)


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
