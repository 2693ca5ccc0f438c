"""One message's header bytes to facts. Any bytes give facts, and in bounded time."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.effort import within
from helpers.hostile_headers import BOMBS, HEADERS, KIB
from kith.mail import dates, facts, headers, ids, touches
from kith.mail.headers import fields
from kith.mail.ids import NUMBER, number_of
from kith.model import Facts
from kith.people import address
from kith.people.address import Me
from kith.people.automatic import list_address

NOW = datetime(2026, 6, 1, tzinfo=UTC)
ARRIVED = datetime(2026, 3, 1, 10, 0, 5, tzinfo=UTC)
RULES = touches.Rules(Me(["sam@example.org"]), 5)


def read(header: bytes, size: int = 1000) -> Facts:
    return facts.read(header, ARRIVED, size, NOW)


@given(st.one_of(st.binary(), HEADERS))
def test_any_bytes_give_facts_and_a_verdict(header: bytes) -> None:
    found = read(header)
    verdict = touches.judge(found, RULES)
    assert 0 <= found.identity < 2**63
    assert bool(verdict.touches) != (verdict.skip is not None)
    assert found.subject.isprintable()
    assert len(found.subject) <= facts.LONGEST_SUBJECT
    for text in (found.message_id, found.in_reply_to, *found.fields.values()):
        text.encode()  # what the store is given is text in UTF-8


NEVER = re.compile(r"(?!)")


@given(HEADERS)
def test_the_strict_forms_change_nothing(header: bytes) -> None:
    """Whatever matches no strict form is read by the general rule; the general rule reads all the others the same."""
    found = read(header)
    with pytest.MonkeyPatch.context() as patch:
        for module, name in [
            (address, "_PLAIN"), (dates, "_STRICT"), (facts, "_PLAIN_ID"), (headers, "_ONE_WORD"),
        ]:  # fmt: skip
            patch.setattr(module, name, NEVER)
        forget()
        again = read(header)
    forget()
    assert again == found
    assert touches.judge(again, RULES) == touches.judge(found, RULES)


def forget() -> None:
    headers._remembered.cache_clear()
    headers._address.cache_clear()


@pytest.mark.parametrize("name", BOMBS)
def test_a_header_bomb_costs_next_to_nothing(name: str) -> None:
    """Threat D3. A pattern that gives back what it took needs minutes."""
    header = BOMBS[name](64 * KIB)
    with within(5):
        fields(header)
        found = read(header)
        touches.judge(found, RULES)
        list_address(found)


def test_copies_of_a_message_have_one_identity() -> None:
    one = b"Message-ID: <a@b>\nSubject: x\nFrom: a@b.c\n"
    assert read(one).identity == read(b"Received: by y\n" + one.replace(b"\n", b"\r\n"), 2000).identity


def test_the_first_id_is_the_one_that_lasts() -> None:
    """Exchange gives a message a new Message-ID on sending and keeps the client's aside."""
    kept = b"Message-ID: <a@b>\n"
    assert (
        read(kept).identity == read(b"Message-ID: <z@z>\nX-Microsoft-Original-Message-ID: <a@b>\n").identity
    )


@pytest.mark.parametrize("nothing", [b"", b"Message-ID:\n", b"Message-ID: <>\n", b"Message-ID: < >\n"])
def test_without_an_id_from_date_subject_and_size_tell_messages_apart(nothing: bytes) -> None:
    base = nothing + b"From: a@b.c\nDate: Sun, 01 Mar 2026 10:00:00 +0000\nSubject: x\n"
    assert read(base, 7).identity == read(base, 7).identity
    others = [read(base, 8), read(base.replace(b"x", b"y"), 7), read(base.replace(b"a@b", b"z@b"), 7)]
    assert len({read(base, 7).identity, *(other.identity for other in others)}) == 4


@pytest.mark.parametrize(
    "number", ["<0@localhost>", "<1@[127.0.0.1]>", "<@mail.example.org>", "<20261101100000.x>", "0"]
)
def test_a_number_that_many_may_have_is_not_the_identity_by_itself(number: str) -> None:
    """Row 35: devices and scripts number their mail from nothing; copies of one are one still, whatever their size."""
    base = f"Message-ID: {number}\nFrom: a@b.c\nDate: Sun, 01 Mar 2026 10:00:00 +0000\nTo: c@b.c\nSubject: x\n".encode()
    assert read(base, 7).identity == read(b"Received: by y\n" + base, 8).identity
    others = [base.replace(b"x\n", b"y\n"), base.replace(b"a@b", b"z@b"), base.replace(b"c@b", b"z@b")]
    assert len({read(one).identity for one in [base, *others, base.replace(b"10:00", b"10:01")]}) == 5
    assert (
        number_of(read(base).message_id) != read(base).identity & NUMBER
    )  # an answer finds none, rather than any


def test_an_id_that_tells_messages_apart_is_the_identity_whatever_else_differs() -> None:
    one = read(b"Message-ID: <CAF1.x2@mail.example.org>\nFrom: a@b.c\n")
    assert one.identity == read(b"Message-ID: <CAF1.x2@mail.example.org>\nSubject: [EXT] x\n").identity
    assert one.identity & NUMBER == number_of(one.message_id)


def test_an_answer_names_what_it_answers() -> None:
    assert read(b"In-Reply-To: Your letter of Monday <a@b> (was: x)\n").in_reply_to == "<a@b>"


def test_only_what_judging_needs_is_kept_of_the_rest() -> None:
    found = read(b"X-Secret: 1\nPrecedence: bulk\nPrecedence: list\nReceived: by x\n")
    assert found.fields == {"precedence": "bulk"}


def test_the_subject_is_one_line() -> None:
    assert read(b"Subject: =?utf-8?q?a=0d=0aBcc:_x=E2=80=A8y?=\n").subject == "a Bcc: x y"


@given(st.integers(0, 2**47 - 1), st.integers(-5, 70_000), st.integers(-5, 70_000))
def test_the_keys_of_newer_days_come_first_and_hold_the_number(number: int, day: int, later: int) -> None:
    key = ids.identity(number, day)
    assert 0 <= key < 2**63
    assert key & NUMBER == number
    assert (key > ids.identity(number, later)) == (max(day, 0) < min(max(later, 0), 0xFFFF))
