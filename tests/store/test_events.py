"""What was said is kept as it was understood, in order, and goes when somebody is forgotten."""

import sqlite3
from datetime import date
from pathlib import Path

import pytest

from kith.commands.command import Command
from kith.commands.events import Event
from kith.errors import StoreUnusable
from kith.store import Store
from kith.store.ledger import Letter

ADA, TOM = "ada@example.org", "tom@example.org"
COMMANDS = [
    Command("called", ADA, date(2026, 11, 26), text='he said "no" 😀'),
    Command("snooze", ADA, date(2026, 12, 7)),
    Command("every", TOM, days=42),
    Command("prefers", TOM, channel="text", to="+44 20 7946 0018"),
    Command("birthday", ADA, text="--05-03"),
    Command("pause"),
]


def enter(store: Store, *events: Event) -> list[Event]:
    with store.transaction():
        return store.events.enter(events)


def test_what_was_understood_is_read_back(store: Store) -> None:
    for at, command in enumerate(COMMANDS, start=1):
        enter(store, Event(at, "command line", "a line", command, 7 * at))
    assert [one.command for one in store.events.all()] == COMMANDS
    assert [(one.number, one.turn, one.when) for one in store.events.all()][:2] == [(1, 1, 7), (2, 2, 14)]
    assert [one.command for one in store.events.all(by=3)] == COMMANDS[:3]


def test_the_events_of_one_line_are_one_turn(store: Store) -> None:
    enter(store, Event(1, "", "", COMMANDS[0]))
    found = enter(store, Event(2, "", "", COMMANDS[1]), Event(2, "", "", COMMANDS[2], undoes=1))
    assert [(one.number, one.turn, one.undoes) for one in found] == [(2, 2, None), (3, 2, 1)]
    assert found == store.events.all()[1:]


def test_forgetting_takes_out_what_was_said_of_somebody_and_what_undid_it(
    store: Store, tmp_path: Path
) -> None:
    enter(store, Event(1, "", "ada never", Command("never", ADA)))
    enter(store, Event(2, "", "undo", Command("undo", ADA), undoes=1))
    enter(store, Event(3, "", "tom never", Command("never", TOM)))
    with store.transaction():
        removed = store.decisions.forget(["ada+x@example.org"], 10)
    store.decisions.sweep()
    assert removed.said == 2
    assert [one.line for one in store.events.all()] == ["tom never"]
    assert b"ada never" not in (tmp_path / "kith.db").read_bytes()


def test_a_number_that_a_digest_has_told_of_is_not_given_again(store: Store) -> None:
    (event,) = enter(store, Event(1, "", "", Command("never", ADA)))
    with store.transaction():
        store.ledger.write(Letter(0, "<1@x>", None, 5, ADA, b"x", "written"), [], 0, event.number)
        store.decisions.forget([ADA], 10)
    (later,) = enter(store, Event(2, "", "", Command("never", TOM)))
    assert later.number > event.number == store.ledger.heard()
    assert store.ledger.heard(besides=1) == 0


def test_a_letter_that_waits_is_written_anew_when_what_it_may_tell_of_is_forgotten(store: Store) -> None:
    enter(store, Event(1, "", "", Command("never", ADA)))
    with store.transaction():
        store.ledger.write(Letter(0, "<1@x>", None, 5, TOM, b"x", "written"), [(1, TOM, "fading")], 0, 1)
        store.decisions.forget([ADA], 10)
    assert [letter.composed_at for letter in store.ledger.waiting()] == [0]


def test_numbers_are_those_of_the_newest_digest_that_has_left(store: Store) -> None:
    with store.transaction():
        first = store.ledger.write(Letter(0, "<1@x>", None, 5, ADA, b"x", "written"), [(1, ADA, "fading")], 0)
        assert store.ledger.numbers() == {}
        store.ledger.closed(first or 0, "delivered", "")
        store.ledger.write(Letter(0, "<2@x>", None, 9, ADA, b"x", "written"), [(1, TOM, "fading")], 0)
    assert store.ledger.numbers() == {1: ADA}


def test_an_event_that_is_damaged_is_told_as_such(store: Store, tmp_path: Path) -> None:
    enter(store, Event(1, "", "", Command("never", ADA)))
    with sqlite3.connect(tmp_path / "kith.db") as db:
        db.execute("UPDATE event SET command = '{'")
    with pytest.raises(StoreUnusable, match="event of the user's is damaged"), store.reading():
        store.events.all()


def test_wishes_of_an_older_store_are_events_now(tmp_path: Path) -> None:
    from kith.store import migrations

    with sqlite3.connect(tmp_path / "kith.db", isolation_level=None) as db:
        for number, step in enumerate(migrations.MIGRATIONS[:11], start=1):
            step(db)
            db.execute(f"PRAGMA user_version = {number}")
        db.execute("INSERT INTO wish (at, address, kind, until) VALUES (5, ?, 'snooze', 90)", (ADA,))
    db.close()
    with Store.open(tmp_path) as store:
        (event,) = store.events.all()
        assert (event.at, event.command, event.when) == (5, Command("snooze", ADA), 90)
