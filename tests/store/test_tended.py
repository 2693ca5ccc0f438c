"""Drafts after they were placed: old rows survive the new schema, ends are for good, each is told in one digest."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from kith.store import Store, migrations
from kith.store.db import FILE
from kith.store.drafts import Placement
from kith.store.ledger import Letter

KAREN, TOM = "karen@example.net", "tom@example.net"


def steps_before(table: str) -> int:
    """How many steps a store has taken that does not know this table yet."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        for number, step in enumerate(migrations.MIGRATIONS):
            step(db)
            if db.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone():
                return number
    pytest.fail(f"no step makes {table}")


def a_letter(store: Store, at: int, *drafts: Placement, state: str = "delivered") -> int:
    with store.transaction():
        letter = Letter(0, f"<{at}@kith.example>", None, at, "sam@example.org", b"x", "written")
        number = store.ledger.write(letter, [(1, KAREN, "fading")], 0)
        assert number is not None
        store.drafts.enter(number, drafts)
        if state != "written":
            store.ledger.closed(number, state, "")
    return number


def a_draft(address: str, **more: object) -> Placement:
    return replace(
        Placement(0, address, "home", f"<{address}>", "", b"words", b"hash", b"meaning", 5, 6),
        **more,  # type: ignore[arg-type]
    )


def put(store: Store, letter: int) -> list[Placement]:
    with store.transaction():
        for number, one in enumerate(store.drafts.of(letter), start=1):
            store.drafts.placed(one, 7, number, 100)
    return store.tended.living()


def test_rows_of_before_survive_with_what_is_known_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = migrations.MIGRATIONS
    monkeypatch.setattr(migrations, "MIGRATIONS", steps[: steps_before("redraft")])
    with closing(sqlite3.connect(tmp_path / FILE)) as db:
        migrations.migrate(db)
        db.execute(
            "INSERT INTO letter (id, message_id, composed_at, recipient, state, messages_read) "
            "VALUES (3, '<l@kith.example>', 1000, 'sam@example.org', 'delivered', 0)"
        )
        for number, state in enumerate(("written", "leaving", "placed", "refused")):
            db.execute(
                "INSERT INTO draft VALUES (3, ?, 'home', ?, '<a@b>', NULL, x'01', x'02', ?, x'44', 'Drafts', 7, ?, "
                "2000, 3000, 4, 'why')",
                (f"{state}@example.net", f"<{state}@example.org>", state, number),
            )
        db.commit()
    monkeypatch.setattr(migrations, "MIGRATIONS", steps)
    with Store.open(tmp_path) as store:
        found = store.drafts.of(3)
        assert [one.state for one in found] == ["leaving", "placed", "refused", "written"]
        (placed,) = (one for one in store.tended.living() if one.state == "placed")
    assert placed == Placement(
        3, "placed@example.net", "home", "<placed@example.org>", "<a@b>", b"", b"\x01", b"", 1000, 1000, b"\x02",
        "placed", b"D", "Drafts", 7, 2, 2000, 3000, 4, "why", None, None, "", "delivered",
    )  # fmt: skip


def test_no_other_state_can_be_written(store: Store) -> None:
    (draft,) = put(store, a_letter(store, 50, a_draft(KAREN)))
    with pytest.raises(Exception, match="CHECK"), store.transaction():
        store.tended.ended(draft, "lost", "", 200)


def test_an_end_is_for_good(store: Store) -> None:
    (draft,) = put(store, a_letter(store, 50, a_draft(KAREN)))
    with store.transaction():
        assert store.tended.removing(draft, 7, 1, "they wrote")
        assert store.tended.ended(draft, "edited", "you flagged it", 200)
        assert not store.tended.ended(draft, "removed", "", 201)
        assert not store.tended.removing(draft, 7, 1, "")
        assert not store.tended.seen(draft, 202, None)
        assert not store.tended.failed(draft, 203)
    assert store.tended.living() == []
    (ended,) = store.tended.about(KAREN)
    assert (ended.state, ended.because) == ("edited", "you flagged it")


def test_each_end_is_told_by_the_next_digest_alone(store: Store) -> None:
    karen, tom = put(store, a_letter(store, 50, a_draft(KAREN), a_draft(TOM)))
    with store.transaction():
        store.tended.ended(karen, "removed", "they wrote", 50)  # in the very second of its digest, after it
    assert [one.address for one in store.tended.to_tell(60, None)] == [KAREN]
    assert store.tended.to_tell(49, None) == []
    second = a_letter(store, 60)
    assert store.tended.to_tell(70, None) == []
    assert [one.address for one in store.tended.to_tell(70, second)] == [
        KAREN
    ]  # written anew, it tells it again
    with store.transaction():
        store.tended.ended(tom, "left", "two weeks old", 60)
    assert [one.address for one in store.tended.to_tell(70, None)] == [TOM]


def test_a_digest_that_was_refused_has_told_nothing(store: Store) -> None:
    (karen,) = put(store, a_letter(store, 50, a_draft(KAREN)))
    with store.transaction():
        store.tended.ended(karen, "removed", "they wrote", 55)
    a_letter(store, 60, state="refused")
    assert [one.address for one in store.tended.to_tell(70, None)] == [KAREN]


def test_only_a_newer_digest_that_counts_makes_one_out_of_date(store: Store) -> None:
    (karen,) = put(store, a_letter(store, 50, a_draft(KAREN)))
    a_letter(store, 60, state="refused")
    a_letter(store, 61, state="dropped")
    assert not store.tended.letters(karen).superseded
    a_letter(store, 62, state="written")
    assert store.tended.letters(karen).superseded


def test_newer_words_wait_until_the_older_draft_is_gone(store: Store) -> None:
    number = a_letter(store, 50, a_draft(KAREN), a_draft(TOM), state="written")
    karen, _ = put(store, number)
    newer = a_draft(KAREN, words=b"other", content=b"newer", sent_before=8, received_before=9)
    with store.transaction():
        store.drafts.enter(number, [newer, a_draft(TOM, sent_before=10)])
    assert store.tended.wants_room()
    assert store.tended.letters(karen)[:6] == (0, 50, False, True, 8, 9)
    assert [one.sent_before for one in store.tended.living()] == [
        5,
        10,
    ]  # of the same words more is known now
    with store.transaction():
        assert not store.tended.replaced(karen)  # not before it is being removed
        store.drafts.enter(number, [newer])
        store.tended.removing(karen, 7, 1, "its digest was written anew")
        assert store.tended.replaced(karen)
    (waiting,) = store.drafts.waiting()
    assert (waiting.state, waiting.content, waiting.uid, waiting.because) == ("written", b"newer", None, "")


def test_words_of_a_digest_that_has_left_are_placed_no_more(store: Store) -> None:
    number = a_letter(store, 50, a_draft(KAREN), state="written")
    (karen,) = put(store, number)
    with store.transaction():
        store.drafts.enter(number, [a_draft(KAREN, words=b"other")])
        store.tended.removing(karen, 7, 1, "its digest was written anew")
        store.ledger.closed(number, "delivered", "")
        assert not store.tended.replaced(karen)
        assert store.tended.ended(karen, "removed", "", 100)
    assert not store.tended.wants_room()


def test_newer_words_go_when_their_digest_leaves_without_them(store: Store) -> None:
    number = a_letter(store, 50, a_draft(KAREN), state="written")
    put(store, number)
    with store.transaction():
        store.drafts.enter(number, [a_draft(KAREN, words=b"other")])
        store.drafts.left_behind()
        assert store.tended.wants_room()
        store.ledger.closed(number, "leaving", "")
        store.drafts.left_behind()
    assert not store.tended.wants_room()


def test_who_is_forgotten_leaves_neither_a_draft_nor_its_newer_words(store: Store, tmp_path: Path) -> None:
    number = a_letter(store, 50, a_draft(KAREN), state="written")
    put(store, number)
    with store.transaction():
        store.drafts.enter(number, [a_draft(KAREN, words=b"other")])
        store.decisions.forget([KAREN], 100)
    assert store.tended.living() == []
    assert not store.tended.wants_room()
    store.decisions.sweep()
    assert b"karen@" not in (tmp_path / FILE).read_bytes()
