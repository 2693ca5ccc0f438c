"""What is counted for an address is kept and never differs from what its touches say; so is the number of people."""

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.histories import ADA, DAY, KAREN, STEPS, Step, decides, forgets, settle, starts_over
from helpers.judged import begin, everything, looking, received, record, sent, uncounted
from kith.config.settings import Settings
from kith.counts import Correspondent, Tally
from kith.jobs.people import everyone, headcount, with_touches
from kith.model import Direction, Kind, Person, Skip
from kith.people.behaviour import punctual
from kith.store import Store
from kith.store.db import FILE
from kith.store.migrations import MIGRATIONS

ACCOUNTS = {"home": {"email": "sam@example.org", "host": "imap.example.org", "password_env": "P"}}
SETTINGS = Settings.model_validate(
    {"accounts": ACCOUNTS, "person": [{"email": ["tom@example.org"], "name": "Tom"}]}
)


def kept(store: Store) -> list[int]:
    with looking(store) as db:
        return [number for (number,) in db.execute("SELECT address FROM summary ORDER BY 1")]


def afresh(store: Store) -> list[Correspondent]:
    """Everything reckoned from the touches alone, whatever is kept."""
    with looking(store) as db:
        db.execute("BEGIN")
        db.execute("DELETE FROM summary")
        found = store.people.correspondents()
        db.execute("ROLLBACK")
    return found


def plainly(store: Store) -> list[tuple[object, ...]]:
    """The same figures by going over every row in Python, without what the store reckons by."""
    with looking(store) as db:
        addresses = db.execute("SELECT id, spec, is_list FROM address ORDER BY spec").fetchall()
        touches = db.execute(
            "SELECT address, at, direction, opening, because FROM touch LEFT JOIN skip ON id = doubt"
        ).fetchall()
        others = db.execute(
            "SELECT address, at, reason, because, opening FROM uncounted JOIN skip ON id = skip"
        ).fetchall()
    found: list[tuple[object, ...]] = []
    for number, spec, is_list in addresses:
        mine = [row[1:] for row in touches if row[0] == number]
        not_counted = [row[1:] for row in others if row[0] == number]
        ways = [sorted(at for at, way, *_ in mine if way == wanted) for wanted in Direction]
        came = [row for row in mine if row[1] == Direction.RECEIVED]
        openings = [row[-2] for row in mine] + [row[-1] for row in not_counted]
        openings = [one for one in openings if one is not None]
        answers = sum(row[2] is None for row in came)
        doubts = [(at, mark) for at, _, _, mark in came if mark]
        marks = [(at, mark) for at, _, mark, _ in not_counted]
        automatic = [(at, mark) for at, reason, mark, _ in not_counted if reason == Skip.AUTOMATIC]
        if mine or not_counted or is_list:
            figures = [Tally(len(at), at[0], at[-1]) if at else Tally(0, 0, 0) for at in ways[:2]]
            found.append(
                (
                    spec,
                    *figures,
                    {
                        Skip(reason): [row[1] for row in not_counted].count(reason)
                        for _, reason, *_ in not_counted
                    },
                    "List-Post" if is_list else max(marks, default=(0, ""))[1],
                    len(openings),
                    max((openings.count(one) for one in openings), default=0),
                    answers,
                    punctual(ways[1]) if not ways[0] and not answers else 0,
                    len(doubts),
                    max(doubts, default=(0, ""))[1],
                    max(automatic, default=(0, ""))[1],
                )
            )
    return found


def figures(one: Correspondent) -> tuple[object, ...]:
    habits = one.habits
    return (
        one.spec,
        one.sent,
        one.received,
        one.skipped,
        one.because,
        habits.openings,
        habits.repeats,
        habits.answers,
        habits.punctual,
        habits.doubted,
        habits.doubt,
        habits.automatic,
    )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STEPS, max_size=12))
def test_whatever_happens_what_is_kept_never_differs_from_what_the_touches_say(
    steps: list[Step],
) -> None:
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder)) as store:
        for step in steps:
            step(store)
            found = store.people.correspondents()
            assert found == afresh(store)
            assert [figures(one) for one in found] == plainly(store)
            people = [one for one in everyone(store, SETTINGS) if one.kind is Kind.PERSON]
            assert headcount(store, SETTINGS) == headcount(store, SETTINGS) == len(people)


def test_only_addresses_that_had_mail_are_reckoned_anew(store: Store) -> None:
    inbox = begin(store)
    record(store, inbox, received(1, ADA, DAY), received(2, KAREN, DAY), uncounted(3, "tom@b.c", DAY))
    assert kept(store) == []
    settle(store)
    assert len(kept(store)) == 3
    record(store, inbox, received(1, ADA, DAY))  # a copy says nothing new
    assert len(kept(store)) == 3
    record(store, inbox, received(4, ADA, 2 * DAY), uncounted(5, "tom@b.c", DAY))
    assert len(kept(store)) == 1
    before = everything(store)
    settle(store)
    assert len(kept(store)) == 3
    assert everything(store) == before


def test_who_loses_a_message_to_somebody_else_is_reckoned_anew(store: Store) -> None:
    """A copy that counts takes the place of one that did not, though another From stands in it."""
    inbox = begin(store)
    record(store, inbox, uncounted(1, KAREN, DAY))
    settle(store)
    record(store, inbox, received(1, ADA, DAY))
    assert [(one.spec, one.received.number, one.skipped) for one in store.people.correspondents()] == [
        (ADA, 1, {})
    ]


def test_the_number_of_people_is_kept_until_something_changes_or_the_settings_do(store: Store) -> None:
    inbox = begin(store)
    record(store, inbox, received(1, ADA, DAY), received(2, KAREN, DAY))
    assert headcount(store, SETTINGS) == 3
    with looking(store) as db:
        db.execute("UPDATE headcount SET people = 99")
    assert headcount(store, SETTINGS) == 99  # nothing was counted
    named = SETTINGS.model_copy(update={"person": ()})
    assert headcount(store, named) == 2
    settle(store)
    assert headcount(store, SETTINGS) == 99
    record(store, inbox, received(3, "tom@b.c", DAY))
    assert headcount(store, SETTINGS) == 4


def test_every_word_of_the_user_has_people_counted_anew(store: Store) -> None:
    record(store, begin(store), received(1, ADA, DAY), received(2, KAREN, DAY))
    assert headcount(store, SETTINGS) == 3
    decides("merge", ADA, KAREN)(store)
    assert headcount(store, SETTINGS) == 2
    decides("split", ADA, KAREN)(store)
    assert headcount(store, SETTINGS) == 3
    forgets(KAREN)(store)
    assert headcount(store, SETTINGS) == 2
    starts_over("other rules")(store)
    assert headcount(store, SETTINGS) == 1


def test_people_are_counted_where_nothing_can_be_written_down(store: Store) -> None:
    record(store, begin(store), *(received(n, f"p{n}@b.c", n * DAY) for n in range(1, 4)))
    crowd = [{"email": [f"somebody-{n}@example.org"]} for n in range(500)]  # more than fits into a page
    settings = Settings.model_validate({"accounts": ACCOUNTS, "person": crowd})
    with looking(store) as db:
        (pages,) = db.execute("PRAGMA page_count").fetchone()
        db.execute(f"PRAGMA max_page_count = {pages}")
    assert headcount(store, settings) == 503
    with looking(store) as db:
        assert db.execute("SELECT count(*) FROM headcount").fetchone() == (0,)


def test_people_come_with_all_touches_of_all_their_addresses(store: Store) -> None:
    inbox = begin(store)
    record(
        store,
        inbox,
        received(1, ADA, 3 * DAY),
        sent(2, "ada+x@example.org", at=DAY),
        sent(3, ADA, at=2 * DAY),
    )
    record(store, inbox, received(4, KAREN, DAY))
    (ada,) = with_touches(store, [one for one in everyone(store, SETTINGS) if ADA in one.addresses])
    assert isinstance(ada, Person)
    assert (ada.sent, ada.received) == ((DAY, 2 * DAY), (3 * DAY,))
    assert (ada.kind, ada.because) == (Kind.PERSON, "2 sent, 1 received")


def test_a_store_of_before_counts_the_same(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as db:
        for step in MIGRATIONS[:4]:
            step(db)
        db.execute("INSERT INTO account (name) VALUES ('home')")
        db.execute(
            "INSERT INTO folder (account, raw, name, uidvalidity, low, high) VALUES (1, x'61', 'a', 1, 1, 9)"
        )
        db.execute("INSERT INTO message VALUES (7, 1, 1, NULL, '<7@example.org>')")
        db.execute("INSERT INTO address (spec, name) VALUES (?, 'Ada')", (ADA,))
        db.execute(f"INSERT INTO touch VALUES (1, {DAY}, 7, 'received', NULL, NULL)")
        db.execute("PRAGMA user_version = 4")
    with Store.open(tmp_path) as store:
        assert kept(store) == []
        before = store.people.correspondents()
        assert [(one.spec, one.received.number) for one in before] == [(ADA, 1)]
        assert headcount(store, SETTINGS) == 2
        settle(store)
        assert store.people.correspondents() == before
