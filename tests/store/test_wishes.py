"""The user's word about being reminded of somebody."""

from kith.model import Wish
from kith.store import Store

ADA = "ada@example.org"


def said(store: Store, *wishes: Wish) -> Wish:
    with store.transaction():
        for wish in wishes:
            store.wishes.add(ADA, wish)
    return store.wishes.newest(1 << 40)[ADA]


def test_the_newest_word_holds(store: Store) -> None:
    assert said(store, Wish(1, "skip"), Wish(2, "snooze", 9)) == Wish(2, "snooze", 9)
    assert said(store, Wish(3, "skip")) == Wish(3, "skip")


def test_never_holds_until_it_is_taken_back(store: Store) -> None:
    assert said(store, Wish(1, "never"), Wish(2, "skip"), Wish(3, "snooze", 9)).kind == "never"
    assert said(store, Wish(4, "back")).kind == "back"
    assert said(store, Wish(5, "skip")).kind == "skip"


def test_a_word_said_later_is_not_known_yet(store: Store) -> None:
    with store.transaction():
        store.wishes.add("ada@example.org", Wish(100, "snooze", 900))
        store.wishes.add("ada@example.org", Wish(200, "never"))
    assert store.wishes.newest(150) == {"ada@example.org": Wish(100, "snooze", 900)}
