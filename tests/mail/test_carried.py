"""What a digest carries of the ledger: read back as it was written, and from nobody else."""

from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.clock import instant
from kith.mail import carried
from kith.mail.carried import Carried
from kith.mail.compose import compose
from kith.mail.facts import read

SECRET, NAME = b"s" * 32, "<kith.0123456789abcdef@example.org>"
WHOM = st.tuples(
    st.integers(1, 99), st.text(max_size=80), st.sampled_from(["owed reply", "second e-mail", "fading"])
)
PEOPLE = [(1, "karen@example.net", "second e-mail"), (2, "ravi@example.net", "fading")]


@given(st.one_of(st.none(), st.integers(0, 2**40)), st.integers(0, 2**40), st.lists(WHOM, max_size=30))
def test_a_letter_is_read_back_as_it_was_written(
    slot: int | None, at: int, people: list[tuple[int, str, str]]
) -> None:
    """Through a letter as it leaves, folded, and the header as the scan reads it."""
    people = [(number, address.encode("utf-8", "replace").decode(), kind) for number, address, kind in people]
    raw = compose(
        own_address="sam@example.org",
        own_name="Sam",
        to="sam@example.org",
        subject="1 note",
        text="x",
        message_id=NAME,
        as_of=1796020260,
        kind=carried.written(slot, at, people, NAME, SECRET),
    )
    assert max(map(len, raw.partition(b"\r\n\r\n")[0].split(b"\r\n"))) <= 100
    assert str(message_from_bytes(raw, policy=policy.SMTP)["X-Kith"]).split()[0] == "digest"
    facts = read(raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n", None, len(raw), instant(1796020260))
    found = carried.read(facts.fields["x-kith"], facts.message_id, SECRET)
    if len(facts.fields["x-kith"]) < 8000:  # a field is cut at 8 KiB; no digest has so much to carry
        assert found == Carried(slot, at, tuple(people))


@pytest.mark.parametrize(
    ("value", "name", "secret"),
    [
        (carried.written(1, 2, PEOPLE, NAME, SECRET), "<kith.another@example.org>", SECRET),
        (carried.written(1, 2, PEOPLE, NAME, SECRET), NAME, b"t" * 32),
        (carried.written(1, 2, PEOPLE, NAME, SECRET)[:-4], NAME, SECRET),
        (carried.written(1, 2, PEOPLE, NAME, SECRET).replace("digest", "answer"), NAME, SECRET),
        ("digest", NAME, SECRET),
        ("", NAME, SECRET),
    ],
)
def test_what_this_store_has_not_signed_for_this_letter_carries_nothing(
    value: str, name: str, secret: bytes
) -> None:
    assert carried.read(value, name, secret) is None


@given(st.text(), st.text())
def test_whatever_stands_there_is_no_error(value: str, name: str) -> None:
    assert carried.read(value, name, SECRET) is None
    assert carried.read(f"digest {value}", name, SECRET) is None
