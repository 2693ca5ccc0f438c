"""The user's own word about who is who, and the evidence beside it: kept, reversible, and forgotten when asked."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from helpers.judged import begin, everything, looking, received, record, sent, uncounted
from helpers.persons import tally
from kith.mail.ids import number_of
from kith.model import Direction
from kith.people.joining import Answer, Decision
from kith.store import Store
from kith.store.db import FILE
from kith.store.ledger import Letter
from kith.store.migrations import MIGRATIONS
from kith.store.touches import MOST_SPELLINGS, Judged

DAY = 86_400
ADA, KAREN, NEW = "ada@example.org", "karen@example.org", "kh@example.net"
S, R = Direction.SENT, Direction.RECEIVED


def numbered(message: Judged, **more: Any) -> Judged:
    """The message under the number its Message-ID has in the scan."""
    facts = message.facts
    return replace(message, facts=facts._replace(identity=number_of(facts.message_id), **more))


def answering(message: Judged, number: int) -> Judged:
    return numbered(message, in_reply_to=f"<{number}@example.org>")


WINDOW = [
    numbered(sent(1, KAREN, at=DAY)),
    answering(received(2, KAREN, 2 * DAY), 1),  # the usual case: no evidence
    answering(received(3, NEW, 3 * DAY), 1),
    answering(sent(4, NEW, at=4 * DAY), 2),
    answering(received(5, ADA, 5 * DAY), 99),  # of which nothing is known
    numbered(sent(6, KAREN, ADA, at=6 * DAY)),
    answering(received(7, ADA, 7 * DAY), 6),  # one of those written to
]


@pytest.mark.parametrize("order", [1, -1])
def test_a_thread_that_goes_on_at_another_address_is_found_in_whatever_order_it_is_read(
    store: Store, order: int
) -> None:
    inbox = begin(store)
    for message in WINDOW[::order]:
        record(store, inbox, message)
    before = everything(store)
    record(store, inbox, *WINDOW)
    assert everything(store) == before
    assert sorted(store.decisions.answers([ADA, KAREN, NEW])) == [
        Answer(KAREN, NEW, R, S),
        Answer(KAREN, NEW, S, R),
    ]
    assert store.decisions.answers([KAREN]) == []


@pytest.mark.parametrize("order", [1, -1])
def test_an_answer_within_one_address_takes_no_room(store: Store, order: int) -> None:
    inbox = begin(store)
    for message in WINDOW[:2][::order]:
        record(store, inbox, message)
    assert everything(store)["reply"] == []


def test_every_name_of_an_address_is_kept_up_to_a_few(store: Store) -> None:
    inbox = begin(store)
    record(store, inbox, received(1, ADA, DAY, "Ada"), received(2, ADA, 2 * DAY, "Ada Lovelace"))
    record(store, inbox, *(received(n, KAREN, n * DAY, f"Karen {n}") for n in range(3, 30)))
    names = store.decisions.names()
    assert names[ADA] == {"Ada", "Ada Lovelace"}
    assert len(names[KAREN]) == MOST_SPELLINGS


def test_decisions_are_only_added_and_survive_reading_all_mail_again(store: Store) -> None:
    words = [Decision(1, "merge", ADA, KAREN), Decision(2, "split", ADA, KAREN)]
    for word in words:
        with store.transaction():
            store.decisions.add([word])
    with store.transaction():
        store.cursors.start_over("other rules")
    assert store.decisions.all() == words


def filled(store: Store) -> None:
    """Karen under two spellings, alone and with Ada, suggested, merged, in a letter that has not left."""
    record(
        store,
        begin(store),
        received(1, KAREN, DAY, "Karen Holm", "On conses"),
        received(2, "karen+x@example.org", 2 * DAY, "Karen Holm"),
        sent(3, KAREN, ADA, at=3 * DAY),
        uncounted(4, KAREN, 4 * DAY, name="Karen Holm", through="karen+list@example.org"),
        answering(received(5, KAREN, 5 * DAY), 77),
    )
    with store.transaction():
        store.decisions.add([Decision(1, "merge", KAREN, NEW), Decision(1, "merge", ADA, NEW)])
        letter = Letter(0, "<digest@example.org>", None, 9, "sam@example.org", b"words", "written")
        store.ledger.write(letter, [(1, KAREN, "fading"), (2, ADA, "fading")], 5)


def test_forgetting_leaves_no_trace_of_an_address_and_no_touch_of_others_missing(
    store: Store, tmp_path: Path
) -> None:
    filled(store)
    with store.transaction():
        removed = store.decisions.forget([KAREN], 10)
    store.decisions.sweep()
    assert (removed.addresses, removed.touches, removed.suggestions, removed.rewritten) == (3, 4, 1, 1)
    assert [one.spec for one in store.people.correspondents()] == [ADA]
    assert store.people.correspondents()[0].sent == tally(3 * DAY)
    assert store.decisions.all() == [Decision(1, "merge", ADA, NEW)]
    assert list(store.ledger.suggested()) == [ADA]
    for path in tmp_path.glob(f"{FILE}*"):
        assert b"karen" not in path.read_bytes().lower(), path
        assert b"On conses" not in path.read_bytes(), path


def test_what_is_forgotten_stays_out_of_every_later_reading(store: Store) -> None:
    filled(store)
    with store.transaction():
        store.decisions.forget([KAREN], 10)
        store.decisions.forget([KAREN], 11)
    with store.transaction():
        store.cursors.start_over("other rules")
    filled(store)
    with looking(store) as db:
        rows = str(
            [
                list(db.execute(f"SELECT * FROM {table}"))
                for table in ("address", "touch", "recent", "message")
            ]
        )
    assert "karen" not in rows
    assert [one.spec for one in store.people.correspondents()] == [ADA]
    assert record(store, begin(store), received(8, KAREN, 8 * DAY)) == {"ignored": 1}


def test_forgetting_can_be_taken_back_and_the_mail_is_read_again(store: Store) -> None:
    filled(store)
    with store.transaction():
        store.cursors.start_over("rules")
        store.decisions.forget([KAREN], 10)
        assert store.decisions.remember("karen+other@example.org")
        assert not store.decisions.remember(KAREN)
        store.cursors.start_over("rules")
    filled_again = begin(store)
    record(store, filled_again, received(1, KAREN, DAY))
    assert [one.spec for one in store.people.correspondents()] == [KAREN]


def test_a_store_of_before_keeps_its_names_and_reads_its_mail_again_for_the_evidence(tmp_path: Path) -> None:
    import sqlite3

    with sqlite3.connect(tmp_path / FILE) as db:
        MIGRATIONS[0](db)
        db.execute("INSERT INTO address (spec, name) VALUES (?, 'Ada Lovelace')", (ADA,))
        db.execute("UPDATE judged_by SET rules = 'as now'")
        db.execute("PRAGMA user_version = 1")
    db.close()
    with Store.open(tmp_path) as store:
        assert store.decisions.names() == {ADA: {"Ada Lovelace"}}
        with store.transaction():
            store.cursors.start_over("as now")
        assert store.decisions.names() == {}
