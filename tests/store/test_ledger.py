"""Appointments and letters: each appointment is taken once, each letter written once and never deleted."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from kith.errors import StoreUnusable
from kith.mail.carried import Carried
from kith.store import Store
from kith.store.ledger import Letter

LETTER = Letter(0, "<one@example.org>", 700, 710, "sam@example.org", b"From: kith\r\n\r\nHello", "written")
ADA, KAREN = "ada@example.org", "karen@example.org"


def write(store: Store, letter: Letter = LETTER, *addresses: str, messages: int = 0) -> int | None:
    rows = [(number, address, "fading") for number, address in enumerate(addresses, start=1)]
    with store.transaction():
        return store.ledger.write(letter, rows, messages)


def test_an_appointment_is_taken_by_exactly_one_of_two(tmp_path: Path) -> None:
    with Store.open(tmp_path) as one, Store.open(tmp_path) as other:
        assert one.ledger.last_slot("digest") is None
        with one.transaction():
            one.ledger.set_slot("digest", 100, "mon 07:30")
        seen = [store.ledger.last_slot("digest") for store in (one, other)]
        assert seen == [(100, "mon 07:30")] * 2
        taken = []
        for store in (one, other, one):
            with store.transaction():
                taken.append(store.ledger.claim("digest", 100, 700))
        assert taken == [True, False, False]
        assert other.ledger.last_slot("digest") == (700, "mon 07:30")


def test_a_claim_that_is_rolled_back_is_free_again(store: Store) -> None:
    with store.transaction():
        store.ledger.set_slot("digest", 100, "mon 07:30")
    with suppress(InterruptedError), store.transaction():
        assert store.ledger.claim("digest", 100, 700)
        assert store.ledger.write(LETTER, [], 0)
        raise InterruptedError
    assert store.ledger.newest() is None
    with store.transaction():
        assert store.ledger.claim("digest", 100, 700)


def test_there_is_nothing_to_claim_before_an_appointment_is_known(store: Store) -> None:
    with store.transaction():
        assert store.ledger.claim("digest", 0, 700) is False


def test_a_letter_is_entered_once(store: Store) -> None:
    number = write(store, LETTER, ADA, KAREN, messages=12)
    assert number is not None
    assert write(store, replace(LETTER, slot=1400), ADA) is None  # the same Message-ID
    assert write(store, replace(LETTER, message_id="<two@example.org>"), ADA) is None  # the same appointment
    assert store.ledger.waiting() == [replace(LETTER, number=number)]
    assert store.ledger.suggestions(number) == [ADA, KAREN]
    assert store.ledger.messages_read_then() == 12


def test_letters_asked_for_by_hand_answer_no_appointment(store: Store) -> None:
    for name in ("a", "b"):
        assert write(store, replace(LETTER, message_id=f"<{name}@example.org>", slot=None)) is not None
    assert len(store.ledger.waiting()) == 2


def test_a_letters_life(store: Store) -> None:
    """Written, leaving, not taken, leaving again, nobody knows, delivered; its words fade later."""
    number = write(store)
    assert number is not None
    ledger = store.ledger
    with store.transaction():
        ledger.leaving(number, 800)
    (letter,) = ledger.waiting()
    assert (letter.state, letter.tried_at, letter.content) == ("leaving", 800, LETTER.content)
    with store.transaction():
        ledger.failed(number, "written", "451 later", 900)
    (letter,) = ledger.waiting()
    assert (letter.state, letter.answer, letter.retry_at, letter.tries) == ("written", "451 later", 900, 1)
    with store.transaction():
        ledger.leaving(number, 900)
        ledger.failed(number, "leaving", "connection lost", 1500)
    (letter,) = ledger.waiting()
    assert (letter.state, letter.tries, letter.content) == ("leaving", 2, LETTER.content)
    with store.transaction():
        ledger.closed(number, "delivered", "250 ok")
    assert ledger.waiting() == []
    newest = ledger.newest()
    assert newest is not None
    assert (newest.state, newest.answer, newest.content) == ("delivered", "250 ok", LETTER.content)
    with store.transaction():
        store.correspondence.fade(LETTER.composed_at)
    assert store.correspondence.content(number) == LETTER.content
    with store.transaction():
        store.correspondence.fade(LETTER.composed_at + 1)
    assert store.correspondence.content(number) == b""


def test_a_letter_has_no_other_state_than_these(store: Store) -> None:
    number = write(store)
    assert number is not None
    with pytest.raises(StoreUnusable), store.transaction():
        store.ledger.closed(number, "lost", "")
    assert len(store.ledger.waiting()) == 1


def test_waiting_letters_leave_in_the_order_they_were_written(store: Store) -> None:
    for slot in (300, 100, 200):
        write(store, replace(LETTER, message_id=f"<{slot}@example.org>", slot=slot, composed_at=slot))
    assert [letter.slot for letter in store.ledger.waiting()] == [300, 100, 200]


def test_people_were_suggested_when_they_last_stood_in_a_letter_that_was_not_refused(store: Store) -> None:
    for at, addresses in [(100, [ADA]), (200, [ADA, KAREN]), (300, [KAREN])]:
        write(store, replace(LETTER, message_id=f"<{at}@example.org>", slot=at, composed_at=at), *addresses)
    with store.transaction():
        store.ledger.closed(3, "refused", "550 no")
    assert store.ledger.suggested() == {
        ADA: ((100, "fading"), (200, "fading")),
        KAREN: ((200, "fading"),),
    }


def test_the_secret_is_one_for_each_store_and_stays(tmp_path: Path) -> None:
    secrets = []
    for name in ("a", "a", "b"):
        (tmp_path / name).mkdir(exist_ok=True)
        with Store.open(tmp_path / name) as store:
            secrets.append(store.ledger.secret())
    assert secrets[0] == secrets[1] != secrets[2]
    assert {len(secret) for secret in secrets} == {32}


def test_before_the_first_letter_there_is_nothing_to_compare_with(store: Store) -> None:
    assert store.ledger.newest() is None
    assert store.ledger.messages_read_then() == 0
    assert store.ledger.suggested() == {}


# "w": written here, "f": found in the mailbox; each with its date. Which of them is the newest, by its place.
ORDERS = [
    ("w5 w9", 1),
    ("w99 w9", 1),  # the first is of a clock that ran ahead
    ("f5 f9", 1),
    ("f9 f5", 0),
    ("w5 f9 f7", 1),
    ("w9 f7 f5", 0),  # older ones, read late
    ("w5 f9 w7", 2),  # what is written here is newer than all that was found before
    ("w5 f9 w7 f8", 3),
    ("w5 f9 w7 f6", 2),
]


@pytest.mark.parametrize(("entered", "newest"), ORDERS, ids=[entered for entered, _ in ORDERS])
def test_the_newest_digest_is_told_by_date_among_those_that_were_found(
    entered: str, newest: int, store: Store
) -> None:
    for place, (how, *at) in enumerate(entered.split()):
        name, when = f"<{place}@x>", int("".join(at))
        if how == "w":
            number = write(store, Letter(0, name, None, when, "sam@x", b"x", "written"), f"{place}@x") or 0
            with store.transaction():
                store.ledger.closed(number, "delivered", "")
        else:
            with store.transaction():
                store.ledger.recall(name, Carried(None, when, ((1, f"{place}@x", "fading"),)), 0, 1000)
    found = store.ledger.newest()
    assert found is not None
    assert (found.message_id, store.ledger.numbers()) == (f"<{newest}@x>", {1: f"{newest}@x"})
