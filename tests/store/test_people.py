"""Reading back: where touches can be looked up, and what did not count."""

from dataclasses import replace
from pathlib import Path

from helpers.judged import begin, received, record, sent, uncounted
from helpers.persons import tally
from kith.counts import Habits
from kith.model import Direction, Evidence, Skip
from kith.store import Store
from kith.store.people import Uncounted

DAY = 86_400
ADA, KAREN = "ada@example.org", "karen@example.org"


def test_every_touch_names_its_evidence_newest_first(store: Store) -> None:
    inbox, archive = begin(store), begin(store, account="work", name="Sent")
    record(store, inbox, received(1, ADA, DAY, subject="Hello"))
    record(store, archive, sent(2, ADA, KAREN, at=2 * DAY, subject="Re: Hello"))
    newer = Evidence(2 * DAY, Direction.SENT, "work", "Sent", "<2@example.org>", "Re: Hello", ADA)
    older = Evidence(DAY, Direction.RECEIVED, "personal", "INBOX", "<1@example.org>", "Hello", ADA)
    assert store.people.evidence([ADA]) == [newer, older]
    assert store.people.evidence([ADA], newest=1) == [newer]
    assert store.people.evidence([ADA], at=[DAY]) == [older]
    assert store.people.evidence([ADA], at=[]) == []
    assert store.people.evidence([]) == []


def test_what_did_not_count_is_shown_with_its_reason_newest_first(store: Store) -> None:
    inbox = begin(store)
    record(
        store,
        inbox,
        uncounted(1, ADA, DAY),
        uncounted(2, ADA, 3 * DAY, Skip.AUTOMATIC, "Precedence: bulk"),
        uncounted(3, ADA, 2 * DAY, Skip.GROUP, "to 9 people"),
    )
    newest = [
        Uncounted(3 * DAY, Skip.AUTOMATIC, "Precedence: bulk", "personal", "INBOX"),
        Uncounted(2 * DAY, Skip.GROUP, "to 9 people", "personal", "INBOX"),
    ]
    assert store.people.uncounted([ADA, KAREN], 2) == (newest, 3)
    (ada,) = store.people.correspondents()
    assert ada.skipped == {Skip.LIST: 1, Skip.AUTOMATIC: 1, Skip.GROUP: 1}
    assert ada.because == "Precedence: bulk"  # the mark on the newest


def test_marks_of_one_reason_are_counted_together(store: Store) -> None:
    inbox = begin(store)
    for number, mark in enumerate(["Precedence: bulk", "List-Unsubscribe", "Precedence: bulk"], start=1):
        record(store, inbox, uncounted(number, ADA, number * DAY, Skip.AUTOMATIC, mark))
    assert store.people.correspondents()[0].skipped == {Skip.AUTOMATIC: 3}


def test_how_somebody_writes_is_counted_over_what_counts_and_what_does_not(store: Store) -> None:
    inbox = begin(store)
    letters = [received(number, ADA, number * DAY) for number in range(1, 5)]
    forms = [(7, ""), (7, "Errors-To"), (8, "a firm's name"), (None, "")]
    for letter, (opening, doubt) in zip(letters, forms, strict=True):
        record(
            store,
            inbox,
            replace(letter, verdict=replace(letter.verdict, opening=opening, doubt=doubt)),
        )
    to_many = uncounted(9, ADA, 9 * DAY, Skip.GROUP, "to 9 people")
    bulk = uncounted(10, ADA, DAY, Skip.AUTOMATIC, "Precedence: bulk")
    record(store, inbox, replace(to_many, verdict=replace(to_many.verdict, opening=7)), bulk)
    record(store, inbox, sent(11, ADA, at=DAY))
    (ada,) = store.people.correspondents()
    assert ada.habits == Habits(4, 3, 1, 2, "a firm's name", "Precedence: bulk")


def test_times_come_ascending_of_those_asked_about(store: Store) -> None:
    letters = [received(number, ADA, at * DAY) for number, at in enumerate([5, 1, 3], start=1)]
    record(store, begin(store), *letters, sent(4, ADA, KAREN, at=2 * DAY))
    assert store.people.correspondents()[0].received == tally(DAY, 3 * DAY, 5 * DAY)
    assert store.people.touches([ADA, "nobody@example.org"]) == {ADA: ([2 * DAY], [DAY, 3 * DAY, 5 * DAY])}
    assert store.people.touches([]) == {}


def test_a_reading_is_of_one_moment_whatever_another_process_writes(store: Store, tmp_path: Path) -> None:
    inbox = begin(store)
    with Store.open(tmp_path) as other:
        with store.reading():
            assert store.people.correspondents() == []
            record(other, inbox, received(1, ADA, DAY))
            assert store.people.correspondents() == []
        assert len(store.people.correspondents()) == 1
