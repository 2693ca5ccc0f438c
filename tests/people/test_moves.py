"""A known name that writes from somewhere new: a fact where it is one person, a question where it is a namesake."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.model import Kind, Somebody
from kith.people.joining import Decision
from kith.people.moves import Mail, Move, moves, namesakes

OLD, NEW = "ravi@initech.example", "ravi@acme.example"
BEFORE, AFTER = Mail(100, 500, 9, 490), Mail(600, 700, 2, 0)


def ravi(*addresses: str, name: str = "Ravi Patel", kind: Kind = Kind.PERSON) -> Somebody:
    return Somebody(name, addresses, kind, "")


def moved(
    old: str = OLD, new: str = NEW, before: Mail = BEFORE, after: Mail = AFTER, **more: object
) -> list[Move]:
    return moves([(old, new, True)], {old: before, new: after}, more.get("dead", ()), more.get("said", ()))  # type: ignore[arg-type]


def test_the_new_address_of_one_person_is_sure_and_that_of_a_namesake_is_not() -> None:
    assert namesakes([ravi(NEW, OLD)], [NEW]) == [(OLD, NEW, True)]
    assert namesakes([ravi(OLD), ravi(NEW)], [NEW]) == [(OLD, NEW, False)]


def test_of_more_than_two_namesakes_robots_and_part_names_nothing_is_said() -> None:
    assert namesakes([ravi(OLD), ravi("ravi@third.example"), ravi(NEW)], [NEW]) == []
    assert namesakes([ravi(OLD, kind=Kind.ROBOT), ravi(NEW)], [NEW]) == []
    assert namesakes([ravi(OLD, name="Ravi"), ravi(NEW, name="Ravi")], [NEW]) == []


def test_the_old_address_has_to_be_silent_since_before_the_new_one_wrote() -> None:
    assert moved() == [Move(OLD, NEW, 600, 500, True)]
    assert moved(before=Mail(100, 650, 9, 490)) == []
    assert moved(before=Mail(0, 0, 0, 490)) == []
    assert moved(before=Mail(100, 500, 9, 0)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [(OLD, "ravi@gmail.com"), ("ravi@gmail.com", NEW), (OLD, "ravi@mail.initech.example"),
     (OLD, "r.patel@initech.example"), ("ravi@initech.com", "ravi@initech.co.uk")],
)  # fmt: skip
def test_a_provider_of_everybodys_and_another_desk_of_the_same_place_are_no_move(old: str, new: str) -> None:
    assert moved(old, new) == []


def test_from_a_free_provider_it_is_one_once_mail_to_there_came_back() -> None:
    assert moved("ravi@gmail.com", dead={"ravi@gmail.com"}) != []


def test_the_users_word_that_they_are_two_holds() -> None:
    assert moved(said=[Decision(1, "split", OLD, NEW)]) == []
    assert moved(said=[Decision(1, "split", OLD, NEW), Decision(2, "merge", OLD, NEW)]) != []


NAMES = st.sampled_from(["Ravi Patel", "Ravi", "", "Karen Holm", "\u202eRavi Patel"])
SPECS = st.sampled_from([OLD, NEW, "ravi@gmail.com", "x@y", "@", "a@b.c"])
PEOPLE = st.lists(
    st.builds(lambda name, specs: ravi(*specs, name=name), NAMES, st.lists(SPECS, max_size=3)), max_size=5
)


@given(PEOPLE, st.lists(SPECS, max_size=3))
def test_no_move_is_of_an_address_to_itself_and_the_new_one_is_always_a_fresh_one(
    people: list[Somebody], fresh: list[str]
) -> None:
    pairs = namesakes(people, fresh)
    for one in moves(pairs, dict.fromkeys([OLD, NEW, "x@y", "@", "a@b.c"], AFTER), ()):
        assert one.old != one.new
        assert one.new in fresh
