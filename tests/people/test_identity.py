"""Which addresses are one person, and what kind of correspondent that is."""

from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from helpers.persons import tally
from kith.config.persons import KnownPerson
from kith.counts import Correspondent
from kith.model import Kind, Skip, Somebody
from kith.people.address import Me
from kith.people.identity import join

ME = Me(["sam@example.org"])


def one(spec: str, name: str = "", **more: Any) -> Correspondent:
    return Correspondent(spec, name, **more)


def only(*correspondents: Correspondent) -> Somebody:
    (person,) = join(correspondents, [], ME)
    return person


def known(*email: str, **more: Any) -> KnownPerson:
    return KnownPerson.model_validate({"email": list(email), **more})


SPECS = st.sampled_from("a@b.c a+x@b.c d@e.f sam@example.org no-reply@b.c k.h@gmail.com kh@gmail.com".split())
TIMES = st.lists(st.integers(0, 2**31), max_size=4).map(lambda times: tally(*times))
CORRESPONDENTS = st.lists(
    st.builds(
        Correspondent,
        SPECS,
        st.sampled_from(["", "Ada", "Zoë"]),
        TIMES,
        TIMES,
        st.dictionaries(st.sampled_from([Skip.AUTOMATIC, Skip.LIST, Skip.GROUP]), st.integers(1, 9)),
        is_list=st.booleans(),
    ),
    unique_by=lambda one: one.spec,
)


@given(
    CORRESPONDENTS,
    st.sampled_from([[], [known("d@e.f", "a@b.c", name="Dee")], [known("new@e.f")]]),
    st.randoms(),
)
def test_joining_loses_no_address_and_does_not_depend_on_order(
    correspondents: list[Correspondent], named: list[KnownPerson], chance: Random
) -> None:
    people = join(correspondents, named, ME)
    others = [one for one in correspondents if one.spec not in ME]
    specs = [spec for person in people for spec in person.addresses]
    named_specs = {spec for person in named for spec in person.email}
    assert sorted(specs) == sorted({*(one.spec for one in others), *named_specs})
    chance.shuffle(correspondents)
    assert join(correspondents, named, ME) == people


def test_tagged_spellings_are_one_person_and_the_newest_is_written_to_first() -> None:
    person = only(
        one("karen@example.org", "Karen", sent=tally(5)),
        one("karen+work@example.org", "Karen Holm", received=tally(9)),
    )
    assert person.addresses == ("karen+work@example.org", "karen@example.org")
    assert (person.name, person.because) == ("Karen Holm", "1 sent, 1 received")


def test_the_configuration_joins_what_it_names_together_and_outranks_the_mailbox() -> None:
    (person,) = join(
        [one("karen@example.org", "K", received=tally(5)), one("kh@example.net", sent=tally(7))],
        [known("KH@example.net", "karen@example.org", name="Karen Holm", every="4m", prefers="text")],
        ME,
    )
    assert (person.name, person.every, person.channel) == ("Karen Holm", 122, "text")
    assert (person.kind, person.named) == (Kind.PERSON, True)
    assert set(person.addresses) == {"karen@example.org", "kh@example.net"}


def test_somebody_named_is_there_without_any_mail() -> None:
    (person,) = join([], [known("karen@example.org", name="Karen")], ME)
    assert person.addresses == ("karen@example.org",)


def test_a_robot_is_who_writes_automatically_and_never_gets_an_answer() -> None:
    person = only(
        one("shop@example.com", received=tally(1), skipped={Skip.AUTOMATIC: 3}, because="Precedence: bulk")
    )
    assert person.kind is Kind.ROBOT
    assert "Precedence: bulk" in person.because


def test_somebody_i_wrote_to_is_a_person_whatever_their_vacation_robot_sends() -> None:
    assert only(one("k@example.org", sent=tally(1), skipped={Skip.AUTOMATIC: 9})).kind is Kind.PERSON


def test_a_one_person_firm_that_also_sends_automatic_mail_is_a_person() -> None:
    firm = only(one("info@holm.example", received=tally(1, 2), skipped={Skip.AUTOMATIC: 1, Skip.GROUP: 9}))
    assert firm.kind is Kind.PERSON


def test_a_no_reply_address_is_a_robot_even_if_i_once_answered() -> None:
    assert only(one("no-reply@example.com", sent=tally(1), received=tally(1))).kind is Kind.ROBOT


def test_an_address_that_takes_posts_is_a_list_even_if_i_write_to_it() -> None:
    assert only(one("lisp@lists.example.net", sent=tally(1, 2), is_list=True)).kind is Kind.LIST


def test_nobody_can_make_a_friend_a_list_by_naming_her_in_list_post() -> None:
    assert only(one("karen@example.org", sent=tally(1), received=tally(2), is_list=True)).kind is Kind.PERSON


def test_who_writes_through_lists_only_is_no_person_yet() -> None:
    assert only(one("ada@example.org", skipped={Skip.LIST: 4})).kind is Kind.LIST


def test_who_was_only_ever_in_a_group_is_unknown() -> None:
    assert only(one("ada@example.org", skipped={Skip.GROUP: 4}, because="to 9 people")).kind is Kind.UNKNOWN
