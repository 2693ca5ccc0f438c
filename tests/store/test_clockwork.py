"""What a clock that ran ahead has put off is due again, and what kith puts off by itself is left alone."""

import pytest

from helpers.judged import begin, looking
from kith.jobs.reading.backoff import STOPPED
from kith.store import Store
from kith.store.clockwork import _NOT_BEFORE

NOW, DAY = 1_796_000_000, 86_400


def a_letter(store: Store, retry_at: int) -> None:
    with looking(store) as db:
        db.execute(
            "INSERT INTO letter (message_id, composed_at, recipient, state, retry_at, messages_read) "
            "VALUES ('<a@b>', 0, '', 'written', ?, 0)",
            (retry_at,),
        )


@pytest.mark.parametrize(("ahead", "moved"), [(60, False), (3600, False), (DAY, True), (6 * 365 * DAY, True)])
def test_a_letter_is_put_off_for_an_hour_at_most(store: Store, ahead: int, moved: bool) -> None:
    a_letter(store, NOW + ahead)
    assert store.clockwork.is_ahead(NOW) is moved
    with store.transaction():
        store.clockwork.set_right(NOW)
    (letter,) = store.ledger.waiting()
    assert letter.retry_at == (NOW if moved else NOW + ahead)
    assert not store.clockwork.is_ahead(NOW)


def test_a_folder_looked_back_at_in_years_to_come_is_looked_at_again_tomorrow(store: Store) -> None:
    inbox = begin(store)
    with store.transaction():
        store.trouble.reconciled(inbox.folder, NOW + 6 * 365 * DAY)
        store.trouble.suspend(inbox.folder, NOW + 6 * 365 * DAY)
        store.cursors.put_off("personal", NOW + 6 * 365 * DAY)
        store.clockwork.set_right(NOW)
    with looking(store) as db:
        assert db.execute("SELECT reconciled_at, suspended_until FROM folder").fetchone() == (NOW, NOW)
    assert store.cursors.retry_at("personal") == NOW


def test_every_instant_before_which_nothing_is_tried_is_looked_after(store: Store) -> None:
    with looking(store) as db:
        found = {
            (table, column)
            for (table,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
            for _, column, *_ in db.execute(f"PRAGMA table_info({table})")
            if column in ("retry_at", "suspended_until")
        }
    assert found == {(table, column) for table, column, _ in _NOT_BEFORE}


def test_a_login_that_was_refused_too_often_stays_stopped(store: Store) -> None:
    """It is no clock gone wrong: moved to now, it would be refused again at every tick (row F5)."""
    begin(store)
    with store.transaction():
        store.cursors.put_off("personal", NOW + STOPPED)
        assert not store.clockwork.is_ahead(NOW)
        store.clockwork.set_right(NOW)
        assert store.cursors.retry_at("personal") == NOW + STOPPED
