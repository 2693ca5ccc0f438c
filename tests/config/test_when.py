"""Slots of a digest in zones as they really are, changes of the clocks included."""

import itertools
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.config.when import When, instant, parse

PRAGUE = ZoneInfo("Europe/Prague")
ZONES = [
    "UTC", "Europe/Prague", "America/New_York", "America/Nuuk", "America/St_Johns", "Australia/Lord_Howe",
    "Pacific/Apia", "Pacific/Kwajalein", "Africa/Casablanca", "Africa/Cairo", "Asia/Kathmandu", "Asia/Beirut",
]  # fmt: skip

zones = st.sampled_from(ZONES).map(ZoneInfo)
instants = st.integers(473_385_600, 2_366_841_600).map(
    lambda seconds: datetime.fromtimestamp(seconds, UTC)
)  # 1985 to 2045
whens = st.builds(
    When,
    st.frozensets(st.integers(0, 6), min_size=1),
    st.builds(time, st.integers(0, 23), st.integers(0, 59)),
)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@given(whens, zones, instants)
def test_now_lies_between_the_latest_slot_and_the_following_one(when, zone, now):
    latest, following = when.latest(now, zone), when.following(now, zone)
    assert latest <= now < following
    assert latest.tzinfo is following.tzinfo is UTC


@given(whens, zones, instants)
def test_the_two_directions_agree_on_which_slots_there_are(when, zone, now):
    latest, following = when.latest(now, zone), when.following(now, zone)
    assert when.following(latest, zone) == following
    assert when.latest(following, zone) == following
    assert when.latest(latest, zone) == latest
    assert when.latest(following - timedelta(microseconds=1), zone) == latest


@given(st.builds(time, st.integers(0, 23), st.integers(0, 59)), zones, instants)
def test_each_local_date_has_one_slot(at, zone, now):
    daily = When(frozenset(range(7)), at)
    slots = [daily.latest(now, zone)]
    for _ in range(10):
        slots.append(daily.following(slots[-1], zone))
    gaps = [later - earlier for earlier, later in itertools.pairwise(slots)]
    assert min(gaps) > timedelta(hours=22)
    assert max(gaps) < timedelta(hours=26)


@given(whens, zones, instants)
def test_a_slot_shows_the_wanted_time_on_the_wanted_day_unless_the_clocks_jump_over_it(when, zone, now):
    local = when.following(now, zone).astimezone(zone)
    just_before = (local.astimezone(UTC) - timedelta(seconds=1)).astimezone(zone)
    jumped = just_before.utcoffset() != local.utcoffset()
    assert jumped or (local.time() == when.at and local.weekday() in when.days)
    assert local.fold == 0 or jumped


@given(whens)
def test_what_is_written_is_read_back(when):
    assert parse(str(when)) == when


def test_a_time_that_does_not_exist_is_the_first_instant_after_the_jump():
    daily = parse("daily 02:30")  # on 29 March 2026 the clocks go from 02:00 to 03:00
    assert daily.following(utc("2026-03-28T12:00"), PRAGUE) == utc("2026-03-29T01:00")
    assert daily.latest(utc("2026-03-29T00:59:59"), PRAGUE) == utc("2026-03-28T01:30")
    assert daily.latest(utc("2026-03-29T01:00"), PRAGUE) == utc("2026-03-29T01:00")
    assert daily.following(utc("2026-03-29T01:00"), PRAGUE) == utc("2026-03-30T00:30")


def test_a_time_that_comes_twice_is_the_first_of_the_two():
    daily = parse("daily 02:30")  # on 25 October 2026 the clocks go from 03:00 back to 02:00
    assert daily.following(utc("2026-10-24T12:00"), PRAGUE) == utc("2026-10-25T00:30")
    assert daily.following(utc("2026-10-25T00:30"), PRAGUE) == utc("2026-10-26T01:30")
    assert daily.latest(utc("2026-10-25T01:45"), PRAGUE) == utc("2026-10-25T00:30")


def test_half_an_hour_may_be_missing_too():
    lord_howe = ZoneInfo("Australia/Lord_Howe")  # on 4 October 2026 from 02:00 to 02:30
    assert parse("daily 02:10").following(utc("2026-10-03T12:00"), lord_howe) == utc("2026-10-03T15:30")


def test_a_jump_over_midnight_moves_the_slot_to_the_next_date():
    nuuk = ZoneInfo("America/Nuuk")  # on Saturday, 28 March 2026, from 23:00 to 00:00
    assert parse("sat 23:30").following(utc("2026-03-28T12:00"), nuuk) == utc("2026-03-29T01:00")


def test_a_date_that_was_skipped_whole_has_no_slot():
    apia = ZoneInfo("Pacific/Apia")  # there was no 30 December 2011, a Friday
    assert parse("daily 07:30").following(utc("2011-12-29T17:30"), apia) == utc("2011-12-30T17:30")
    assert parse("fri 07:30").following(utc("2011-12-28T00:00"), apia) == utc("2012-01-05T17:30")


def test_clocks_set_back_over_midnight_do_not_hide_the_slot_of_the_new_day():
    st_johns = ZoneInfo("America/St_Johns")  # on 29 October 2006 from 00:01 back to 23:01
    midnight = utc("2006-10-29T02:30")
    assert parse("sun 00:00").latest(midnight + timedelta(minutes=20), st_johns) == midnight


def test_a_weekly_slot_can_be_today_or_a_week_ago():
    monday = parse("mon 07:30")
    assert monday.latest(utc("2026-11-23T06:30"), PRAGUE) == utc("2026-11-23T06:30")
    assert monday.latest(utc("2026-11-23T06:29:59"), PRAGUE) == utc("2026-11-16T06:30")
    assert monday.following(utc("2026-11-23T06:30"), PRAGUE) == utc("2026-11-30T06:30")


def test_an_instant_before_the_first_time_zones_has_seconds_in_its_offset():
    assert instant(datetime.fromisoformat("1850-06-01T12:00"), PRAGUE) == utc("1850-06-01T11:02:16")


@pytest.mark.parametrize(
    ("text", "days", "at"),
    [
        ("mon 07:30", {0}, time(7, 30)),
        ("daily 07:30", set(range(7)), time(7, 30)),
        ("mon,thu 18:00", {0, 3}, time(18, 0)),
        ("  SUN , mon  7:05 ", {0, 6}, time(7, 5)),
        ("fri,fri 00:00", {4}, time(0, 0)),
    ],
)
def test_the_forms_of_the_contract_are_read(text, days, at):
    assert parse(text) == When(frozenset(days), at)


@pytest.mark.parametrize(
    "text",
    ["", "07:30", "mon", "mon 7", "mon 07:3", "mon 24:00", "mon 12:60", "mon, 07:30", "monday 07:30", "mon-fri 07:30",
     "daily,mon 07:30", "mon 07:30:00", "mon 07:30 pm", "mon ٠٧:٣٠", "mon\n07:30 tue 08:00"],
)  # fmt: skip
def test_anything_else_is_refused(text):
    with pytest.raises(ValueError):
        parse(text)
