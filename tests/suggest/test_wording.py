"""Dates and spans as people say them: true, one-sided, in the user's zone."""

import calendar
import locale
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.clock import instant, unix
from kith.suggest import wording
from kith.suggest.reasons import FOR

PRAGUE = ZoneInfo("Europe/Prague")
ZONES = st.sampled_from([PRAGUE, ZoneInfo("Pacific/Auckland"), ZoneInfo("America/St_Johns"), ZoneInfo("UTC")])
INSTANTS = st.integers(unix(datetime(1990, 1, 1, tzinfo=UTC)), unix(datetime(2040, 1, 1, tzinfo=UTC)))
NOW = unix(datetime(2026, 11, 30, 6, 31, tzinfo=UTC))


def ago(**span: float) -> int:
    return NOW - int(timedelta(**span).total_seconds())


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (ago(minutes=33), "today 06:58"),
        (ago(hours=8), "yesterday 23:31"),  # 22:31 UTC is still the day before in Prague
        (ago(days=-1), "tomorrow 07:31"),
        (ago(days=4), "Thursday 07:31"),
        (ago(days=14), "16 November 07:31"),
        (ago(days=365), "30 November 2025 07:31"),
    ],
)
def test_a_moment_is_named_as_briefly_as_it_can_be(at: int, said: str) -> None:
    assert wording.moment(at, NOW, PRAGUE) == said


@pytest.mark.parametrize(
    ("days", "said", "in_a_letter"),
    [
        (0, "today", ("recent", None, None)),
        (1, "yesterday", ("recent", None, None)),
        (4, "on Thursday 26 November", ("recent", None, None)),
        (20, "on Tuesday 10 November", ("weeks", None, None)),
        (58, "in October", ("weeks", None, None)),
        (230, "in April", ("month", 4, None)),
        (350, "in December", ("month", 12, 2025)),
        (445, "14 months ago", ("month", 9, 2025)),
        (1200, "3 years ago", ("month", 8, 2023)),
        (-1, "on 1 December 2026", ("recent", None, None)),
    ],
)
def test_the_past_is_said_as_people_say_it(
    days: int, said: str, in_a_letter: tuple[str, int | None, int | None]
) -> None:
    assert wording.about(ago(days=days), NOW, PRAGUE) == said
    assert wording.loosely(ago(days=days), NOW, PRAGUE) == in_a_letter


@given(INSTANTS, INSTANTS, ZONES)
def test_a_month_named_alone_is_the_latest_of_its_name(at: int, now: int, zone: ZoneInfo) -> None:
    at, now = min(at, now), max(at, now)
    month = re.fullmatch(r"in (\w+)", wording.about(at, now, zone))
    if month:
        day, today = (instant(moment).astimezone(zone).date() for moment in (at, now))
        assert wording.MONTHS[day.month - 1] == month[1]
        assert timedelta(0) < today - day < timedelta(days=366)
        assert day.month != today.month


@given(INSTANTS, INSTANTS, ZONES)
def test_months_and_years_ago_have_fully_passed(at: int, now: int, zone: ZoneInfo) -> None:
    at, now = min(at, now), max(at, now)
    said = re.fullmatch(r"(\d+) (month|year)s? ago", wording.about(at, now, zone))
    if said:
        months = int(said[1]) * (12 if said[2] == "year" else 1)
        day, today = (instant(moment).astimezone(zone).date() for moment in (at, now))
        year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
        passed = day.replace(
            year=year, month=month + 1, day=min(day.day, calendar.monthrange(year, month + 1)[1])
        )
        assert passed <= today


@given(st.floats(0, 20_000))
def test_a_span_is_never_longer_than_it_was(days: float) -> None:
    said = re.fullmatch(r"(\d+) (day|week|month|year)s?", wording.span(days))
    unit = {"day": 1, "week": 7, "month": wording.DAYS_OF_A_MONTH, "year": wording.DAYS_OF_A_YEAR}
    if days < 1:
        assert wording.span(days) == "less than a day"
    else:
        assert said
        assert 0 <= days - int(said[1]) * unit[said[2]] < unit[said[2]]


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (1, "1 day"),
        (13, "13 days"),
        (50, "7 weeks"),
        (91, "13 weeks"),
        (92, "3 months"),
        (430, "14 months"),
        (800, "2 years"),
    ],
)
def test_spans_use_the_unit_people_use(days: int, said: str) -> None:
    assert wording.span(days) == said


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (10, "every 10 days"),
        (1, "every day"),
        (7, "every week"),
        (42, "every 6 weeks"),
        (30, "every month"),
        (122, "every 4 months"),
        (365, "every year"),
        (730, "every 2 years"),
    ],
)
def test_a_cadence_is_said_as_it_was_asked_for(days: int, said: str) -> None:
    assert wording.every(days) == said


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], ""),
        (["Karen"], "Karen"),
        (["Karen", "Ravi"], "Karen and Ravi"),
        (["Karen", "Júlia", "Ravi"], "Karen, Júlia and Ravi"),
        (["Karen", "Júlia", "Ravi", "Tom", "Ana"], "Karen, Júlia, Ravi and 2 more"),
    ],
)
def test_names_stand_in_a_row(names: list[str], said: str) -> None:
    assert wording.listed(names) == said


def test_dates_are_english_whatever_the_machine_speaks() -> None:
    before = locale.setlocale(locale.LC_TIME)
    try:
        for name in ("cs_CZ.UTF-8", "de_DE.UTF-8", "C.UTF-8"):
            try:
                locale.setlocale(locale.LC_TIME, name)
            except locale.Error:
                continue
            assert wording.full_date(NOW, PRAGUE) == "Monday 30 November 2026, 07:31"
            assert wording.short_date(NOW, PRAGUE) == "30 Nov"
    finally:
        locale.setlocale(locale.LC_TIME, before)


def test_every_kind_of_note_takes_its_minutes_and_an_unknown_one_too() -> None:
    assert wording._MINUTES.keys() == {rule.kind for rule in FOR}
    assert (
        wording.minutes_for("owed reply")
        > wording.minutes_for("fading")
        > wording.minutes_for("no answer")
        > 0
    )
    assert wording.minutes_for("something new") > 0
