"""The user's own letter as it lies in Drafts: the fields we mean and no others, whatever strangers wrote."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kith.mail.draft_letter import draft_id, draft_letter

HOSTILE = st.one_of(
    st.text(max_size=200),
    st.text(st.sampled_from('\r\n\0\x1b\x85\u2028\u202e\ud800,;:<>()@"\\= ?.aé日'), max_size=60),
    st.sampled_from(["x\r\nBcc: evil@example.net", "=?utf-8?q?hi=0d=0aBcc:_e@x?=", "a" * 1200, "日" * 400]),
)
PLAIN = {
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
}
ANSWER = PLAIN | {"In-Reply-To", "References"}


def letter(**changed: object) -> bytes:
    told: dict[str, object] = {
        "own_address": "sam@example.org",
        "own_name": "Sam Okafor",
        "to": "karen@example.net",
        "to_name": "Karen Holm",
        "subject": "Re: Is Brno hiring?",
        "body": "Hi Karen,\n\nJúlia says yes.\n\nCheers,\nSam",
        "message_id": "<6ba7b810-9dad-41d1-80b4-00c04fd430c8@example.org>",
        "written_at": 1796020260,
        "in_reply_to": "<3@example.net>",
        "references": ("<1@example.org>", "<2@example.net>"),
    }
    return draft_letter(**told | changed)  # type: ignore[arg-type]


def parse(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=policy.SMTP)
    assert isinstance(message, EmailMessage)
    return message


def test_an_answer_in_full() -> None:
    assert letter().decode() == (
        "From: Sam Okafor <sam@example.org>\r\n"
        "To: Karen Holm <karen@example.net>\r\n"
        "Subject: Re: Is Brno hiring?\r\n"
        "Date: Mon, 30 Nov 2026 06:31:00 +0000\r\n"
        "Message-ID: <6ba7b810-9dad-41d1-80b4-00c04fd430c8@example.org>\r\n"
        'Content-Type: text/plain; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n"
        "MIME-Version: 1.0\r\n"
        "In-Reply-To: <3@example.net>\r\n"
        "References: <1@example.org>\r\n"
        " <2@example.net>\r\n"
        " <3@example.net>\r\n"
        "\r\n"
        "Hi Karen,\r\n\r\nJ=C3=BAlia says yes.\r\n\r\nCheers,\r\nSam\r\n"
    )


def test_a_new_thread_refers_to_nothing() -> None:
    assert set(parse(letter(in_reply_to="")).keys()) == PLAIN


@given(HOSTILE, HOSTILE, HOSTILE, HOSTILE, st.lists(HOSTILE, max_size=4))
@example("a", "b", "c", "<x\r\nBcc:y@z>", [])
@example("a", "b", "c", f"<{'i' * 180}@{'j' * 60}.example>", [f"<{'k' * 190}@l.example>"] * 3)
def test_whatever_strangers_wrote_the_fields_stay_these(
    name: str, subject: str, body: str, answered: str, before: list[str]
) -> None:
    raw = letter(to_name=name, subject=subject, body=body, in_reply_to=answered, references=before)
    header = raw.partition(b"\r\n\r\n")[0]
    assert set(parse(raw).keys()) in (PLAIN, ANSWER)
    assert parse(raw)["To"].addresses[0].addr_spec == "karen@example.net"
    assert len(parse(raw)["To"].addresses) == 1
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    assert header.replace(b"\r\n", b"").isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert not re.search(rb"(?i)^(x-|auto-submitted|bcc)", header, re.MULTILINE)


def test_a_long_id_is_not_encoded_into_something_else() -> None:
    long = f"<{'i' * 150}@{'j' * 60}.example>"
    message = parse(letter(in_reply_to=long, references=[long.replace("i", "h")]))
    assert message["In-Reply-To"] == long
    assert message["References"].split() == [long.replace("i", "h"), long]


def test_a_name_that_holds_an_address_is_left_out() -> None:
    assert parse(letter(to_name="karen@bank.example"))["To"] == "karen@example.net"


def test_an_address_beyond_ascii_is_kept() -> None:
    assert "To: Karen Holm <kåren@example.net>".encode() in letter(to="kåren@example.net")


def test_without_an_address_there_is_no_letter() -> None:
    with pytest.raises(ValueError, match="address"):
        letter(to="nobody")


def test_the_id_is_the_same_each_time_looks_like_any_programs_and_cannot_be_guessed() -> None:
    one = draft_id(b"s" * 32, "<kith.1@example.org>", "karen@example.net", "Sam@Exämple.org")
    assert one == draft_id(b"s" * 32, "<kith.1@example.org>", "karen@example.net", "sam@exämple.org")
    assert re.fullmatch(
        r"<[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}@xn--exmple-cua\.org>", one
    )
    others = {
        draft_id(secret, letter, address, "sam@example.org")
        for secret in (b"s" * 32, b"t" * 32)
        for letter in ("<kith.1@example.org>", "<kith.2@example.org>")
        for address in ("karen@example.net", "tom@example.net")
    }
    assert len(others) == 8
