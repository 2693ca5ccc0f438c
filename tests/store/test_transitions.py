"""Plans and what was asked, as rows: only ever added to, and gone without a trace when somebody is forgotten."""

from datetime import date
from pathlib import Path

from helpers.judged import begin, received, sent
from kith.digest import Proposed
from kith.store import Store
from kith.store.db import FILE
from kith.store.ledger import Letter
from kith.suggest.moving import Leaving, Step

KAREN, ADA = "karen@example.org", "ada@example.org"
LEFT = Leaving("initech.example", "Initech", date(2026, 12, 31), 2_000, "sam@new.example", "+1 202 555 0100")


def filled(store: Store) -> int:
    """Karen and Ada are in a plan, and were asked; the digest proposes something of Karen's."""
    folder = begin(store).folder
    with store.transaction():
        store.touches.record(folder, [received(1, KAREN, 100, "Karen Holm"), sent(2, ADA, at=200)])
        number = store.transitions.start(
            LEFT, 500, [Step(500, "add", spec, 600, "domain") for spec in (KAREN, ADA)]
        )
        letter = store.ledger.write(
            Letter(0, "<a-digest@example.org>", None, 700, "sam@example.org", b"x", "written"), [], 0
        )
        assert letter
        store.asking.enter(
            letter, [(KAREN, "your move"), (ADA, "your move")], [Proposed(KAREN, "text", "", "<1@x>")]
        )
    return number


def test_a_plan_reads_back_as_it_was_at_any_moment(store: Store) -> None:
    number = filled(store)
    with store.transaction():
        store.transitions.add(number, [Step(800, "drop", ADA), Step(900, "pause")])
    now, then = store.transitions.all(), store.transitions.all(700)
    assert [(set(one.people), one.paused) for one in now] == [({KAREN}, True)]
    assert [(set(one.people), one.paused) for one in then] == [({KAREN, ADA}, False)]
    assert store.transitions.all(499) == []
    assert (now[0].leaving.reach, now[0].leaving.last_day) == (LEFT.reach, LEFT.last_day)
    assert (now[0].gone(1_999), now[0].gone(2_000)) == (False, True)


def test_how_much_went_through_an_account_is_counted(store: Store) -> None:
    filled(store)
    assert store.transitions.through(["personal"], [KAREN, ADA, "nobody@example.org"]) == {
        KAREN: (1, 1),
        ADA: (1, 1),
    }
    assert store.transitions.through([], [KAREN]) == {KAREN: (0, 1)}


def test_a_refused_digest_has_asked_nothing_and_a_new_one_takes_the_place(store: Store) -> None:
    filled(store)
    assert store.asking.drafted() == {KAREN: [700], ADA: [700]}
    assert store.asking.drafted(besides=1) == {}
    with store.transaction():
        store.asking.enter(1, [(ADA, "your move")], [])
    assert (store.asking.drafted(), store.asking.proposed([KAREN])) == ({ADA: [700]}, [])
    with store.transaction():
        store.ledger.closed(1, "refused", "no")
    assert store.asking.drafted() == {}


def test_forgetting_takes_somebody_out_of_plans_and_questions(store: Store, tmp_path: Path) -> None:
    filled(store)
    with store.transaction():
        store.decisions.forget([KAREN], 1_000)
    store.decisions.sweep()
    assert set(store.transitions.all()[0].people) == {ADA}
    assert (set(store.asking.drafted()), store.asking.proposed([KAREN])) == ({ADA}, [])
    for path in tmp_path.glob(f"{FILE}*"):
        assert b"karen" not in path.read_bytes().lower(), path
