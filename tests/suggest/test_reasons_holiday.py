"""A holiday is a reason to write: to whom, when, and to whom not."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.persons import NOW, PEOPLE, both, days_ago, kinds, person, reason
from kith.clock import instant
from kith.jobs.wishing import telling
from kith.model import Person, Wish
from kith.suggest.assessing import Assessment, Known, assess_all
from kith.suggest.ranking import plan
from kith.suggest.reasons import FOR
from kith.suggest.reasons.case import Wishing
from kith.suggest.reasons.holiday import STRONGEST
from kith.suggest.rhythm import DAY
from kith.suggest.talking import points

DECEMBER = date(2026, 12, 21)  # a Monday
CZ = Wishing("CZ", "their address ends in .cz", subject="the Brno trip")


def judged(
    people: Sequence[Person],
    today: date = DECEMBER,
    wishing: Wishing = CZ,
    told: dict[str, tuple[tuple[int, str], ...]] | None = None,
    wishes: dict[str, Wish] | None = None,
) -> list[Assessment]:
    """What kith thinks of them on a day, to which all that lies before NOW is brought forward."""
    later = (today - instant(NOW).date()).days * DAY
    people = [
        replace(
            one,
            **{way: tuple(at + later for at in getattr(one, way)) for way in ("sent", "received", "logged")},
        )
        for one in people
    ]
    said = {spec: tuple((at + later, kind) for at, kind in row) for spec, row in (told or {}).items()}
    put_off = {
        spec: replace(one, at=one.at + later, until=one.until and one.until + later)
        for spec, one in (wishes or {}).items()
    }
    known = Known(said, wishes=put_off, wishing={one.addresses[0]: wishing for one in people})
    return assess_all(people, known, NOW + later)


def fires(found: Assessment) -> bool:
    return "holiday" in kinds(found)


# Somebody for whom nothing else fires: three touches of years ago, and the last one so many days back.
def ada(silent: float = 70, **more: object) -> Person:
    return both([300, 290, silent], every=400, **more)


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2026, 12, 14), ""),
        (date(2026, 12, 15), "Christmas is on Friday 25 December in Czechia"),
        (date(2026, 12, 25), "Christmas is today in Czechia"),
        (date(2026, 12, 26), "New Year is on Friday 1 January in Czechia"),
        (date(2027, 1, 3), "New Year was on Friday 1 January in Czechia"),
        (date(2027, 1, 7), ""),
    ],
)
def test_it_fires_from_ten_days_before_to_the_day_and_at_new_year_a_little_longer(
    today: date, said: str
) -> None:
    (found,) = judged([ada()], today)
    assert fires(found) == bool(said)
    if said:
        assert reason(found, "holiday").text == f'{said}; you last wrote 10 weeks ago, about "the Brno trip".'
        assert reason(found, "holiday").touches == found.case.last_instants


@pytest.mark.parametrize(
    ("one", "wishing", "why_not"),
    [
        (ada(60), CZ, "A holiday in Czechia is a reason from 60 days of silence on."),
        (ada(), CZ._replace(subject=""), "A holiday in Czechia is no reason without something personal"),
        (
            ada(),
            Wishing("", "their addresses are of 2 countries", "x"),
            "Where they live is not known (their ",
        ),
        (
            ada(),
            CZ._replace(country="TH"),
            "kith's list of holidays has none for Thailand, so none is a reason here.",
        ),
        (ada(), CZ._replace(country="TR"), "The next holiday in Türkiye is New Year (1 January); it is a "),
    ],
)
def test_why_it_does_not_fire_is_said(one: Person, wishing: Wishing, why_not: str) -> None:
    (found,) = judged([one], DECEMBER, wishing)
    assert reason(found, "holiday").text.startswith(why_not)
    assert not fires(found)


def test_a_note_of_the_users_is_something_personal_as_well() -> None:
    (found,) = judged([ada()], wishing=CZ._replace(subject="", note="moved to Brno"))
    assert reason(found, "holiday").text.endswith('; your note about them says "moved to Brno".')


def test_who_wrote_last_is_told() -> None:
    heard = person(sent=[300], received=[70], every=400, named=True)
    called = person(sent=[300], received=[200], logged=days_ago(70), every=400, named=True)
    texts = [
        reason(found, "holiday").text for found in judged([heard], DECEMBER) + judged([called], DECEMBER)
    ]
    assert texts[0].endswith('; Ada last wrote 10 weeks ago, about "the Brno trip".')
    assert texts[1].endswith(
        '; you were last in touch 10 weeks ago, and the last mail was about "the Brno trip".'
    )


@pytest.mark.parametrize(("ago", "again"), [(20, False), (340, False), (355, True)])
def test_once_a_year_for_each_whatever_the_holiday(ago: int, again: bool) -> None:
    """Also where there was contact since."""
    told = {"ada@example.org": ((days_ago(ago)[0], "holiday"),)}
    (found,) = judged([ada()], told=told)
    assert fires(found) == again
    if not again:
        assert reason(found, "holiday").text.endswith(" ago, and once a year is enough.")


def test_told_in_the_same_silence_it_comes_again_a_year_later() -> None:
    one = both([1400, 1390, 1000], every=3650)
    for ago, ready in ((200, False), (364, True)):
        told = {"ada@example.org": ((days_ago(ago)[0], "holiday"),)}
        (found,) = judged([one], told=told)
        assert found.ready is ready


@pytest.mark.parametrize(
    "wish", [Wish(NOW - 1, "never"), Wish(NOW - 1, "skip"), Wish(NOW - 1, "snooze", NOW + 9)]
)
def test_who_is_muted_or_put_off_is_not_suggested(wish: Wish) -> None:
    (found,) = judged([ada()], wishes={"ada@example.org": wish})
    assert not found.due


@pytest.mark.parametrize(
    "one",
    [
        ada(channel="none"),
        person(sent=[300, 70]),  # never answered
    ],
)
def test_who_cannot_be_suggested_at_all_is_not(one: Person) -> None:
    (found,) = judged([one])
    assert not found.due


def test_the_five_strongest_of_one_holiday_are_due_and_two_come_into_a_digest() -> None:
    people = [
        both([400 - day for day in range(0, 30 * turns, 30)], f"p{turns}@example.cz", every=3000)
        for turns in range(2, 11)
    ]
    found = judged(people)
    due = [one.person.addresses[0] for one in found if fires(one)]
    assert due == [f"p{turns}@example.cz" for turns in range(6, 11)]
    assert len(due) == STRONGEST
    told = reason(found[0], "holiday").text
    assert told.endswith("; 8 ties with this holiday are stronger, and the first 5 are enough.")
    chosen = plan(found, 5, NOW)
    assert [one.person.addresses[0] for one in chosen.chosen] == ["p10@example.cz", "p9@example.cz"]
    assert chosen.not_shown == 3


def test_in_a_call_the_wish_comes_first() -> None:
    (found,) = judged([ada()])
    first, _ = points(found, None, NOW, ZoneInfo("UTC"))
    assert first == "Christmas is on Friday 25 December in Czechia: wish them well."


def test_the_gaps_go_before_it_and_dormant_ties_behind() -> None:
    order = [rule.kind for rule in FOR]
    assert order.index("fading") < order.index("holiday") < order.index("dormant")


def test_where_nothing_was_looked_up_nothing_is_said() -> None:
    (found,) = assess_all([ada()], Known(), NOW)
    assert "holiday" not in [one.kind for one in found.reasons]


@given(PEOPLE, st.dates(date(2026, 1, 1), date(2030, 12, 31)), st.sampled_from(["CZ", "TR", "US", "IL", ""]))
def test_whoever_it_is_it_fires_in_silence_alone_and_says_a_whole_sentence(
    people: list[Person], today: date, country: str
) -> None:
    for found in judged(people, today, CZ._replace(country=country)):
        for one in found.reasons:
            if one.kind == "holiday":
                assert one.text[-1] == "."
                assert not one.fires or (found.case.silence or 0) > 60
                assert one.touches == (found.case.last_instants if one.fires else ())


@pytest.mark.parametrize(
    ("subject", "told"),
    [
        ("Re: The Brno trip", "The Brno trip"),
        ("AW: Lunch", "Lunch"),
        ("Hello", ""),
        ("Re: hi again", ""),
        ("Merry Christmas!", ""),
        ("Re: PF 2026", ""),
        ("Frohe Weihnachten und einen guten Rutsch", ""),
        ("Feliz Navidad", ""),
        ("[ticket 7]", ""),
        ("{{ 7*7 }}", ""),
        ("See\u202ethis", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_a_greeting_or_another_years_wish_is_nothing_personal(subject: str | None, told: str) -> None:
    assert telling(subject) == told
