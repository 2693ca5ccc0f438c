"""A token is good for one secret, digest, person and verb, for 60 days, and for nothing else."""

import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kith.commands.tokens import ALPHABET, DAYS, LENGTH, Offer, Ring, offers, read, token, valid

SECRET = bytes(range(32))
OFFER = Offer("2026w48", "karen@example.org", "later", at=1_000_000)
DAY = 86_400
PARTS = st.tuples(st.binary(min_size=16, max_size=40), st.text(), st.text(), st.text())


def of(offer: Offer, secret: bytes = SECRET) -> str:
    return token(secret, offer.digest, offer.address, offer.verb)


@given(PARTS, PARTS)
def test_a_change_of_any_part_makes_another_token(
    one: tuple[bytes, str, str, str], other: tuple[bytes, str, str, str]
) -> None:
    assume(one != other)
    assert token(*one) == token(*one)
    for place in range(4):
        changed = tuple(other[at] if at == place else one[at] for at in range(4))
        assert changed == one or token(*changed) != token(*one)  # type: ignore[arg-type]


@given(st.text(min_size=1), st.text(), st.text())
def test_a_sign_that_moves_from_part_to_part_makes_another_token(first: str, second: str, third: str) -> None:
    assert token(SECRET, first, second, third) != token(SECRET, first[:-1], first[-1] + second, third)
    assert token(SECRET, second, first, third) != token(SECRET, second, first[:-1], first[-1] + third)


@given(PARTS)
def test_a_token_is_eight_signs_that_survive_any_hand(parts: tuple[bytes, str, str, str]) -> None:
    made = token(*parts)
    assert len(made) == LENGTH
    assert set(made) <= set(ALPHABET)
    assert read(made.upper()) == read(f" {made}\n") == made
    assert read(made.replace("0", "O").replace("1", "I")) == read(made.replace("1", "l")) == made


def test_no_two_signs_look_alike() -> None:
    assert len(set(ALPHABET)) == 32
    assert set(ALPHABET) < set(string.ascii_lowercase + string.digits)
    assert not set("ilou") & set(ALPHABET)


@given(st.text(max_size=12))
def test_what_is_no_token_is_read_as_none_and_fits_no_link(written: str) -> None:
    plain = read(written)
    assert plain == "" or (len(plain) == LENGTH and set(plain) <= set(ALPHABET))
    assert valid(written, SECRET, OFFER, OFFER.at) is (plain == of(OFFER))


@given(st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_a_token_with_one_sign_changed_fits_no_link(place: int, sign: str) -> None:
    made = of(OFFER)
    changed = made[:place] + sign + made[place + 1 :]
    assert valid(changed, SECRET, OFFER, OFFER.at) is (changed == made)


@pytest.mark.parametrize(
    ("after", "good"),
    [
        (0, True), (DAY, True), (DAYS * DAY, True), (DAYS * DAY + 1, False), (10**9, False),
        (-1, True), (-2 * DAY, True), (-DAYS * DAY - 1, False),
    ],
)  # fmt: skip
def test_a_token_is_good_for_sixty_days_also_where_the_clock_was_set_back(after: int, good: bool) -> None:
    assert valid(of(OFFER), SECRET, OFFER, OFFER.at + after) is good


OTHERS = [
    Offer("2026w48", "karen@example.org", "never", OFFER.at),
    Offer("2026w48", "petr@example.cz", "later", OFFER.at),
    Offer("2026w47", "karen@example.org", "later", OFFER.at - 7 * DAY),
]


def test_a_ring_finds_the_one_link_a_token_is_of() -> None:
    ring = Ring(SECRET, [*OTHERS, OFFER], OFFER.at)
    assert ring.find(of(OFFER), "later") == OFFER
    assert all(ring.find(of(other), other.verb) == other for other in OTHERS)
    assert ring.find(of(OFFER), "never") is None
    assert ring.find("", "later") is None
    assert Ring(SECRET, OTHERS, OFFER.at).find(of(OFFER), "later") is None
    assert Ring(bytes(32), [OFFER], OFFER.at).find(of(OFFER), "later") is None
    assert Ring(SECRET, [OFFER], OFFER.at + 61 * DAY).find(of(OFFER), "later") is None


def test_the_secret_is_in_no_trace() -> None:
    assert "secret" not in repr(Ring(SECRET, [OFFER], 0))


def test_a_secret_that_can_be_guessed_is_refused() -> None:
    with pytest.raises(ValueError, match="16 at least"):
        token(b"", "d", "a", "v")


def test_a_digest_offers_one_link_for_each_order_and_its_verb() -> None:
    made = offers("2026w48", "karen@example.org", 1_000_000)
    assert [one.verb for one in made] == ["talked", "later", "never"]
    assert OFFER in made
