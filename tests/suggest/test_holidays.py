"""When people of a country write to each other: the calendar of every country kith knows, over ten years."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.fresh_python import fresh_python
from kith.people.countries import ISO
from kith.suggest.holidays import AFTER, AHEAD, TRADITIONS, calendar, following, near

COUNTRIES = sorted(set().union(*(one.countries for one in TRADITIONS.values())))
YEARS = range(2025, 2036)
# Known from elsewhere: the dates of Easter are the churches' rules, the others were published by the governments.
EASTER = {2025: (4, 20), 2026: (4, 5), 2027: (3, 28), 2028: (4, 16), 2029: (4, 1), 2030: (4, 21)}
JULIAN = {2025: (4, 20), 2026: (4, 12), 2027: (5, 2), 2028: (4, 16), 2029: (4, 8), 2030: (4, 28)}


@pytest.mark.parametrize("country", COUNTRIES)
def test_each_holiday_comes_once_in_each_year_in_its_season(country: str) -> None:
    assert country in ISO
    for year in YEARS:
        found = calendar(country, year)
        assert [one.day for one in found] == sorted(one.day for one in found)
        for kind, tradition in TRADITIONS.items():
            days = [one.day for one in found if one.kind == kind]
            if country not in tradition.countries:
                assert not days
                continue
            # Twice in 2033: the year of the moon is eleven days shorter.
            assert len(days) == 1 or (kind == "eid" and year == 2033 and len(days) == 2), (year, kind, days)
            for day in days:
                assert day.year == year
                assert tradition.first <= (day.month, day.day) <= tradition.last


@pytest.mark.parametrize(
    ("countries", "table"), [("CZ DE GB FR PL SE AU ES", EASTER), ("GR RO RS BG GE", JULIAN)]
)
def test_easter_is_the_sunday_that_a_friday_or_monday_off_belongs_to(
    countries: str, table: dict[int, tuple[int, int]]
) -> None:
    for country in countries.split():
        for year, (month, day) in table.items():
            (easter,) = (one.day for one in calendar(country, year) if one.kind == "easter")
            assert easter == date(year, month, day)
            assert easter.weekday() == 6


@pytest.mark.parametrize(
    ("country", "today", "expected"),
    [
        ("CZ", "2026-12-14", None),
        ("CZ", "2026-12-15", ("christmas", "2026-12-25")),
        ("CZ", "2026-12-25", ("christmas", "2026-12-25")),
        ("CZ", "2026-12-26", ("new year", "2027-01-01")),
        ("CZ", "2027-01-06", ("new year", "2027-01-01")),
        ("CZ", "2027-01-07", None),
        ("CZ", "2026-09-28", None),  # its national day
        ("CZ", "2026-11-02", None),  # All Souls
        ("RS", "2027-01-02", ("orthodox christmas", "2027-01-07")),
        ("US", "2026-11-20", ("thanksgiving", "2026-11-26")),
        ("CA", "2026-10-10", ("thanksgiving", "2026-10-12")),
        ("US", "2026-04-01", None),  # Easter is no public holiday there
        ("FI", "2026-06-19", ("midsummer", "2026-06-20")),
        ("IN", "2026-11-01", ("diwali", "2026-11-08")),
        ("IN", "2026-12-20", None),
        ("IL", "2026-09-05", ("rosh hashanah", "2026-09-12")),
        ("VN", "2026-02-10", ("lunar new year", "2026-02-17")),
        ("HK", "2030-02-01", ("lunar new year", "2030-02-03")),  # a Sunday, and so no holiday of its own
        ("IR", "2026-03-20", ("nowruz", "2026-03-21")),
        ("TR", "2026-03-12", ("eid", "2026-03-20")),
        ("DE", "2026-11-15", None),  # a day of mourning
        ("AQ", "2026-12-20", None),
        ("", "2026-12-20", None),
        ("nonsense", "2026-12-20", None),
    ],
)
def test_a_holiday_is_near_from_ten_days_before_it_on(
    country: str, today: str, expected: tuple[str, str] | None
) -> None:
    found = near(country, date.fromisoformat(today))
    assert (found and (found.kind, found.day.isoformat())) == expected


@given(st.sampled_from(COUNTRIES), st.dates(date(2025, 1, 1), date(2035, 12, 20)))
def test_what_is_near_is_near_and_what_follows_follows(country: str, today: date) -> None:
    """Also: that a season was ruled out beforehand hides nothing of the calendar."""
    found, next_one = near(country, today), following(country, today)
    assert next_one is not None
    assert next_one.day >= today
    if found is None:
        assert (next_one.day - today).days > AHEAD
    elif found.day >= today:
        assert found == next_one
        assert found.day - today <= timedelta(days=AHEAD)
    else:
        assert (today - found.day).days <= AFTER[found.kind]


@pytest.mark.parametrize("today", [date.min, date(1, 1, 3), date(9999, 12, 24), date.max])
def test_a_clock_gone_wrong_has_no_holidays_and_stops_nothing(today: date) -> None:
    assert near("CZ", today) is None
    assert following("CZ", today) is None


def test_the_library_is_not_loaded_on_days_without_any_holiday() -> None:
    """A digest in July costs nothing; not even the country's name is asked for."""
    program = "import sys; from datetime import date; from kith.suggest.holidays import near; "
    program += "near('CZ', date(2026, {})); print(*{{'holidays', 'babel'}} & {{*sys.modules}})"
    assert fresh_python(program.format("7, 6")) == ""
    assert fresh_python(program.format("12, 20")) == "holidays"
