"""Writing down what messages mean: every write is safe to repeat, and the order of folders never shows."""

import sqlite3
import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from helpers.judged import ME, begin, everything, looking, received, record, sent, uncounted
from helpers.persons import tally
from kith.counts import Correspondent, Habits
from kith.model import Address, Skip
from kith.store import Store, migrations
from kith.store.db import FILE
from kith.store.touches import KEPT_SUBJECTS, Judged

DAY = 86_400
ADA, KAREN, LIST = "ada@example.org", "karen@example.org", "lisp@lists.example.net"


def test_a_window_recorded_twice_changes_nothing(store: Store) -> None:
    inbox = begin(store)
    window = [
        received(1, ADA, DAY, "Ada", "Lunch?"),
        sent(2, ADA, KAREN, at=2 * DAY),
        uncounted(3, KAREN, 3 * DAY, through=LIST),
        uncounted(4, KAREN, None, Skip.NO_DATE, "no date"),
    ]
    assert record(store, inbox, *window) == {"touches": 3, Skip.LIST: 1, Skip.NO_DATE: 1}
    before = everything(store)
    assert record(store, inbox, *window) == {Skip.DUPLICATE: 4}
    assert everything(store) == before


def test_copies_in_other_folders_and_accounts_count_once(store: Store) -> None:
    folders = [begin(store), begin(store, name="Archive"), begin(store, account="work")]
    for folder in folders:
        record(store, folder, received(1, ADA, DAY), uncounted(2, KAREN, DAY))
    assert store.people.correspondents() == [
        Correspondent(ADA, "", received=tally(DAY), habits=Habits(answers=1)),
        Correspondent(KAREN, "", skipped={Skip.LIST: 1}, because="List-Id"),
    ]
    assert [proof.folder for proof in store.people.evidence([ADA])] == ["INBOX"]


@pytest.mark.parametrize("list_first", [True, False])
def test_of_a_direct_copy_and_one_through_a_list_the_direct_one_counts(
    store: Store, list_first: bool
) -> None:
    inbox = begin(store)
    copies = [uncounted(1, ADA, DAY, name="Ada", through=LIST), received(1, ADA, DAY, "Ada", "On conses")]
    for copy in copies if list_first else copies[::-1]:
        record(store, inbox, copy)
    assert store.people.correspondents() == [
        Correspondent(ADA, "Ada", received=tally(DAY), habits=Habits(answers=1)),
        Correspondent(LIST, "", because="List-Post", is_list=True),
    ]
    (proof,) = store.people.evidence([ADA])
    assert (proof.message_id, proof.subject) == ("<1@example.org>", "On conses")
    assert store.people.uncounted([ADA], 9) == ([], 0)
    with looking(store) as db:
        assert db.execute("SELECT count(*) FROM message WHERE skip IS NULL").fetchone() == (1,)


def test_a_direct_copy_in_another_folder_is_the_evidence(store: Store) -> None:
    record(store, begin(store, name="Lists"), uncounted(1, ADA, DAY))
    record(store, begin(store, name="INBOX"), received(1, ADA, DAY))
    assert [proof.folder for proof in store.people.evidence([ADA])] == ["INBOX"]


def test_the_copy_with_the_bcc_tells_of_one_that_was_counted_without(store: Store) -> None:
    """Row 85. It is a duplicate still, gives nobody a second touch, and those it adds are counted anew."""
    inbox, sent_mail = begin(store), begin(store, name="Sent")
    stored = sent(1, KAREN, ADA, at=DAY + 5)  # its Date was not believed: this is when it arrived
    with_bcc = replace(stored, facts=stored.facts._replace(bcc=(Address(ADA),)))
    assert record(store, inbox, sent(1, KAREN, at=DAY)) == {"touches": 1}
    with store.transaction():
        store.summary.settle()
    assert record(store, sent_mail, with_bcc) == {Skip.DUPLICATE: 1}
    assert record(store, sent_mail, with_bcc) == {Skip.DUPLICATE: 1}
    assert {one.spec: one.sent for one in store.people.correspondents()} == {
        KAREN: tally(DAY),
        ADA: tally(DAY + 5),
    }


def test_a_received_copy_with_a_bcc_adds_nobody(store: Store) -> None:
    inbox, copy = begin(store), received(1, KAREN, DAY)
    record(store, inbox, received(1, ADA, DAY))
    record(store, inbox, replace(copy, facts=copy.facts._replace(bcc=(ME,))))
    assert [one.spec for one in store.people.correspondents()] == [ADA]


def test_a_name_its_owner_uses_outranks_a_newer_one_others_use(store: Store) -> None:
    inbox = begin(store)
    record(store, inbox, received(1, ADA, DAY, "Ada Lovelace"), sent(2, ADA, at=9 * DAY, name="Countess"))
    record(store, inbox, uncounted(3, ADA, 10 * DAY, name="Ada via Lisp"), received(4, ADA, 11 * DAY))
    assert [one.name for one in store.people.correspondents()] == ["Ada Lovelace"]


def test_my_own_name_is_how_i_write_it(store: Store) -> None:
    inbox = begin(store)
    record(store, inbox, sent(1, ADA, at=9 * DAY, me=Address(ME.spec, "Sam Jones")))
    record(store, inbox, sent(2, ADA, at=3 * DAY, me=Address(ME.spec, "Samuel")))
    assert store.people.name_of([ME.spec, "sam@old.example"]) == "Sam Jones"
    assert store.people.name_of(["nobody@example.org"]) == ""
    assert ME.spec not in [one.spec for one in store.people.correspondents()]


def test_only_the_newest_subjects_of_a_person_are_kept(store: Store) -> None:
    inbox = begin(store)
    for number in [5, 1, 4, 2, 6, 3]:
        record(store, inbox, received(number, ADA, number * DAY, subject=f"letter {number}"))
    record(store, inbox, sent(9, KAREN, at=DAY, subject="an old letter"))
    subjects = [proof.subject for proof in store.people.evidence([ADA])]
    assert subjects == ["letter 6", "letter 5", "letter 4", None, None, None]
    assert len([subject for subject in subjects if subject]) == KEPT_SUBJECTS
    assert [proof.subject for proof in store.people.evidence([KAREN])] == ["an old letter"]


def test_subjects_of_mail_that_does_not_count_are_not_kept(store: Store) -> None:
    record(store, begin(store), uncounted(1, ADA, DAY))
    assert everything(store)["recent"] == []


def _rows_of_before(db: sqlite3.Connection) -> None:
    """What a store held when Message-IDs stood in `message`: one that counts, one without an id, one through a list."""
    db.execute("INSERT INTO account (id, name) VALUES (1, 'personal')")
    db.execute(
        "INSERT INTO folder (id, account, raw, name, uidvalidity, low, high) "
        "VALUES (1, 1, x'494e424f58', 'INBOX', 7, 1, 9)"
    )
    db.execute("INSERT INTO address (id, spec) VALUES (1, ?)", (ADA,))
    db.execute("INSERT INTO skip VALUES (1, 'list', 'List-Id')")
    db.executemany(
        "INSERT INTO message (identity, folder, uid, skip, message_id) VALUES (?, 1, ?, ?, ?)",
        [(30, 3, None, "<30@example.org>"), (20, 2, None, ""), (10, 1, 1, None)],
    )
    db.executemany(
        "INSERT INTO touch (address, at, message, direction) VALUES (1, ?, ?, 'received')",
        [(3 * DAY, 30), (2 * DAY, 20)],
    )
    db.execute("INSERT INTO uncounted (address, at, message, skip) VALUES (1, ?, 10, 1)", (DAY,))


def _ids(store: Store) -> list[tuple[int, str]]:
    return [(proof.at, proof.message_id) for proof in store.people.evidence([ADA])]


def test_message_ids_of_a_store_of_before_are_found_and_its_copies_recognised(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / FILE)) as db, db:
        for step in migrations.MIGRATIONS[:4]:
            step(db)
        _rows_of_before(db)
        db.execute("PRAGMA user_version = 4")
    with Store.open(tmp_path) as store:
        assert _ids(store) == [(3 * DAY, "<30@example.org>"), (2 * DAY, "")]
        inbox = store.cursors.find("personal", b"INBOX")
        assert inbox is not None
        again = [received(30, ADA, 3 * DAY), received(10, ADA, DAY), received(5, ADA, 5 * DAY)]
        assert record(store, inbox, *again) == {Skip.DUPLICATE: 1, "touches": 2}
        assert _ids(store) == [
            (5 * DAY, "<5@example.org>"),
            (3 * DAY, "<30@example.org>"),
            (2 * DAY, ""),
            (DAY, "<10@example.org>"),
        ]
        assert store.people.uncounted([ADA], 9) == ([], 0)
        with looking(store) as db:
            assert db.execute("PRAGMA foreign_key_check").fetchall() == []


SPECS = st.sampled_from([ADA, KAREN, "ravi@example.org"])
NAMES = st.sampled_from(["", "Ada", "Ada Lovelace", "Zoë"])
TIMES = st.integers(1, 6).map(lambda day: day * DAY)
WAYS = st.sampled_from(["received", "sent", "list", "robot"])


def _message(identity: int, spec: str, at: int, name: str, way: str) -> Judged:
    if way == "received":
        return received(identity, spec, at, name, f"subject {identity}")
    if way == "sent":
        return sent(identity, spec, at=at, name=name, subject=f"subject {identity}")
    if way == "list":
        return uncounted(identity, spec, at, name=name, through=LIST)
    return uncounted(identity, spec, at, Skip.AUTOMATIC, "Precedence: bulk", name)


MAIL = st.lists(st.tuples(SPECS, TIMES, NAMES, WAYS), max_size=8).map(
    lambda rows: [_message(number, *row) for number, row in enumerate(rows, start=1)]
)


def _found(messages: list[Judged], width: int) -> tuple[object, ...]:
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder)) as store:
        inbox = begin(store)
        for at in range(0, len(messages), width):
            record(store, inbox, *messages[at : at + width])
        people = store.people.correspondents()
        return people, store.people.evidence([ADA, KAREN]), store.people.uncounted([ADA, KAREN], 9)


@settings(max_examples=40, deadline=None)
@given(MAIL.flatmap(lambda mail: st.tuples(st.just(mail), st.permutations(mail))), st.integers(1, 4))
@example(([m := received(1, ADA, DAY, "Ada"), n := received(2, ADA, DAY, "Zoë")], [n, m]), 1)
def test_the_order_and_width_of_windows_never_shows(
    mail: tuple[list[Judged], list[Judged]], width: int
) -> None:
    """Folders are read newest first, interrupted and resumed: what is known in the end is the same."""
    straight, shuffled = mail
    assert _found(straight, 100) == _found(shuffled, width)
