"""When a message was written: rows 65 to 68 of the hazards."""

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from helpers.hostile_headers import DATES
from kith.clock import instant, unix
from kith.mail import dates

NOW = datetime(2026, 6, 1, tzinfo=UTC)
MOMENTS = st.integers(-(2**31), 2**32).map(instant)  # 1901 to 2106
SINCE_1980 = st.integers(unix(dates.EARLIEST), 2**32).map(instant)
PIECES = st.lists(
    st.sampled_from("Sun, 01 31 Mar Dec 2026 26 1970 9999 99999999999999 10:00:00 24:00 25:61:99 -0000 +0100 +9999 "
                    "GMT GMT+0200 UTC+2 EST PDT Z T 2026-03-01T10:00:00Z 2026-03-01 ( ) (x) : , . - + 0 % ²".split())
).map(" ".join)  # fmt: skip
STATED = st.one_of(
    st.text(max_size=60), PIECES, MOMENTS.map(lambda at: at.strftime("%d %b %Y %H:%M:%S +0000"))
)


@given(STATED)
def test_any_text_gives_an_instant_in_utc_or_none(value: str) -> None:
    moment = dates.parse(value)
    assert moment is None or moment.utcoffset() == timedelta(0)


@given(st.one_of(STATED, DATES))
@example("Sat, 31 Feb 2026 10:00:00 +0000")
@example("Fri, 29 Feb 2024 23:59:59 -1359 (CEST)")
@example("0 Mar 2026 10:00:00 UT")
@example("1 Foo 2026 10:00:00 GMT")
@example("Sun, 01 Mar 2026 10:00:60 +0000")
@example("Sun, 01 Mar 2026 10:00:00 +1459")
@example("Sun, 01 Mar 2026 10:00:00 GMT (UTC)")
def test_the_strict_form_says_what_the_others_would(value: str) -> None:
    at, moment = dates.strict(value), dates.parse(value)
    assert at is None or (moment is not None and at == moment.timestamp())


@given(st.integers(0, 4 * 10**9).map(instant), st.integers(-13 * 60, 13 * 60))  # to 2096
def test_what_programs_write_is_strict(at: datetime, zone: int) -> None:
    """So that a change of the pattern that matches nothing is seen."""
    said = format_datetime(at.astimezone(timezone(timedelta(minutes=zone))))
    assert dates.strict(said) == unix(at)


@given(STATED, st.none() | MOMENTS, SINCE_1980)
def test_what_a_message_counts_for_is_believable(date: str, arrived: datetime | None, now: datetime) -> None:
    """Never in the future, never more than a day after arrival, never before 1980."""
    at = dates.written(dates.stated(date), arrived, now)
    if at is None:
        return
    assert unix(dates.EARLIEST) <= at <= unix(now)
    if arrived is not None and arrived >= dates.EARLIEST:
        assert at <= unix(arrived + timedelta(days=1))


@given(MOMENTS, MOMENTS)
def test_a_believable_arrival_always_gives_an_instant(arrived: datetime, stated: datetime) -> None:
    at = dates.written(dates.stated(stated.strftime("%d %b %Y %H:%M:%S +0000")), arrived, NOW)
    if arrived >= dates.EARLIEST:
        assert at is not None


@given(SINCE_1980, st.timedeltas(timedelta(0), timedelta(days=5000)))
def test_a_date_before_arrival_stands_however_long_the_way(stated: datetime, way: timedelta) -> None:
    arrived = min(stated + way, NOW)
    if stated <= NOW:
        assert dates.written(dates.stated(stated.strftime("%d %b %Y %H:%M:%S +0000")), arrived, NOW) == unix(
            stated
        )


@pytest.mark.parametrize(
    ("value", "at"),
    [
        ("Sun, 01 Mar 2026 10:00:00 +0100", "2026-03-01T09:00:00"),
        ("Sun, 01 Mar 2026 10:00:00 GMT+0200", "2026-03-01T08:00:00"),
        ("Sun, 01 Mar 2026 10:00:00 UTC +02:00", "2026-03-01T08:00:00"),
        ("Sun, 01 Mar 2026 10:00:00", "2026-03-01T10:00:00"),
        ("Sun, 01 Mar 2026 10:00:00 -0000", "2026-03-01T10:00:00"),
        ("1 Mar 26 10:00 EST", "2026-03-01T15:00:00"),
        ("2026-03-01T10:00:00+02:00", "2026-03-01T08:00:00"),
        ("2026-03-01 10:00:00Z", "2026-03-01T10:00:00"),
        ("2026-03-01T10:00:00", "2026-03-01T10:00:00"),
        ("Sat, 28 Feb 2026 24:00:00 +0000", "2026-03-01T00:00:00"),
        ("Sun, 01 Mar 2026 10.00.00 +0000", "2026-03-01T10:00:00"),
    ],
)
def test_the_forms_of_real_mail_are_read(value: str, at: str) -> None:
    assert dates.parse(value) == datetime.fromisoformat(at).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "value", ["", "Whenever", "So, 1 Mär 2026 10:00:00", "Sun, 99 Foo 2026", "1 Mar 2026 1:0 +9999"]
)
def test_what_is_no_date_is_none(value: str) -> None:
    assert dates.parse(value) is None


def test_without_arrival_the_date_may_not_lie_ahead_of_now() -> None:
    assert dates.written(dates.stated("Tue, 02 Jun 2026 10:00:00 +0000"), None, NOW) is None
    at = dates.written(dates.stated("Sun, 31 May 2026 10:00:00 +0000"), None, NOW)
    assert at == unix(datetime(2026, 5, 31, 10, tzinfo=UTC))


def test_an_arrival_before_1980_is_as_good_as_none() -> None:
    assert dates.written(dates.stated("nonsense"), datetime(1970, 1, 1, tzinfo=UTC), NOW) is None
