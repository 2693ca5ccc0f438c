"""What becomes of a draft, from what is known: every case with the reason the user reads."""

import itertools

import pytest

from kith.suggest.fate import DAY, OLD, End, Fate, Found, Since, Stale, fate, stale

NOW = 1_800_000_000
THERE, GONE = Found(there=True, same=True), Found(there=False)
WROTE, HEARD = Stale("you wrote", wrote=True), Stale("they wrote")


def flagged(*flags: str, **more: bool) -> Found:
    return Found(there=True, same=more.pop("same", True), flags=frozenset(flags), **more)


@pytest.mark.parametrize(
    ("since", "text"),
    [
        (Since(NOW), None),
        (Since(NOW - OLD + 1), None),
        (Since(NOW - OLD), "two weeks old"),
        (Since(NOW - OLD, bygone=True), "the day is over"),
        (Since(NOW, bygone=True, superseded=True), "the next digest came"),
        (Since(NOW, reworded=True), "its digest was written anew"),
        (Since(NOW, reworded=True, superseded=True), "the next digest came"),
        (Since(NOW, superseded=True, said="you called"), "you called"),
        (Since(NOW, said="you called", heard=True), "they wrote"),
        (Since(NOW, heard=True, wrote=True), "you wrote"),
    ],
)
def test_a_draft_is_out_of_date_for_the_strongest_reason(since: Since, text: str | None) -> None:
    found = stale(since, NOW)
    assert (found and found.text) == text
    assert bool(found and found.wrote) == since.wrote


@pytest.mark.parametrize(
    ("found", "why", "missed", "expected"),
    [
        (THERE, None, False, Fate(End.STAYS)),
        (THERE, HEARD, False, Fate(End.TAKE, "they wrote")),
        (THERE, WROTE, False, Fate(End.TAKE, "you wrote")),
        (flagged(r"\seen", r"\draft"), HEARD, False, Fate(End.TAKE, "they wrote")),
        (flagged(r"\flagged"), HEARD, False, Fate(End.EDITED, "you flagged it")),
        (flagged(r"\flagged"), None, False, Fate(End.EDITED, "you flagged it")),
        (flagged(r"\answered"), WROTE, False, Fate(End.EDITED, "you answered it")),
        (flagged(same=False), HEARD, False, Fate(End.EDITED, "you changed it")),
        (flagged(same=False, copied=True), HEARD, False, Fate(End.EDITED, "you copied it")),
        (GONE, WROTE, False, Fate(End.SENT, "you wrote")),
        (flagged(r"\deleted"), WROTE, False, Fate(End.SENT, "you wrote")),
        (GONE, None, False, Fate(End.GONE)),
        (GONE, HEARD, False, Fate(End.GONE)),
        (flagged(r"\deleted"), HEARD, False, Fate(End.GONE)),
        (Found(there=False, another=True), HEARD, False, Fate(End.EDITED, "you saved it anew")),
        (flagged(r"\deleted", another=True), None, True, Fate(End.EDITED, "you saved it anew")),
        (GONE, None, True, Fate(End.DROPPED, "you deleted it", skips=True)),
        (GONE, HEARD, True, Fate(End.DROPPED, "you deleted it; they wrote")),
        (flagged(r"\deleted"), None, True, Fate(End.DROPPED, "you deleted it", skips=True)),
    ],
)
def test_each_case_has_its_end_and_its_reason(
    found: Found, why: Stale | None, missed: bool, expected: Fate
) -> None:
    assert fate(found, why, removing="", missed=missed) == expected


@pytest.mark.parametrize(
    ("found", "why", "expected"),
    [
        (THERE, None, Fate(End.TAKE, "they wrote")),
        (flagged(r"\deleted"), HEARD, Fate(End.TAKE, "they wrote")),
        (flagged(r"\deleted", r"\flagged"), HEARD, Fate(End.EDITED, "you flagged it")),
        (flagged(r"\deleted", same=False), HEARD, Fate(End.EDITED, "you changed it")),
        (GONE, HEARD, Fate(End.REMOVED, "they wrote")),
        (GONE, WROTE, Fate(End.SENT, "you wrote")),
        (Found(there=False, another=True), HEARD, Fate(End.EDITED, "you saved it anew")),
    ],
)
def test_what_was_begun_is_finished_unless_the_user_was_at_it(
    found: Found, why: Stale | None, expected: Fate
) -> None:
    assert fate(found, why, removing="they wrote", missed=False) == expected


def test_nothing_but_an_untouched_draft_that_is_out_of_date_is_ever_taken() -> None:
    """All there is to combine."""
    marks = (r"\flagged", r"\deleted", r"\answered")
    flags = [frozenset(some) for n in range(4) for some in itertools.combinations(marks, n)]
    truths = (False, True)
    for there, same, marked, another, why, removing, missed in itertools.product(
        truths, truths, flags, truths, (None, HEARD, WROTE), ("", "they wrote"), truths
    ):
        judged = fate(Found(there, same, marked, another), why, removing=removing, missed=missed)
        if judged.end is End.TAKE:
            assert there
            assert same
            assert not marked & {r"\flagged", r"\answered"}
            assert removing or (why and r"\deleted" not in marked)
        assert not judged.skips or (not why and judged.end is End.DROPPED)
        assert (judged.because == "") == (judged.end in (End.STAYS, End.GONE))


def test_the_spans_are_those_of_the_design() -> None:
    assert (OLD, DAY) == (14 * 86_400, 86_400)
