"""The user's voice is kept as counts with the cursor they belong to, and leaves no trace when it is taken out."""

from pathlib import Path

import pytest

from kith.digest import Use
from kith.errors import StoreBusy
from kith.store import Store
from kith.store.db import FILE
from kith.store.voice import Listened

KAREN = Use("karen+news@example.org", 3, "en", "", "greeting", "Hi {name},", 1)


def test_counts_of_one_thing_add_up_whatever_comes_first(store: Store) -> None:
    other = KAREN._replace(period=4)
    with store.transaction():
        store.voices.count([other, KAREN, KAREN])
    assert store.voices.all() == [KAREN._replace(uses=2), other]


def test_a_cursor_moves_only_from_where_it_was_seen(store: Store) -> None:
    with store.transaction():
        at = store.voices.begin("home", b"Sent", 7, 11, 2000)
    assert at == store.voices.listened("home", b"Sent") == Listened(7, 11, 10, 2000)
    with store.transaction():
        moved = store.voices.advance("home", b"Sent", at, 5, 10, 1994)
    assert moved == store.voices.listened("home", b"Sent") == Listened(7, 5, 10, 1994)
    with pytest.raises(StoreBusy):
        _count_from(store, at)
    assert store.voices.all() == []


def test_a_failure_is_told_once_until_it_is_over(store: Store) -> None:
    with store.transaction():
        assert store.voices.failed("home", b"Sent")
        assert not store.voices.failed("home", b"Sent")
        at = store.voices.begin("home", b"Sent", 7, 11, 2000)
        store.voices.advance("home", b"Sent", at, 5, 10, 1994)
        assert store.voices.failed("home", b"Sent")


def test_dropping_and_forgetting_leave_no_trace(store: Store, tmp_path: Path) -> None:
    ben = KAREN._replace(address="ben@example.org", kind="form", value="Benjy")
    with store.transaction():
        store.voices.count([KAREN, ben])
        store.decisions.forget(["karen@example.org"], 10)
        store.voices.count([KAREN])
    assert store.voices.all() == [ben]
    with store.transaction():
        store.voices.begin("home", b"Sent", 7, 11, 2000)
        store.voices.drop()
    store.decisions.sweep()
    assert not store.voices.holds_any()
    for path in tmp_path.glob(f"{FILE}*"):
        assert b"karen" not in path.read_bytes().lower(), path
        assert b"Benjy" not in path.read_bytes(), path


def test_other_rules_have_it_learned_anew(store: Store) -> None:
    with store.transaction():
        store.voices.count([KAREN])
        store.voices.begin("home", b"Sent", 7, 11, 2000)
        store.cursors.start_over("others")
    assert not store.voices.holds_any()


def _count_from(store: Store, at: Listened) -> None:
    with store.transaction():
        store.voices.count([KAREN])
        store.voices.advance("home", b"Sent", at, 4, 10, 1993)
