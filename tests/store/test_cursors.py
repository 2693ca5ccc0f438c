"""How far each folder has been read, and how each account is doing."""

from pathlib import Path

import pytest

from helpers.judged import begin, everything, received, record, uncounted
from kith.digest import AccountHealth
from kith.errors import StoreBusy
from kith.store import Store
from kith.store.cursors import GIVEN_UP, Cursor
from kith.store.ledger import Letter

ADA = "ada@example.org"


def test_a_folder_never_read_has_no_cursor(store: Store) -> None:
    assert store.cursors.find("personal", b"INBOX") is None


def test_a_new_cursor_is_empty_and_stands_before_the_next_message(store: Store) -> None:
    with store.transaction():
        cursor = store.cursors.begin("personal", b"INBOX", "INBOX", 7, 100)
    assert cursor == store.cursors.find("personal", b"INBOX")
    assert (cursor.uidvalidity, cursor.low, cursor.high, cursor.empty) == (7, 100, 99, True)


def test_a_folder_is_known_by_the_bytes_of_its_name(store: Store) -> None:
    begin(store, name="Gesendet")
    assert store.cursors.find("personal", b"gesendet") is None
    assert store.cursors.find("work", b"Gesendet") is None
    assert store.cursors.find("personal", b"Gesendet") is not None


def read_on(store: Store, seen: Cursor, high: int) -> Cursor:
    """One window with a letter in it, up to `high`."""
    with store.transaction():
        store.touches.record(seen.folder, [received(high, ADA, 5)])
        return store.cursors.advance(seen, 1, high, high)


def test_a_cursor_moves_for_one_of_two_readers(tmp_path: Path) -> None:
    with Store.open(tmp_path) as one, Store.open(tmp_path) as other:
        seen = begin(one)
        assert other.cursors.find("personal", b"INBOX") == seen
        moved = read_on(one, seen, 10)
        with pytest.raises(StoreBusy, match="another kith"):
            read_on(other, seen, 12)
        assert other.cursors.find("personal", b"INBOX") == moved == Cursor(seen.folder, 7, 1, 10)
        assert len(other.people.evidence([ADA])) == 1
        assert one.cursors.messages_read() == 10


def test_a_folder_numbered_anew_starts_over_and_keeps_its_touches(store: Store) -> None:
    old = begin(store)
    record(store, old, received(1, ADA, 5))
    with store.transaction():
        store.cursors.advance(old, 1, 10, 10)
        store.trouble.quarantine(old, 4, "ValueError: x", 50, 60)
    new = begin(store, uidvalidity=8)
    assert (new.folder, new.uidvalidity, new.empty) == (old.folder, 8, True)
    assert store.trouble.left_out() == []
    assert len(store.people.correspondents()) == 1
    with pytest.raises(StoreBusy), store.transaction():
        store.cursors.advance(Cursor(old.folder, 7, 1, 10), 1, 12, 2)


def test_a_message_set_aside_is_counted_once_and_named_with_its_folder(store: Store) -> None:
    inbox, lists = begin(store), begin(store, account="work", name="Lists")
    with store.transaction():
        for _ in range(2):
            store.trouble.quarantine(inbox, 4, "ValueError: x", 50, 60)
        store.trouble.quarantine(lists, 4, "y", 50, 60)
        store.trouble.quarantine(lists, 5, "z", 50, 60)
        store.trouble.folder_failed(lists.folder, "NO [NOPERM]")
    assert store.trouble.left_out() == [
        "work: folder Lists could not be read: NO [NOPERM]",
        "personal: 1 message in INBOX could not be read",
        "work: 2 messages in Lists could not be read",
    ]
    with store.transaction():
        store.trouble.folder_works(lists.folder)
    assert len(store.trouble.left_out()) == 2


def test_what_is_known_of_a_folder_was_read_there_or_set_aside(store: Store) -> None:
    inbox, lists = begin(store), begin(store, name="Lists")
    record(store, inbox, *(received(number, "ada@example.org", 10) for number in (3, 5, 9)))
    record(store, lists, received(6, "ada@example.org", 10))
    with store.transaction():
        store.trouble.quarantine(inbox, 7, "x", 50, 60)
    assert store.trouble.known(inbox.folder, 4, 99) == {5, 7, 9}
    assert store.trouble.known(inbox.folder, 5, 8) == {5, 7}
    assert store.trouble.known(lists.folder, 1, 5) == set()


def test_new_rules_forget_all_verdicts_but_no_letter(store: Store) -> None:
    with store.transaction():
        assert store.cursors.start_over("rules 1") is False  # nothing to forget yet
    inbox = begin(store)
    record(
        store,
        inbox,
        received(1, ADA, 5, "Ada", "Hello"),
        uncounted(2, ADA, 6, through="lisp@lists.example.net"),
    )
    letter = Letter(0, "<l@example.org>", 100, 100, "sam@example.org", b"x", "written")
    with store.transaction():
        store.trouble.quarantine(inbox, 4, "x", 50, 60)
        store.cursors.looked("personal", 60)
        store.ledger.write(letter, [(1, ADA, "fading")], 2)
    kept = {
        table: rows
        for table, rows in everything(store).items()
        if table in {"account", "letter", "suggestion"}
    }
    with store.transaction():
        assert store.cursors.start_over("rules 1") is False
    assert len(store.people.correspondents()) == 2
    with store.transaction():
        assert store.cursors.start_over("rules 2") is True
    assert {table: rows for table, rows in everything(store).items() if rows} == kept
    assert store.cursors.find("personal", b"INBOX") is None


def test_an_account_that_fails_says_since_when_until_it_works_again(store: Store) -> None:
    cursors = store.cursors
    with store.transaction():
        assert cursors.looked("personal", 10) is False
        assert cursors.account_failed("personal", "no route", 20) == 1
        assert cursors.account_failed("personal", "refused", 30) == 2
        cursors.put_off("personal", 90)
    assert cursors.retry_at("personal") == 90
    assert cursors.health(["work", "personal"]) == [
        AccountHealth("work", None),
        AccountHealth("personal", 10, "refused", 20),
    ]
    with store.transaction():
        assert cursors.looked("personal", 95) is True
    assert cursors.retry_at("personal") is None
    assert cursors.health(["personal"]) == [AccountHealth("personal", 95)]


def test_a_first_reading_goes_on_until_every_folder_is_read_to_its_oldest_message(store: Store) -> None:
    assert store.cursors.unfinished(["personal"], 50) == ["personal"]
    with store.transaction():
        cursor = store.cursors.begin("personal", b"INBOX", "INBOX", 7, 100)
        store.cursors.looked("personal", 10)
    assert store.cursors.unfinished(["personal"], 50) == ["personal"]
    with store.transaction():
        store.cursors.advance(cursor, 1, 99, 99)
    assert store.cursors.unfinished(["personal"], 50) == []


def test_a_folder_that_cannot_be_read_is_waited_for_until_it_is_suspended(store: Store) -> None:
    with store.transaction():
        cursor = store.cursors.begin("personal", b"INBOX", "INBOX", 0, 1)  # never opened
        store.trouble.folder_failed(cursor.folder, "gone")
        store.cursors.looked("personal", 10)
    assert store.cursors.unfinished(["personal"], 50) == ["personal"]
    with store.transaction():
        store.trouble.suspend(cursor.folder, 90)
    assert store.cursors.unfinished(["personal"], 50) == []


def test_an_account_in_trouble_is_waited_for_three_days(store: Store) -> None:
    with store.transaction():
        store.cursors.account_failed("work", "refused", 5)
    assert store.cursors.unfinished(["work"], 5 + GIVEN_UP - 1) == ["work"]
    assert store.cursors.unfinished(["work"], 5 + GIVEN_UP) == []
