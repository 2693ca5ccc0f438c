"""Whose the addresses of one card are, by the names that mail has them under."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.people.address import Me
from kith.people.card import Card, Placed
from kith.people.carding import bearers, by_mailbox, findings

A, B, C = "a@x.example", "b@y.example", "c@z.example"


def parts(card: Card, **seen: str) -> list[list[str]]:
    specs = {"a": A, "b": B, "c": C}
    return bearers(card, by_mailbox({specs[key]: frozenset({name}) for key, name in seen.items()}))


KAREN = Card("Karen Holm", (A, B, C), nicknames=("Kaz",))


@pytest.mark.parametrize(
    ("seen", "owners"),
    [
        ({}, [[A, B, C]]),  # nobody has written from there: the card is all there is
        ({"a": "Karen Holm"}, [[A, B, C]]),
        ({"a": "Karen Holm", "b": "Holm, Karen"}, [[A, B, C]]),
        ({"a": "Karen Holm", "b": "Karen Berg"}, [[A, B, C]]),  # people marry
        ({"a": "Karen Holm", "b": "Kaz Holm"}, [[A, B, C]]),  # the card says so itself
        ({"a": "Karen Holm", "b": "Tidewater"}, [[A, B, C]]),  # no full name
        ({"a": "Karen Holm", "b": "Bob Holm"}, [[A, C], [B]]),
        ({"a": "Karen Holm", "b": "Bob Ray", "c": "Bob Ray"}, [[A], [B, C]]),
        ({"a": "Bob Ray", "b": "Karen Holm"}, [[B, C], [A]]),  # the card is Karen's, whatever stands first
        ({"a": "Paul Ray", "b": "Paula Ray"}, [[A, C], [B]]),
    ],
)
def test_whose_the_addresses_of_a_card_are(seen: dict[str, str], owners: list[list[str]]) -> None:
    assert [sorted(part) for part in parts(KAREN, **seen)] == owners


def test_what_is_not_sure_is_left_to_the_user() -> None:
    found = findings(
        [Placed(KAREN, "k.vcf, line 1")], Me(()), {A: frozenset({"Karen Holm"}), B: frozenset({"Bob Ray"})}
    )
    assert [(one.pair, one.strong) for one in found] == [((A, C), True), ((A, B), False)]
    assert found[1].doubts == ("in your mail they are Karen Holm and Bob Ray",)


NAMES = st.sampled_from(["Karen Holm", "Bob Ray", "Bob Holm", "Kaz Holm", "Karen", ""])


@given(st.dictionaries(st.sampled_from([A, B, C]), st.frozensets(NAMES, max_size=3)), NAMES)
def test_every_address_of_a_card_has_one_owner(seen: dict[str, frozenset[str]], name: str) -> None:
    found = bearers(Card(name, (A, B, C)), by_mailbox(seen))
    assert sorted(key for part in found for key in part) == [A, B, C]
    assert all(found)
