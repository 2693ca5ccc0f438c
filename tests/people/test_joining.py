"""Addresses of one person are joined on strong evidence only; every join says why; the user's word outranks it."""

from itertools import combinations
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.persons import tally
from helpers.village import village
from kith.config.persons import KnownPerson
from kith.counts import Correspondent, Tally
from kith.model import Direction, Skip, Somebody
from kith.people.address import Me, match_key
from kith.people.identity import join, proposals
from kith.people.joining import Answer, Decision, Signs, pair, same_named

DAY = 86_400
ME = Me(["sam@example.org"])
OLD, NEW, HOME = "ravi@initech.example", "rpatel@hooli.example", "ravi@patel.example"
S, R = Direction.SENT, Direction.RECEIVED
NAMED = [KnownPerson.model_validate({"email": [OLD], "name": "Ravi"})]


def days(*numbers: int) -> Tally:
    return tally(*(number * DAY for number in numbers))


def ravi(spec: str, sent: int = 0, received: int = 1, name: str = "Ravi Patel", **more: Any) -> Correspondent:
    """Somebody of that name, written to on so many days, heard from so often."""
    return Correspondent(spec, name, days(*range(sent)), days(*range(received)), **more)


def people(*found: Correspondent, known: list[KnownPerson] | None = None, **signs: Any) -> list[Somebody]:
    return join(found, known or [], ME, Signs(**signs))


def said(kind: str, one: str, other: str, at: int = 1) -> Decision:
    return Decision(at, kind, *pair(one, other))


def test_one_name_and_the_habit_of_writing_to_both_is_one_person_and_says_so() -> None:
    (person,) = people(ravi(OLD, 3), ravi(NEW, 2))
    assert set(person.addresses) == {OLD, NEW}
    assert person.joined == (f"{OLD} joined with {NEW}: same name, and you write to both",)
    assert person.because == "5 sent, 2 received"


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Answer(OLD, NEW, S, R), f"{NEW} answered what you had sent to {OLD}"),
        (Answer(OLD, NEW, R, S), f"you answered {OLD} at {NEW}"),
        (Answer(OLD, NEW, S, S), f"you went on at {NEW} with what you had sent to {OLD}"),
    ],
)
def test_a_thread_that_goes_on_elsewhere_under_the_same_name_is_one_person(answer: Answer, why: str) -> None:
    (person,) = people(ravi(OLD, 1), ravi(NEW), answers=[answer])
    assert person.joined == (f"{OLD} joined with {NEW}: same name, and {why}",)


@pytest.mark.parametrize(
    ("other", "answers"),
    [
        (ravi(NEW, 0, 9), []),  # threat C4: a friend's name on a new address that only writes
        (ravi("ravi@evil.example", 0, 9), []),  # and with a friend's local part
        (ravi(NEW, 1), []),  # "is that you?" is no habit
        (ravi(NEW, 0, 2), [Answer(OLD, NEW, R, R)]),  # anybody who saw a mail can answer it
        (ravi(NEW, 3, name="Ravi Patel Jr"), []),
        (ravi(NEW, 3, name="Patel"), []),
        (ravi(NEW, 3, name="Rаvi Patel"), []),  # a Cyrillic а
        (ravi("rpatel@initech.example", 3), []),  # two of one name at one firm
        (ravi("no-reply@hooli.example", 3), [Answer(OLD, "no-reply@hooli.example", S, R)]),
        (ravi(NEW, 0, 1, skipped={Skip.AUTOMATIC: 5}), [Answer(OLD, NEW, S, R)]),
        (Correspondent(NEW, "Ravi Patel", days(2000, 2001), days(2002)), []),
    ],
    ids="stranger twin asked-once others-thread junior one-word mixed one-firm no-reply robot far".split(),
)
def test_what_is_not_enough_joins_nobody(other: Correspondent, answers: list[Answer]) -> None:
    assert len(people(ravi(OLD, 5), other, answers=answers)) == 2


def test_hazard_72_a_display_name_decides_nothing_by_itself() -> None:
    """Row 72: `"victim@bank" <evil@x>`: the address decides, never the name."""
    found = people(
        ravi(OLD, 5, name="victim@bank.example"), ravi("evil@x.example", 5, name="victim@bank.example")
    )
    assert len(found) == 2


def test_hazards_73_and_74_spellings_of_one_mailbox_share_evidence() -> None:
    """Rows 73, 74: tags and Gmail's dots are one mailbox, so what is said of one spelling holds for all."""
    spellings = [ravi("ra.vi+x@gmail.com", 1), ravi("ravi@googlemail.com", 2), ravi(OLD, 2)]
    (person,) = people(*spellings)
    assert len(person.addresses) == 3
    assert len(people(*spellings, decisions=[said("split", OLD, "ravi@gmail.com")])) == 2


def test_an_own_local_part_at_another_place_is_evidence_but_one_made_of_the_name_is_not_alone() -> None:
    assert len(people(ravi("sparky77@a.example", 1), ravi("sparky77@b.example", 1))) == 1
    assert len(people(ravi("ravi@a.example", 1), ravi("ravi@b.example", 1))) == 2  # four letters


def test_a_name_that_many_bear_joins_nobody() -> None:
    crowd = [ravi(f"ravi{n}@d{n}.example", 5) for n in range(5)]
    assert len(people(*crowd)) == 5


def test_in_a_mailbox_full_of_namesakes_habit_is_not_enough() -> None:
    others = [ravi(f"x{n}@x.example", 1, name=name) for n, name in enumerate(["Ravi Rao", "Tom Patel"])]
    assert len(people(ravi(OLD, 5), ravi(NEW, 5), *others)) == 4
    assert len(people(ravi(OLD, 5), ravi(NEW, 5), *others, answers=[Answer(OLD, NEW, S, R)])) == 3


def test_an_address_under_two_full_names_is_no_one_persons() -> None:
    names = {OLD: frozenset({"Ravi Patel"}), NEW: frozenset({"Ravi Patel", "Mira Patel"})}
    assert len(people(ravi(OLD, 5), ravi(NEW, 5), names=names)) == 2


def test_what_was_never_written_to_is_not_where_the_draft_goes() -> None:
    (person,) = people(
        ravi(OLD, 1), Correspondent(NEW, "Ravi Patel", received=days(9)), answers=[Answer(OLD, NEW, S, R)]
    )
    assert person.addresses == (OLD, NEW)


def test_a_merge_joins_whatever_the_evidence_says_and_a_split_outranks_all_of_it() -> None:
    merged = [said("merge", OLD, HOME)]
    (person,) = people(ravi(OLD, 1), ravi(HOME, 0, name="R."), decisions=merged)
    assert person.joined == (f"{OLD} joined with {HOME}: you merged them",)
    apart = [*merged, said("split", OLD, HOME, at=2)]
    assert len(people(ravi(OLD, 5), ravi(HOME, 5), answers=[Answer(OLD, HOME, S, R)], decisions=apart)) == 2
    again = [*apart, said("merge", OLD, HOME, at=3)]
    assert len(people(ravi(OLD, 5), ravi(HOME, 5), decisions=again)) == 1


def test_an_address_that_fits_both_sides_of_a_split_is_left_to_the_user() -> None:
    three = [ravi(OLD, 5), ravi(NEW, 5), ravi(HOME, 5)]
    assert len(people(*three)) == 1
    assert len(people(*three, decisions=[said("split", OLD, NEW)])) == 3


def test_evidence_joins_to_a_person_of_the_configuration_but_never_two_of_them() -> None:
    assert len(people(ravi(OLD, 5), ravi(NEW, 5), known=NAMED)) == 1
    two = [*NAMED, KnownPerson.model_validate({"email": [NEW]})]
    assert len(people(ravi(OLD, 5), ravi(NEW, 5), known=two)) == 2


def test_a_join_that_is_not_strong_enough_is_proposed_with_what_is_missing() -> None:
    (found,) = proposals([ravi(OLD, 5), ravi(NEW)], [], ME, Signs())
    assert (found.pair, found.proofs) == ((OLD, NEW), ("same name",))
    assert found.doubts == (f"you never wrote to {NEW}",)
    assert proposals([ravi(OLD, 5), ravi(NEW)], [], ME, Signs(decisions=[said("split", OLD, NEW)])) == ()


SPECS = [
    OLD,
    NEW,
    HOME,
    "sparky77@a.example",
    "sparky77@b.example",
    "r+x@c.example",
    "r@c.example",
    "z@d.example",
]
CROWD = st.lists(
    st.builds(
        ravi,
        st.sampled_from(SPECS),
        st.integers(0, 3),
        st.integers(0, 2),
        st.sampled_from(["Ravi Patel", "Patel, Ravi", "Mira Patel", "Ravi", ""]),
    ),
    unique_by=lambda one: one.spec,
    max_size=8,
)
ANSWERS = st.lists(
    st.builds(Answer, *[st.sampled_from(SPECS)] * 2, *[st.sampled_from([S, R])] * 2), max_size=4
)
KEYS = [spec for spec in SPECS if "+" not in spec]
DECISIONS = st.lists(
    st.tuples(st.sampled_from(["merge", "split"]), st.sampled_from(KEYS), st.sampled_from(KEYS))
    .filter(lambda row: row[1] != row[2])
    .map(lambda row: said(*row)),
    max_size=4,
)


@given(CROWD, ANSWERS, DECISIONS, st.booleans(), st.randoms())
def test_joins_do_not_depend_on_order_and_no_address_is_lost_or_doubled(
    crowd: list[Correspondent], answers: list[Answer], decisions: list[Decision], named: bool, chance: Random
) -> None:
    known = NAMED if named else []
    before = people(*crowd, known=known, answers=answers, decisions=decisions)
    specs = [spec for one in before for spec in one.addresses]
    assert sorted(specs) == sorted({*(one.spec for one in crowd), *([OLD] if named else [])})
    chance.shuffle(crowd)
    chance.shuffle(answers)
    assert people(*crowd, known=known, answers=answers, decisions=decisions) == before
    for two, word in {pair(one.one, one.other): one for one in decisions}.items():
        together = any(set(two) <= set(one.addresses) for one in before)
        assert not (word.kind == "split" and together)


def test_only_addresses_that_share_a_name_are_asked_about() -> None:
    names = {OLD: frozenset({"Ravi Patel"}), NEW: frozenset({"Patel, Ravi"}), HOME: frozenset({"Ravi"})}
    assert same_named(names) == sorted([OLD, NEW])
    assert same_named({"r@c.example": names[OLD], "r+x@c.example": names[OLD]}) == []


@pytest.mark.parametrize(("common", "precision", "recall"), [(0.0, 0.998, 0.5), (1.0, 0.99, 0.45)])
def test_in_villages_whose_truth_is_known_hardly_anybody_is_taken_for_another(
    common: float, precision: float, recall: float
) -> None:
    """Names as they are spread, and a village of few surnames; recall of all pairs, proof or none."""
    right = wrong = missed = 0
    for seed in range(20):
        made = village(seed, 500, common)
        found = {
            pair(*two)
            for person in join(made.correspondents, [], ME, made.signs)
            for two in combinations(person.addresses, 2)
        }
        right += len(found & made.true_pairs)
        wrong += len(found - made.true_pairs)
        missed += len(made.true_pairs - found)
    print(f"joined {right + wrong}, wrong {wrong}, missed {missed}")
    assert right / (right + wrong) >= precision
    assert right / (right + missed) >= recall


@given(CROWD, ANSWERS, st.randoms())
def test_a_merge_and_then_a_split_give_back_what_there_was(
    crowd: list[Correspondent], answers: list[Answer], chance: Random
) -> None:
    before = people(*crowd, answers=answers)
    if len(before) < 2:
        return
    one, other = chance.sample(before, 2)
    across = {pair(match_key(a), match_key(b)) for a in one.addresses for b in other.addresses}
    merged = [said("merge", *two) for two in sorted(across)]
    whole = {*one.addresses, *other.addresses}
    assert whole in [set(each.addresses) for each in people(*crowd, answers=answers, decisions=merged)]
    apart = [*merged, *(said("split", *two, at=2) for two in sorted(across))]
    assert people(*crowd, answers=answers, decisions=apart) == before
