"""Mail that came back, as the store knows it: believed of a letter that went there, until mail comes from there."""

from pathlib import Path

import pytest

from helpers.judged import begin, received, record, sent
from kith.mail.bounces import Failure
from kith.mail.ids import number_of
from kith.model import Bounce
from kith.store import Store

KAREN = "karen@example.net"
DAY = 86_400


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path)


def failed(store: Store, at: int, returned: int, address: str = KAREN) -> None:
    with store.transaction():
        store.bounces.read(1, [], [(at, Failure(address, "5.1.1", "User unknown", returned))])


def test_an_address_is_dead_once_a_letter_of_mine_to_it_came_back(store: Store) -> None:
    record(store, begin(store), sent(5, KAREN, at=DAY))
    failed(store, 2 * DAY, 5)
    assert store.bounces.dead(9 * DAY) == {KAREN: Bounce(2 * DAY, "5.1.1", "User unknown")}
    assert store.bounces.dead(2 * DAY - 1) == {}


def test_the_report_may_be_read_before_the_letter(store: Store) -> None:
    failed(store, 2 * DAY, 5)
    assert store.bounces.dead(9 * DAY) == {}
    record(store, begin(store), sent(5, KAREN, at=DAY))
    assert KAREN in store.bounces.dead(9 * DAY)


def test_a_report_about_a_letter_nobody_wrote_kills_nobody(store: Store) -> None:
    """Anybody can send a report (threat C9); nobody but the servers on its way knows the Message-ID of a letter."""
    record(
        store,
        begin(store),
        sent(5, KAREN, at=DAY),
        sent(6, "ravi@example.net", at=DAY),
        received(7, KAREN, DAY),
    )
    failed(store, 2 * DAY, number_of("<forged@example.net>"))
    failed(store, 2 * DAY, 6)
    failed(store, 2 * DAY, 7)
    assert store.bounces.dead(9 * DAY) == {}


def test_mail_from_there_brings_an_address_back_to_life(store: Store) -> None:
    record(store, begin(store), sent(5, KAREN, at=DAY))
    failed(store, 2 * DAY, 5)
    record(store, begin(store), received(8, KAREN, 3 * DAY))
    assert store.bounces.dead(9 * DAY) == {}
    assert KAREN in store.bounces.dead(3 * DAY - 1)


def test_reports_wait_until_they_are_read_newest_first(store: Store) -> None:
    folder = begin(store).folder
    with store.transaction():
        store.bounces.note(folder, [(3, 30), (9, 90), (4, 40)])
    assert store.bounces.to_read(folder, 2) == {9: 90, 4: 40}
    with store.transaction():
        store.bounces.read(folder, [9, 4], [])
    assert store.bounces.to_read(folder, 2) == {3: 30}


def test_who_is_forgotten_leaves_no_report_behind(store: Store) -> None:
    record(store, begin(store), sent(5, KAREN, at=DAY))
    failed(store, 2 * DAY, 5)
    with store.transaction():
        store.decisions.forget([KAREN], 9 * DAY)
    with store.transaction():
        store.decisions.remember(KAREN)
    record(store, begin(store), sent(5, KAREN, at=DAY))
    assert store.bounces.dead(9 * DAY) == {}


def test_two_later_letters_that_did_not_come_back_show_that_it_was_trouble_of_a_day(store: Store) -> None:
    folder = begin(store)
    record(store, folder, sent(5, KAREN, at=DAY))
    failed(store, 2 * DAY, 5)
    record(store, folder, sent(6, KAREN, at=3 * DAY))
    assert KAREN in store.bounces.dead(9 * DAY)
    record(store, folder, sent(7, KAREN, at=4 * DAY))
    assert store.bounces.dead(9 * DAY) == {}
    failed(store, 5 * DAY, 7)
    assert KAREN in store.bounces.dead(9 * DAY)


def test_what_waits_to_be_read_goes_with_the_numbers_of_its_folder(store: Store) -> None:
    folder = begin(store).folder
    with store.transaction():
        store.bounces.note(folder, [(3, 30)])
    begin(store, uidvalidity=99)
    assert store.bounces.to_read(folder, 9) == {}
    with store.transaction():
        store.bounces.note(folder, [(3, 30)])
        store.cursors.start_over("other rules")
    assert store._db.execute("SELECT count(*) FROM report").fetchone() == (0,)


def test_a_report_that_does_not_come_is_asked_for_three_times(store: Store) -> None:
    folder = begin(store).folder
    with store.transaction():
        store.bounces.note(folder, [(3, 30), (4, 40)])
    for left in ({3: 30, 4: 40}, {3: 30, 4: 40}, {4: 40}):
        with store.transaction():
            store.bounces.missed(folder, [3])
        assert store.bounces.to_read(folder, 9) == left


def test_failures_of_people_nobody_knows_are_not_kept_for_ever(store: Store) -> None:
    failed(store, DAY, 5, "stranger@example.net")
    record(store, begin(store), sent(5, KAREN, at=DAY))
    failed(store, 2 * DAY, 5)
    failed(store, 200 * DAY, 9, "another@example.net")
    left = store._db.execute("SELECT address FROM failure ORDER BY address").fetchall()
    assert left == [("another@example.net",), (KAREN,)]
