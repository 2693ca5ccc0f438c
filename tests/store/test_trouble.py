"""What is being read is noted before, and crossed out by the transaction that records it."""

import pytest

from kith.store import Store
from kith.store.trouble import Attempt


@pytest.mark.parametrize(
    ("window", "left"),
    [
        ((1, 40), Attempt(41, 100, 1, "x")),
        ((61, 100), Attempt(1, 60, 1, "x")),
        ((1, 100), None),
        ((200, 300), Attempt(1, 100, 1, "x")),
    ],
)
def test_what_a_window_has_read_is_crossed_out(
    store: Store, window: tuple[int, int], left: Attempt | None
) -> None:
    with store.transaction():
        folder = store.cursors.begin("home", b"INBOX", "INBOX", 7, 301).folder
        store.trouble.begin(folder, 1, 100, 0, "x")
        store.trouble.passed(folder, *window)
        assert store.trouble.resume("home").get(folder) == left


def test_what_is_not_being_read_is_not_crossed_out(store: Store) -> None:
    with store.transaction():
        folder = store.cursors.begin("home", b"INBOX", "INBOX", 7, 301).folder
        store.trouble.rest(folder, Attempt(1, 100, 2, "x"))
        store.trouble.passed(folder, 1, 100)
        assert store.trouble.resume("home") == {folder: Attempt(1, 100, 2, "x")}
