"""How much kith sends by itself within a day: the store holds it, whatever the code above asks for."""

import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from kith.errors import DeliveryHeld
from kith.store import Store
from kith.store.departures import HandOver, Way
from kith.store.ledger import Letter
from kith.store.migrations import migrate

DAY = 86_400
UNASKED, ANSWERS = 4, 10  # the most within a day
NOW = 1_790_000_000
SEQUENCES, EVENTS = 10_000, 24


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    """The schema in memory: the same triggers, no disk."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(connection)
    yield connection
    connection.close()


def enter(db: sqlite3.Connection, number: int, kind: str, slot: int | None = None) -> int:
    row = db.execute(
        "INSERT INTO letter (message_id, slot, composed_at, recipient, content, state, messages_read, kind) "
        "VALUES (?, ?, 0, 'sam@example.org', x'00', 'written', 0, ?) RETURNING id",
        (f"<{number}@example.org>", slot, kind),
    ).fetchone()
    return int(row[0])


def test_row_b1_in_ten_thousand_random_sequences_no_day_has_more_than_it_may(
    db: sqlite3.Connection, tmp_path: Path
) -> None:
    """Letters of every kind are written, handed over, handed over again, held, refused, found, lost; the clock goes on,
    stands still and goes back. In no 24 hours more than four unasked, ten answers, may have left."""
    store, chance, number, held = Store(db, tmp_path), random.Random(2026), 0, 0
    for _ in range(SEQUENCES):
        db.execute("BEGIN")
        now, letters = NOW, list[tuple[int, str]]()
        left: dict[str, list[tuple[int, int]]] = {"unasked": [], "answer": []}
        for _ in range(EVENTS):
            now += chance.choice((0, 0, 60, 600, 7200, 40_000, -3600, 90_000))
            number += 1
            what = chance.randrange(8)
            if what < 3 or not letters:
                kind = chance.choice(("digest", "digest", "answer", "notice", "by hand"))
                one = enter(
                    db,
                    number,
                    kind.replace("by hand", "digest"),
                    number if kind == "digest" else None,
                )
                letters.append((one, {"digest": "unasked", "notice": "unasked"}.get(kind, kind)))
                continue
            one, kind = chance.choice(letters[-6:])
            if what < 6:
                try:
                    store.ledger.leaving(one, now)
                except DeliveryHeld:
                    held += 1
                else:
                    left.setdefault(kind, []).append((one, now))
            elif what == 6 and left.get(kind) and left[kind][-1][0] == one:
                store.ledger.failed(one, "written", "surely still here", now)
                left[kind].pop()
            else:
                store.ledger.failed(one, "leaving", "nobody knows", now)
        for kind, most in (("unasked", UNASKED), ("answer", ANSWERS)):
            times = [at for _, at in left[kind]]
            assert all(sum(at <= other < at + DAY for other in times) <= most for at in times), (kind, times)
        db.execute("ROLLBACK")
    assert held > 1000, "the cap was put to the test"


def letter(number: int, kind: str, slot: int | None = None) -> Letter:
    return Letter(0, f"<{number}@example.org>", slot, NOW, "sam@example.org", b"x", "written", kind=kind)


def leave(store: Store, slot: int | None, number: int, at: int) -> None:
    with store.transaction():
        one = store.ledger.write(letter(number, "digest", slot), [], 0)
        assert one
    with store.transaction():
        store.ledger.leaving(one, at)


def test_the_fifth_letter_of_a_day_waits_and_says_why(store: Store) -> None:
    for number in range(4):
        leave(store, number + 1, number, NOW + number)
    with pytest.raises(DeliveryHeld, match="waits until tomorrow"):
        leave(store, 5, 5, NOW + 100)
    leave(store, 6, 6, NOW + DAY)


def test_what_the_user_asks_for_by_hand_is_not_held(store: Store) -> None:
    for number in range(20):
        leave(store, None, number, NOW)


def test_a_clock_that_was_years_ahead_holds_nothing_back(store: Store) -> None:
    for number in range(4):
        leave(store, number + 1, number, NOW + 6 * 365 * DAY)
    leave(store, 9, 9, NOW)


def test_the_trigger_stands_even_where_nobody_asks_first(store: Store, db: sqlite3.Connection) -> None:
    one = enter(db, 1, "notice")
    insert = "INSERT INTO departure (letter, at, kind, way) VALUES (?, ?, 'unasked', '')"
    for _ in range(4):
        db.execute(insert, (one, NOW))
    with pytest.raises(sqlite3.IntegrityError, match="too many letters"):
        db.execute(insert, (one, NOW))


def test_each_time_a_letter_may_have_been_taken_is_known_with_its_way_and_what_was_put_off_does_not_count(
    store: Store,
) -> None:
    smtp, imap = Way("smtp", "home", "sam@example.org"), Way("imap", "work", "sam@work.example")
    with store.transaction():
        one = store.ledger.write(letter(1, "digest", 1), [], 0)
        assert one
        for number in range(6):  # more than may leave in a day
            store.ledger.leaving(one, NOW + number, smtp)
            store.ledger.failed(one, "written", "451 later", NOW + number, put_off=True)
        store.ledger.leaving(one, NOW + 10, imap)
        assert store.ledger.perhaps_taken(one)[:2] == [HandOver(NOW + 10, imap), HandOver(NOW + 5, smtp)]
        store.ledger.failed(one, "written", "surely still here", NOW + 11)
        assert [each.way for each in store.ledger.perhaps_taken(one)] == [smtp] * 6


@pytest.mark.parametrize(
    ("written", "way"),
    [("", Way()), ("smtp", Way("smtp")), ("imap home", Way("imap", "home"))],
)
def test_ways_of_an_older_kith_are_understood(db: sqlite3.Connection, written: str, way: Way) -> None:
    older = Store(db, Path())
    db.execute(
        "INSERT INTO departure (letter, at, kind, way) VALUES (?, ?, 'unasked', ?)",
        (enter(db, 1, "digest"), NOW, written),
    )
    assert older.ledger.perhaps_taken(1) == [HandOver(NOW, way)]
