"""Birthdays and anniversaries: in time, in the user's own zone, once for each year, and never out of the blue."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.persons import both, person
from kith.clock import unix
from kith.config.when import parse
from kith.digest import Voice
from kith.model import Occasion, Person, Signal, Wish
from kith.suggest.assessing import Assessment, Known, assess_all
from kith.suggest.day_over import day_over
from kith.suggest.drafting import plan
from kith.suggest.reasons import Calendar
from kith.suggest.reasons.occasions import BELATED

PRAGUE = ZoneInfo("Europe/Prague")
MONDAYS = Calendar(PRAGUE, parse("mon 07:30"))
MONDAY = datetime(2026, 11, 30, 6, 30, tzinfo=UTC)  # 07:30 in Prague
DAY = 86_400


def born(month: int, day: int, year: int | None = None, kind: str = "birthday", **more: Any) -> Person:
    """Somebody in touch now and then, whose day is this."""
    return both([100, 80, 60], occasions=(Occasion(kind, month, day, year),), **more)


def at(one: Person, now: datetime = MONDAY, calendar: Calendar = MONDAYS, **known: Any) -> Assessment:
    return assess_all([one], Known(**known), unix(now), calendar)[0]


def text(found: Assessment, kind: str = "birthday") -> str:
    return next(reason.text for reason in found.reasons if reason.kind == kind)


@pytest.mark.parametrize(
    ("month", "day", "said"),
    [
        (11, 30, "Ada's birthday is today."),
        (12, 1, "Ada's birthday is tomorrow, Tuesday 1 December."),
        (12, 3, "Ada's birthday is on Thursday 3 December."),
        (12, 6, "Ada's birthday is on Sunday 6 December."),  # beyond three days, but before the next digest
        (11, 28, "Ada's birthday was on Saturday 28 November."),
    ],
)
def test_a_day_is_told_in_time(month: int, day: int, said: str) -> None:
    found = at(born(month, day))
    assert (found.lead, text(found)) == ("birthday", said)


@pytest.mark.parametrize(("month", "day"), [(12, 7), (12, 8), (11, 26), (5, 3)])
def test_what_the_next_digest_tells_in_time_can_wait(month: int, day: int) -> None:
    assert at(born(month, day)).lead != "birthday"


def test_on_the_day_itself_it_is_told_once_more_where_nothing_was_sent() -> None:
    daily = Calendar(PRAGUE, parse("daily 07:30"))

    def led(one: Person, days: int, told_before: list[int], **more: Any) -> str | None:
        now = MONDAY + timedelta(days=days)
        told = tuple((unix(MONDAY + timedelta(days=when)), "birthday") for when in told_before)
        return at(one, now, daily, told={"ada@example.org": told}, **more).lead

    ada = born(12, 3)
    assert [led(ada, day, [0]) for day in (1, 2, 3, 4)] == [None, None, "birthday", None]
    assert led(ada, 4, [0, 3]) is None
    assert led(replace(ada, logged=(unix(MONDAY) + DAY,)), 3, [0]) is None
    skipped = {"ada@example.org": Wish(unix(MONDAY) + DAY, "skip")}
    assert led(ada, 3, [0], wishes=skipped) is None


def test_not_this_time_is_said_of_what_was_told_and_not_of_a_birthday_weeks_later() -> None:
    skipped = {"ada@example.org": Wish(unix(MONDAY) - 14 * DAY, "skip")}
    assert at(born(12, 3), wishes=skipped).lead == "birthday"
    told = {"ada@example.org": ((unix(MONDAY) - 15 * DAY, "birthday"),)}
    assert at(born(12, 3), wishes=skipped, told=told).lead is None
    snoozed = {"ada@example.org": Wish(unix(MONDAY) - DAY, "snooze", unix(MONDAY) + 30 * DAY)}
    assert at(born(12, 3), wishes=snoozed).lead is None


def test_a_draft_of_good_wishes_is_over_with_its_day() -> None:
    ada, written = born(12, 3, country="CZ"), unix(MONDAY)
    over = [day_over("birthday", ada, written, written + day * DAY, MONDAYS) for day in (0, 3, 4, 30)]
    assert over == [False, False, True, True]
    belated = unix(MONDAY) + 5 * DAY
    assert not day_over("birthday", ada, belated, belated + 9 * DAY, MONDAYS)
    assert not day_over("fading", ada, written, written + 30 * DAY, MONDAYS)
    assert not day_over("birthday", ada, None, written + 30 * DAY, MONDAYS)
    advent = unix(datetime(2026, 12, 21, 6, 30, tzinfo=UTC))
    assert [day_over("holiday", ada, advent, advent + day * DAY, MONDAYS) for day in (0, 3, 9)] == [
        False,
        False,
        True,
    ]


def test_each_group_has_its_own_notice() -> None:
    assert at(born(12, 10, lead_days=10)).lead == "birthday"
    assert at(born(12, 11, lead_days=10)).lead != "birthday"
    assert at(born(12, 2, lead_days=0), calendar=Calendar(PRAGUE, parse("daily 07:30"))).lead != "birthday"


@given(
    st.dates(date(2026, 1, 1), date(2029, 12, 31)),
    st.sampled_from(["mon 07:30", "mon,thu 18:00", "daily 06:00"]),
)
def test_no_birthday_falls_between_two_digests(day: date, when: str) -> None:
    """Of the digests up to the day at least one tells of it."""
    if (day.month, day.day) == (2, 29):
        return
    calendar = Calendar(PRAGUE, parse(when))
    one = person(occasions=(Occasion("birthday", day.month, day.day),), named=True)
    slot = parse(when).latest(datetime(day.year, day.month, day.day, 22, tzinfo=UTC), PRAGUE)
    leads = set()
    for _ in range(12):
        leads.add(at(one, slot, calendar).lead)
        slot = parse(when).latest(slot - timedelta(seconds=1), PRAGUE)
    assert "birthday" in leads


def test_the_day_is_the_users_and_not_utcs() -> None:
    late = datetime(2026, 11, 29, 23, 30, tzinfo=UTC)  # the 30th in Prague
    assert text(at(born(11, 30), late)) == "Ada's birthday is today."
    early = Calendar(ZoneInfo("America/New_York"), None)
    assert text(at(born(11, 30), datetime(2026, 11, 30, 3, tzinfo=UTC), early)).startswith(
        "Ada's birthday is tomorrow"
    )


def test_around_new_year_and_on_the_29th_of_february() -> None:
    silvester = datetime(2026, 12, 31, 6, 30, tzinfo=UTC)
    assert text(at(born(1, 2), silvester)) == "Ada's birthday is on Saturday 2 January."
    assert text(at(born(2, 29), datetime(2027, 2, 26, 6, 30, tzinfo=UTC))).endswith("Sunday 28 February.")
    assert text(at(born(2, 29), datetime(2028, 2, 27, 6, 30, tzinfo=UTC))).endswith("Tuesday 29 February.")


def test_only_round_ages_are_told_and_only_where_the_year_is_known() -> None:
    assert text(at(born(12, 3, 1986))) == "Ada's birthday is on Thursday 3 December; Ada turns 40."
    assert "turn" not in text(at(born(12, 3, 1987)))
    assert "turn" not in text(at(born(12, 3)))
    assert "turn" not in text(at(born(12, 3, 2016)))  # a child's is for the child to tell
    wedding = at(born(12, 3, 2001, "anniversary"))
    assert text(wedding, "anniversary") == "Ada's anniversary is on Thursday 3 December, the 25th."


def test_who_has_no_first_name_has_no_gender_either() -> None:
    nobody = born(12, 3, 1986, name="")
    assert text(at(nobody)) == "Their birthday is on Thursday 3 December; they turn 40."


def test_nobody_is_greeted_out_of_the_blue() -> None:
    strange = person(
        sent=[900], received=[880], occasions=(Occasion("birthday", 12, 3),), cards=("a.vcf, line 1",)
    )
    assert at(strange).lead != "birthday"
    assert text(at(strange)).endswith("Not told: no contact for 2 years.")
    named = person(sent=[900], received=[880], occasions=(Occasion("birthday", 12, 3),), named=True)
    assert at(named).lead == "birthday"


def test_once_for_each_year() -> None:
    one, spec = born(12, 3), "ada@example.org"
    week_before, year_before = unix(MONDAY) - 7 * DAY, unix(MONDAY) - 362 * DAY
    told = at(one, told={spec: ((week_before, "birthday"),)})
    assert told.lead != "birthday"
    assert any("this year's birthday" in reason.text for reason in told.against)
    assert at(one, told={spec: ((year_before, "birthday"),)}).lead == "birthday"


def test_another_suggestion_last_week_does_not_hold_a_birthday_back() -> None:
    told = {"ada@example.org": ((unix(MONDAY) - 7 * DAY, "fading"),)}
    assert at(born(12, 3), told=told).lead == "birthday"


def test_who_was_written_to_on_the_day_has_been_greeted() -> None:
    one = person(received=[100], sent=[80, 0.1], occasions=(Occasion("birthday", 11, 30),))
    assert at(one).lead != "birthday"
    assert (
        at(person(received=[100], sent=[80, 3], occasions=(Occasion("birthday", 11, 30),))).lead == "birthday"
    )


def test_put_off_is_put_off() -> None:
    wish = Wish(unix(MONDAY) - DAY, "snooze", unix(MONDAY) + 30 * DAY)
    assert not at(born(12, 3), wishes={"ada@example.org": wish}).due


def test_it_leads_before_everything_else() -> None:
    one = both([200, 190, 180, 170, 160], occasions=(Occasion("birthday", 12, 3),), every=30)
    assert [reason.kind for reason in at(one).firing][:2] == ["birthday", "cadence"]


@pytest.mark.parametrize(
    ("day", "language", "due", "said"),
    [
        ((12, 3), "en", "before", "Thursday"),
        ((12, 3), "de", "before", "Donnerstag"),
        ((12, 3), "fr", "before", "jeudi"),
        ((11, 30), "en", "today", ""),
        ((11, 29), "en", "after", ""),
        ((12, 20), "en", "before", "20 December"),
        ((12, 20), "de", "before", "20. Dezember"),
    ],
)
def test_the_letter_knows_the_day(day: tuple[int, int], language: str, due: str, said: str) -> None:
    found = at(born(*day, lead_days=60))
    letter = plan(found.person, found.firing, None, MONDAY, PRAGUE, "Sam", Voice(language))
    assert letter.template == f"drafts/{language}/birthday.txt.j2"
    assert (letter.variables["due"], letter.variables["day"]) == (due, said)
    assert BELATED == 3


def told(on: date, because: str = "a mail from LinkedIn") -> dict[str, Any]:
    """What a network's mail of that day, seven in the evening in Prague, tells of Ada."""
    at = unix(datetime(on.year, on.month, on.day, 18, tzinfo=UTC))
    return {"signals": {"ada@example.org": (Signal("birthday", "ada@example.org", at, "", False, because),)}}


def test_a_birthday_that_a_network_told_of_comes_round_and_says_who_says_so() -> None:
    ada = both([100, 80, 60])
    this_year = at(ada, **told(date(2026, 11, 28)))
    assert text(this_year) == (
        "Ada's birthday was on Saturday 28 November, says a mail from LinkedIn of 28 November 2026."
    )
    next_year = at(ada, **told(date(2025, 12, 2)))
    assert (next_year.lead, text(next_year)) == (
        "birthday",
        "Ada's birthday is on Wednesday 2 December, says a mail from LinkedIn of 2 December 2025.",
    )
    assert not any(one.fires for one in at(ada, **told(date(2026, 9, 1))).reasons if one.kind == "birthday")


def test_what_a_card_says_of_a_birthday_goes_before_what_a_network_says() -> None:
    found = at(born(12, 1), **told(date(2026, 11, 28)))
    assert text(found) == "Ada's birthday is tomorrow, Tuesday 1 December."
