"""Who is close, who is drifting: one group for each, by what kith reckons anyway, and room shared between them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.persons import NOW, PEOPLE, both, look, person
from kith.model import Kind, Person
from kith.suggest.assessing import Known, assess_all
from kith.suggest.closeness import DRIFTS, Closeness, closeness, grouped, shares

REGULAR = tuple(range(0, 300, 30))


def regular(silent: float, **more: object) -> Person:
    """A rhythm of a month, and a silence since."""
    return both([silent + day for day in reversed(REGULAR)], **more)


@pytest.mark.parametrize(
    ("one", "group"),
    [
        (regular(5), Closeness.CLOSE),
        (regular(44), Closeness.CLOSE),
        (regular(50), Closeness.DRIFTING),
        (regular(100), Closeness.DUE),
        (regular(40, every=60), Closeness.CLOSE),
        (regular(70, every=60), Closeness.DUE),
        (person(sent=[3], received=[2]), Closeness.UNSURE),
        (person(received=[400, 300, 200, 100]), Closeness.UNSURE),
        (person(named=True), Closeness.UNSURE),
        (person(received=[3, 2, 1], kind=Kind.ROBOT), Closeness.OTHER),
    ],
)
def test_the_group_of(one: Person, group: Closeness) -> None:
    assert closeness(look(one)) is group


def test_a_tie_that_has_outgrown_fading_has_fallen_silent_unless_it_is_due() -> None:
    asleep = [regular(500 + number, spec=f"p{number}@example.org") for number in range(30)]
    groups = grouped(assess_all(asleep, Known(), NOW))
    assert len(groups[Closeness.SILENT]) > 20
    assert len(groups[Closeness.SILENT]) + len(groups[Closeness.DUE]) == 30


@given(PEOPLE)
def test_everybody_is_in_one_group_and_drifting_is_past_the_usual(people: list[Person]) -> None:
    found = assess_all(people, Known(), NOW)
    groups = grouped(found)
    assert list(groups) == list(Closeness)
    everybody = [one for members in groups.values() for one in members]
    assert sorted(map(id, everybody)) == sorted(map(id, found))
    for group, past in ((Closeness.DRIFTING, True), (Closeness.CLOSE, False)):
        for one in groups[group]:
            usual, silent = one.rhythm.days, one.case.silence
            assert usual is not None
            assert silent is not None
            assert (silent > usual * (1 if one.rhythm.set_by_user else DRIFTS)) is past


@given(st.lists(st.integers(0, 50), max_size=6), st.integers(0, 120))
def test_room_is_filled_and_no_large_group_takes_it_from_a_small_one(sizes: list[int], room: int) -> None:
    given_room = shares(sizes, room)
    assert sum(given_room) == min(room, sum(sizes))
    assert all(got <= size for got, size in zip(given_room, sizes, strict=True))
    most = max(given_room, default=0)
    assert all(got == size or got >= most - 1 for got, size in zip(given_room, sizes, strict=True))
