"""Our own letters: the header we mean and nothing else, the same bytes each time."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from email.parser import BytesParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kith.mail.compose import compose

FIELDS = [
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Kith", "MIME-Version", "Content-Type",
]  # fmt: skip
HOSTILE = st.one_of(
    st.text(max_size=300),
    st.text(st.sampled_from('\r\n\0\x1b\x85\u2028\u202e\ud800,;:<>()@"\\= ?.aé日'), max_size=60),
    st.sampled_from(
        ["x\r\nBcc: evil@example.net", "=?utf-8?q?hi=0d=0aBcc:_e@x?=", "a" * 999, "日" * 500, " ", ""]
    ),
)


def letter(**changed: str) -> bytes:
    told = {
        "own_address": "sam@example.org",
        "own_name": "Sam",
        "to": "sam@example.org",
        "subject": "Karen: 1 note to write",
        "text": "1. Karen Holm\n",
        "html": "<p>Júlia</p>\n",
    }
    return compose(**told | changed, message_id="<0123456789abcdef@example.org>", as_of=1796020260)


def parse(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=policy.SMTP)
    assert isinstance(message, EmailMessage)
    return message


def test_a_letter_carries_the_fields_of_an_automatic_mail_to_oneself() -> None:
    message = parse(letter())
    assert {name: str(message[name]) for name in FIELDS[:-2]} == {
        "From": '"Sam (kith)" <sam@example.org>',
        "To": "sam@example.org",
        "Subject": "Karen: 1 note to write",
        "Date": "Mon, 30 Nov 2026 06:31:00 +0000",
        "Message-ID": "<0123456789abcdef@example.org>",
        "Auto-Submitted": "auto-generated",
        "X-Kith": "digest",
    }
    assert message.get_content_type() == "multipart/alternative"
    text, html = message.iter_parts()
    assert (text.get_content(), html.get_content()) == ("1. Karen Holm\r\n", "<p>Júlia</p>\r\n")
    assert [part["Content-Transfer-Encoding"] for part in (text, html)] == ["quoted-printable"] * 2


@given(HOSTILE, HOSTILE, HOSTILE)
@example("x\r\nBcc: evil@example.net", "\u2028Bcc: y", "a@b\r\nTo: z@evil.example")
@settings(max_examples=5000, deadline=None)
def test_no_name_subject_or_address_can_break_the_header(name: str, subject: str, address: str) -> None:
    """Threat C1. Its header alone is read back, for time; of the body, which holds none of these, see the next one."""
    raw = letter(own_name=name, subject=subject, to=address, own_address=address)
    message = BytesParser(policy=policy.SMTP).parsebytes(raw, headersonly=True)
    assert isinstance(message, EmailMessage)
    assert list(message.keys()) == FIELDS
    assert len(message["To"].addresses) == len(message["From"].addresses) == 1
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")


@given(st.text(max_size=400), st.text(max_size=400))
@settings(deadline=None)
def test_both_parts_arrive_as_they_were_written(text: str, html: str) -> None:
    message = parse(letter(text=text, html=html))
    assert not message.defects
    for part, written in zip(message.iter_parts(), (text, html), strict=True):
        sound = written.encode(errors="replace").decode()
        assert part.get_content().splitlines() == (sound.splitlines() or [""])


def test_the_same_arguments_give_the_same_bytes() -> None:
    assert letter() == letter()


def test_the_lines_are_short_enough_for_every_relay_and_in_ascii() -> None:
    raw = letter(text="é" * 500, subject="日本語" * 40)
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 78


@pytest.mark.parametrize("address", ["sam@bücher.example", "c..hall@example.com", "a+b@example.org"])
def test_odd_addresses_that_exist_are_kept(address: str) -> None:
    local, _, domain = address.partition("@")
    shown = parse(letter(own_address=address))["From"].addresses[0]
    assert (shown.username, shown.domain) == (local, domain.encode("idna").decode())


def test_an_address_beyond_ascii_is_written_as_it_is() -> None:
    """RFC 6532; an encoded word inside an address would be no address."""
    assert '"Sam (kith)" <jörg@example.org>' in letter(own_address="jörg@example.org").decode()


def test_without_a_name_the_address_gives_one_so_that_nobody_is_stored_as_kith() -> None:
    assert parse(letter(own_name=""))["From"].addresses[0].display_name == "sam (kith)"


@pytest.mark.parametrize("length", range(60, 90))
def test_a_subject_begins_on_its_own_line_however_long_it_is(length: int) -> None:
    subject = ("Karen Holm " * 9)[:length].strip()
    raw = letter(subject=subject)
    assert b"\r\nSubject: Karen" in raw
    assert str(parse(raw)["Subject"]) == subject


def test_the_users_own_name_brings_no_hidden_characters_into_the_header() -> None:
    assert str(parse(letter(own_name="\u202emaS\u200b"))["From"]) == '"maS (kith)" <sam@example.org>'
