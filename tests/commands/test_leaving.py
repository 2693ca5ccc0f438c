"""What `kith transition` is told in plain words: understood whole, or told what is wrong or missing."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.commands.command import Unclear
from kith.commands.leaving import AHEAD, PAST, Said, of_flags, parse, printed

TODAY = date(2026, 11, 28)
NEW, PHONE = "sam@new.example", "+1 202 555 0100"
LAST = date(2026, 12, 31)
WHOLE = Said("Initech", "", LAST, NEW, PHONE)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("leaving Initech on 2026-12-31, reach me at sam@new.example, +1 202 555 0100", WHOLE),
        ("I'm leaving Initech on 31 dec. Reach me at sam@new.example", Said("Initech", "", LAST, NEW)),
        ("i am leaving Initech Labs by 31.12., then sam@new.example", Said("Initech Labs", "", LAST, NEW)),
        ("my last day at Initech is 31 December; my new address is sam@new.example", Said("Initech", "", LAST, NEW)),
        ("Reach me at +1 202 555 0100 or sam@new.example, leaving Initech Dec 31", WHOLE),
        ("left initech.example on 1 nov", Said("", "initech.example", date(2026, 11, 1))),
        ("leaving sam@initech.example tomorrow", Said("", "sam@initech.example", date(2026, 11, 29))),
        ("i left Acme today", Said("Acme", "", TODAY)),
        ("leaving Initech by fri, write to me at sam@new.example", Said("Initech", "", date(2026, 12, 4), NEW)),
        ("quitting Initech", Said("Initech")),
        ("leaving my job at Initech", Said("Initech")),
        ("I'm resigning from my position at Initech Labs by 31 dec", Said("Initech Labs", "", LAST)),
        ("sam@new.example from 31 dec, I'm leaving Initech", Said("Initech", "", LAST, NEW)),
        ("on 31 dec I leave Initech: sam@new.example", Said("Initech", "", LAST, NEW)),
        ("as of 2026-12-31: leaving Initech and reach me at sam@new.example", Said("Initech", "", LAST, NEW)),
        ("sam@new.example, left Initech on 1 nov", Said("Initech", "", date(2026, 11, 1), NEW)),
        ("moving to Brno on 2026-12-31", Said(day=LAST, to="Brno")),
        ("reach me at sam@new.example, I'm moving to New York on 31 dec", Said("", "", LAST, NEW, to="New York")),
        ("on 1 nov we moved house to Brno, +1 202 555 0100", Said("", "", date(2026, 11, 1), "", PHONE, "Brno")),
        ("leaving Initech and moving to Brno", Said("Initech", to="Brno")),
        ("", Said()),
    ],
)  # fmt: skip
def test_what_people_write_is_understood(text: str, said: Said) -> None:
    assert parse(text, TODAY) == said


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("quit", '"quit" is not understood'),
        ("leaving Initech on 31 feb", "there is no 31 February"),
        ("leaving Initech on 2026-12-31 forever and a day", '"forever and a day" is not understood'),
        ("leaving Initech on 2026-12-31, last day 2026-12-30", "two things are said"),
        ("leaving Initech on 2036-12-31", "ahead"),
        ("leaving Initech on 2020-12-31", "too far away"),
        ("reach me at 555 0100 22", "lacks the + and the country code"),
        ("reach me at sam@localhost", "is no address"),
        ("moving to Brno, moving to Ostrava", "two things are said"),
        ("moving to <b>Brno</b>", "is no name of a place"),
        ("moving on 31 dec", '"moving on 31 dec" is not understood'),
        ("leaving <b>Initech</b>", "is no name of a place"),
        ("x" * 501, "longer than 500"),
    ],
)
def test_what_is_not_understood_is_named(text: str, why: str) -> None:
    with pytest.raises(Unclear, match=why.replace("+", r"\+")):
        parse(text, TODAY)


def test_what_is_missing_is_asked_for_with_its_flag() -> None:
    assert [one[one.index("(--") :] for one in Said().missing()] == [
        "(--from initech.example, or your address there)", "(--on 2026-12-31)", "(--reach sam@new.example)"
    ]  # fmt: skip
    assert Said("Initech", day=LAST, reach=NEW).missing() == []


def test_of_a_move_only_where_to_and_the_day_are_wanted() -> None:
    assert Said(to="Brno").missing() == ["the day you move (--on 2026-12-31)"]
    assert Said(to="Brno", day=LAST).missing() == []
    assert of_flags(to="Brno", on="31 dec", today=TODAY) == parse("moving to Brno on 31 dec", TODAY)
    assert of_flags(phone="none", today=TODAY).phone == "none"  # no number any more


def test_flags_say_the_same_as_words() -> None:
    said = of_flags(what="initech.example", on="31 dec", reach_at="Sam@New.Example", phone=PHONE, today=TODAY)
    assert said == parse(f"leaving initech.example on 31 dec, {NEW}, {PHONE}", TODAY)
    with pytest.raises(Unclear, match="two things are said"):
        said.and_also(Said(reach="sam@other.example"))


SAID = st.builds(
    Said,
    place=st.just(""),
    what=st.sampled_from(["", "initech.example", "sam@initech.example", "acme.co.uk"]),
    day=st.none() | st.integers(-PAST, AHEAD).map(lambda days: TODAY + timedelta(days=days)),
    reach=st.sampled_from(["", NEW, "s.okafor+kith@mail.new.example"]),
    phone=st.sampled_from(["", PHONE, "+44 20 7946 0018", "+4915112345678"]),
    to=st.sampled_from(["", "Brno", "The Hague", "'s-Hertogenbosch"]),
)


@given(SAID)
def test_what_is_printed_is_understood_the_same(said: Said) -> None:
    assert parse(printed(said), TODAY) == said


WORDS = st.lists(
    st.sampled_from(
        "leaving left Initech initech.example on 2026-12-31 31 dec reach me at sam@new.example +1 202 555 0100 and , ;"
        " my last day is . I'm quit @ + - - 0 new address phone ü <b> \x00 \u202e tomorrow moving to Brno my job at and"
        " : from".split(" ")
    )
).map(" ".join)


@given(WORDS | st.text(max_size=80))
def test_whatever_is_written_gives_something_or_an_unclear_that_says_what_is_wrong(text: str) -> None:
    why, said = "", Said()
    try:
        said = parse(text, TODAY)
    except Unclear as unclear:
        why = str(unclear)
    assert why or parse(printed(said), TODAY) == said
    assert said.reach == "" or "@" in said.reach
    assert said.phone == "" or said.phone.startswith("+")
    assert "\x00" not in said.place
    assert "\u202e" not in said.place
