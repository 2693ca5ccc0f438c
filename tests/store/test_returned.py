"""A letter that came back for good is no contact: its touch is taken back, and given back when it is answered."""

from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from helpers.judged import begin, everything, received, record, sent
from kith.counts import Tally
from kith.mail.bounces import Failure
from kith.model import Address, Direction, Touch, Verdict
from kith.store import Store
from kith.store.touches import Judged

KAREN, RAVI = "karen@example.net", "ravi@example.net"
DAY = 86_400


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path)


def failed(store: Store, at: int, returned: int, address: str = KAREN) -> None:
    with store.transaction():
        store.bounces.read(1, [], [(at, Failure(address, "5.1.1", "User unknown", returned))])
        store.bounces.settle()


def wrote(store: Store, folder: Any, *messages: Judged) -> None:
    with store.transaction():
        store.touches.record(folder.folder, messages)
        store.bounces.settle()


def opens(identity: int, spec: str, at: int) -> Judged:
    """A letter of theirs that opens a conversation: it has a form of subject."""
    letter = received(identity, spec, at, subject="Hello")
    verdict = Verdict(touches=(Touch(Address(spec), Direction.RECEIVED),), opening=7)
    return Judged(identity, letter.facts, verdict)


def tallies(store: Store) -> dict[str, tuple[Tally, Tally]]:
    return {one.spec: (one.sent, one.received) for one in store.people.correspondents()}


def test_the_touch_of_a_letter_that_came_back_is_taken_back_for_whom_it_failed_alone(store: Store) -> None:
    folder = begin(store)
    wrote(store, folder, sent(4, KAREN, at=DAY), sent(5, KAREN, RAVI, at=3 * DAY))
    failed(store, 4 * DAY, 5)
    assert tallies(store)[KAREN][0] == Tally(1, DAY, DAY)
    assert tallies(store)[RAVI][0] == Tally(1, 3 * DAY, 3 * DAY)
    assert store.people.touches([KAREN]) == {KAREN: ([DAY], [])}
    assert store.bounces.returned(9 * DAY) == {KAREN: 3 * DAY}


def test_kith_why_says_what_came_back(store: Store) -> None:
    folder = begin(store)
    wrote(store, folder, sent(5, KAREN, at=3 * DAY))
    failed(store, 4 * DAY, 5)
    (one,), total = store.people.uncounted([KAREN], 9)
    assert (one.at, str(one.reason), one.because, total) == (3 * DAY, "came-back", "5.1.1: User unknown", 1)


def test_another_letter_and_another_address_keep_their_touches(store: Store) -> None:
    folder = begin(store)
    wrote(store, folder, sent(5, KAREN, at=3 * DAY), sent(6, RAVI, at=3 * DAY))
    failed(store, 4 * DAY, 99)
    failed(store, 4 * DAY, 5, RAVI)
    assert [sent.number for sent, _ in tallies(store).values()] == [1, 1]


def test_an_answer_from_there_gives_it_back_and_a_letter_that_opens_anew_does_not(store: Store) -> None:
    folder = begin(store)
    wrote(store, folder, sent(5, KAREN, at=3 * DAY))
    failed(store, 4 * DAY, 5)
    wrote(store, folder, opens(7, KAREN, 5 * DAY))
    assert tallies(store)[KAREN][0].number == 0
    wrote(store, folder, received(8, KAREN, 6 * DAY, subject="Re: Hello"))
    assert tallies(store)[KAREN][0] == Tally(1, 3 * DAY, 3 * DAY)
    assert store.people.uncounted([KAREN], 9) == ([], 0)


def test_the_order_of_reading_never_shows(tmp_path: Path) -> None:
    """A first reading goes backwards: the answer, the report, the letter; later ones go forwards."""
    outcomes = []
    for number, order in enumerate(permutations(("letter", "report", "answer"))):
        path = tmp_path / str(number)
        path.mkdir()
        with Store.open(path) as store:
            folder = begin(store)
            for what in order:
                if what == "letter":
                    wrote(store, folder, sent(5, KAREN, at=3 * DAY))
                elif what == "report":
                    failed(store, 4 * DAY, 5)
                else:
                    wrote(store, folder, received(8, KAREN, 6 * DAY))
            outcomes.append((tallies(store), store.people.uncounted([KAREN], 9)))
    assert all(one == outcomes[0] for one in outcomes)
    assert outcomes[0][0][KAREN][0].number == 1


def test_settling_twice_and_reading_a_copy_with_the_bcc_again_change_nothing(store: Store) -> None:
    folder = begin(store)
    letter = sent(5, KAREN, at=3 * DAY)
    letter = Judged(5, letter.facts._replace(bcc=(Address(KAREN),)), letter.verdict)
    wrote(store, folder, letter)
    failed(store, 4 * DAY, 5)
    before = everything(store)
    wrote(store, folder, letter)
    with store.transaction():
        store.bounces.settle()
    assert everything(store) == before


def test_who_is_forgotten_leaves_no_returned_letter_behind(store: Store) -> None:
    folder = begin(store)
    record(store, folder, sent(5, KAREN, at=3 * DAY))
    failed(store, 4 * DAY, 5)
    with store.transaction():
        store.decisions.forget([KAREN], 9 * DAY)
    assert store.bounces.returned(9 * DAY) == {}
