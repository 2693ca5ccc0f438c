"""What messages tell of people, as the store keeps it: read once, of people known, believed as answers to letters."""

from pathlib import Path

import pytest

from helpers.judged import begin, received, record, sent
from kith.mail.bounces import Failure
from kith.store import Store
from kith.store.signals import KEPT, TRIES, WAITS, Telling, Told

KAREN = "karen@example.net"
DAY = 86_400
NOW = 1000 * DAY


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path)


def add(store: Store, *told: Told) -> None:
    with store.transaction():
        store.signals.add(told)


def gone(at: int, answers: int = 0) -> Told:
    return Told(KAREN, "", "gone", at, "", "automatic reply", answers)


def test_an_automatic_reply_is_read_once_its_sender_is_somebody_the_user_knows(store: Store) -> None:
    cursor = begin(store)
    with store.transaction():
        store.signals.note(
            cursor.folder, [Telling(3, NOW - DAY, KAREN, 5), Telling(4, NOW - DAY, "", 0)], NOW
        )
    assert [one.uid for one in store.signals.to_read(cursor.folder, 9, NOW)] == [4]
    record(store, cursor, sent(5, KAREN, at=NOW - 2 * DAY))
    assert [one.uid for one in store.signals.to_read(cursor.folder, 9, NOW)] == [4, 3]
    with store.transaction():
        store.signals.read(cursor.folder, [3, 4], [gone(NOW - DAY, 5)])
    assert store.signals.to_read(cursor.folder, 9, NOW) == []
    assert [one.believed for one in store.signals.told(NOW)] == [True]


def test_a_folder_is_opened_for_what_may_be_read_alone(store: Store) -> None:
    cursor = begin(store)
    with store.transaction():
        store.signals.note(cursor.folder, [Telling(3, NOW - DAY, KAREN, 5)], NOW)
    assert [one.reports for one in store.cursors.standings("personal").values()] == [0]
    record(store, cursor, sent(5, KAREN, at=NOW - 2 * DAY))
    assert [one.reports for one in store.cursors.standings("personal").values()] == [1]


def test_what_waits_for_too_long_or_never_comes_is_given_up(store: Store) -> None:
    cursor = begin(store)
    record(store, cursor, sent(5, KAREN, at=NOW - 2 * DAY))
    with store.transaction():
        store.signals.note(
            cursor.folder, [Telling(2, NOW - WAITS, KAREN, 5), Telling(3, NOW - DAY, KAREN, 5)], NOW
        )
    assert [one.uid for one in store.signals.to_read(cursor.folder, 9, NOW)] == [3]
    for _ in range(TRIES):
        with store.transaction():
            store.signals.missed(cursor.folder, [3])
    assert store.signals.to_read(cursor.folder, 9, NOW) == []
    with store.transaction():
        store.signals.note(cursor.folder, [Telling(4, NOW - DAY, KAREN, 5)], NOW)
    later = NOW + WAITS
    assert store.signals.waits_in_vain(later)
    with store.transaction():
        store.signals.give_up(later)
    assert not store.signals.waits_in_vain(later)


def test_who_is_gone_is_believed_of_an_answer_to_a_letter_of_mine_there_also_one_that_came_back(
    store: Store,
) -> None:
    cursor = begin(store)
    record(store, cursor, sent(5, KAREN, at=NOW - 4 * DAY), sent(6, "ravi@example.net", at=NOW - 4 * DAY))
    add(store, gone(NOW - 3 * DAY, 5), gone(NOW - 2 * DAY, 6), gone(NOW - DAY))
    assert [one.believed for one in store.signals.told(NOW)] == [True, False, False]
    with store.transaction():
        store.bounces.read(1, [], [(NOW, Failure(KAREN, "5.1.1", "", 5))])
        store.bounces.settle()
    assert [one.believed for one in store.signals.told(NOW)] == [True, False, False]


def test_mail_from_there_takes_it_back_and_a_later_moment_knows_it(store: Store) -> None:
    cursor = begin(store)
    record(store, cursor, sent(5, KAREN, at=NOW - 9 * DAY), received(8, KAREN, NOW - DAY))
    add(store, gone(NOW - 3 * DAY, 5))
    assert store.signals.told(NOW) == []
    assert len(store.signals.told(NOW - 2 * DAY)) == 1


def test_the_same_twice_is_told_once_and_what_is_old_is_dropped(store: Store) -> None:
    add(store, gone(NOW - KEPT - 2 * DAY), gone(NOW - DAY), gone(NOW - DAY))
    assert [one.at for one in store.signals.told(NOW)] == [NOW - DAY]


def test_who_is_forgotten_is_told_of_no_more_by_address_or_by_name(store: Store) -> None:
    cursor = begin(store)
    record(
        store, cursor, received(8, KAREN, NOW - DAY, "Karen Holm"), sent(9, "ravi@example.net", at=NOW - DAY)
    )
    told = Told("ravi@example.net", "", "new-address", NOW - DAY, KAREN, "automatic reply")
    job = Told("", "karen holm", "new-job", NOW - DAY, "Head of Tides", "LinkedIn")
    add(store, gone(NOW - DAY), job, told)
    with store.transaction():
        store.signals.note(cursor.folder, [Telling(3, NOW - DAY, KAREN, 5)], NOW)
        store.decisions.forget([KAREN], NOW)
    assert store._db.execute("SELECT count(*) FROM signal").fetchone() == (0,)
    assert store._db.execute("SELECT count(*) FROM telling").fetchone() == (0,)
