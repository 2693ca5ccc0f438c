"""Which way somebody is reached: never one they declined, never one without its address."""

import itertools
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.persons import NOW, kinds, look, person, reason
from kith.model import Person, Reach
from kith.suggest.channels import WRITTEN, unreachable, way_to
from kith.suggest.outlook import wanted
from kith.suggest.ranking import plan

CHANNELS = ("mail", "text", "phone", "person", "linkedin")
PHONE, PROFILE = "+44 20 7946 0018", "linkedin.com/in/karen"


def karen(prefers: str | None = None, *, name: str = "Karen Holm", **reach: Any) -> Person:
    return person("kh@b.c", name=name, channel=prefers, reach=Reach(**reach), every=30, named=True, sent=[90])


KNOWN = {"phone": PHONE, "profile": PROFILE}


@pytest.mark.parametrize(
    ("channel", "to", "why"),
    [
        ("mail", "kh@b.c", ""),
        ("text", PHONE, "Karen prefers a text."),
        ("phone", PHONE, "Karen prefers a call."),
        ("linkedin", PROFILE, "Karen prefers a message on LinkedIn."),
        ("person", "kh@b.c", "Karen prefers meeting face to face."),
    ],
)
def test_what_a_person_prefers_is_taken_with_its_own_address(channel: str, to: str, why: str) -> None:
    assert way_to(karen(channel, **KNOWN)) == (channel, to, why)


def test_without_a_word_about_it_mail_is_taken_and_nothing_has_to_be_said() -> None:
    assert way_to(karen(**KNOWN)) == ("mail", "kh@b.c", "")


@pytest.mark.parametrize(
    ("channel", "why"),
    [
        ("text", "Karen prefers a text, but no number is known."),
        ("phone", "Karen prefers a call, but no number is known."),
        ("linkedin", "Karen prefers a message on LinkedIn, but no profile is known."),
    ],
)
def test_mail_stands_in_where_the_address_is_missing_and_says_why(channel: str, why: str) -> None:
    assert way_to(karen(channel)) == ("mail", "kh@b.c", why)


def test_nobody_without_a_name_is_called_by_a_wrong_one() -> None:
    way = way_to(karen("text", name=""))
    assert way is not None
    assert way.why == "They prefer a text, but no number is known."
    assert unreachable(karen(name="", declines=("mail",))).startswith("They do not want mail")


def test_who_declines_mail_is_reached_by_what_is_known_and_not_declined() -> None:
    assert way_to(karen(declines=("mail",), **KNOWN)) == ("text", PHONE, "Karen does not want mail.")
    assert way_to(karen(declines=("mail", "text"), **KNOWN)) == (
        "linkedin",
        PROFILE,
        "Karen does not want mail.",
    )
    assert way_to(karen(declines=("mail", "text"), phone=PHONE)) == (
        "phone",
        PHONE,
        "Karen does not want mail.",
    )


def test_a_meeting_is_not_arranged_by_what_is_declined() -> None:
    assert way_to(karen("person", declines=("mail",), phone=PHONE)) == (
        "person", PHONE, "Karen prefers meeting face to face."
    )  # fmt: skip


@given(
    st.sampled_from([None, "none", *CHANNELS]),
    st.sets(st.sampled_from(CHANNELS)),
    st.sampled_from(["", PHONE]),
    st.sampled_from(["", PROFILE]),
)
def test_a_declined_channel_is_never_proposed_nor_one_without_its_address(
    prefers: str | None, declined: set[str], phone: str, profile: str
) -> None:
    one = karen(prefers, declines=tuple(declined), phone=phone, profile=profile)
    way = way_to(one)
    assert (way is None) == bool(unreachable(one))
    if way is None:
        assert prefers == "none" or "mail" in declined
        return
    assert way.channel not in declined
    assert way.channel != "none"
    addresses = {"mail": "kh@b.c", "text": phone, "phone": phone, "linkedin": profile}
    if way.channel in addresses:
        assert way.to == addresses[way.channel] != ""
    if prefers == way.channel:
        assert "but" not in way.why


def test_who_prefers_none_is_never_suggested_and_is_told_why() -> None:
    found = look(karen("none", **KNOWN))
    assert (found.due, found.ready) == (False, False)
    assert kinds(look(karen("mail"))) == ["cadence"]
    assert reason(found, "no channel").text == "Karen would rather not be written to."
    assert "`prefers`" in wanted(found, ZoneInfo("UTC"))
    assert plan([found], 5, NOW).chosen == ()


def test_who_declines_everything_known_is_never_suggested() -> None:
    found = look(karen(declines=("mail", "phone"), phone=""))
    assert not found.due
    text = reason(found, "no channel").text
    assert text == "Karen does not want mail, and no other way to reach them is known."


def test_every_channel_has_something_to_write_or_something_to_say() -> None:
    for prefers, known in itertools.product(CHANNELS, ({}, KNOWN)):
        way = way_to(karen(prefers, **known))
        assert way is not None
        assert (way.channel in WRITTEN) == (way.channel in ("mail", "text", "linkedin"))
