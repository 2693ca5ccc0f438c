"""What is to be told of what does not work, from values alone."""

from datetime import UTC
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.suggest.alarm import DAY, URGENT, Alarm, Kind, Notice, Outage, due, ripe
from kith.suggest.notice import WIDTH, words

NOW, HOUR = 1_790_000_000, 3600
PATIENCE = 12 * HOUR


def down(what: str = "account work", hours: float = 12, code: int = 75, *, told: bool = False) -> Outage:
    return Outage(what, code, NOW - 30 * HOUR, int(hours * HOUR), "no answer", told)


def over(what: str = "account work") -> Outage:
    return Outage(what, 75, NOW - 30 * HOUR, 12 * HOUR, "no answer", told=True, ended_at=NOW - 60)


@pytest.mark.parametrize(
    ("outage", "told"),
    [
        (down(hours=11.9), False),
        (down(hours=12), True),
        (down(hours=1.9, code=77), False),
        (down(hours=2, code=77), True),
        (down(hours=2, code=78), True),
        (down("refused", hours=2, code=1), True),
        (down("letters", hours=11), False),
        (over(), False),
    ],
)
def test_what_time_does_not_heal_is_told_sooner(outage: Outage, told: bool) -> None:
    assert bool(ripe([outage], PATIENCE)) == told
    assert URGENT == 2 * HOUR


def test_who_waits_for_less_is_told_sooner() -> None:
    assert ripe([down(hours=1, code=77)], HOUR)
    assert ripe([down(hours=1)], HOUR)


def test_two_at_once_are_one_notice() -> None:
    notice = due([down("account home"), down("account work")], Alarm(), PATIENCE, NOW)
    assert notice
    assert [one.what for one in notice.outages] == ["account home", "account work"]
    assert words(notice, UTC).subject == "kith: 2 things do not work"


@pytest.mark.parametrize(
    ("tellings", "days", "told"),
    [
        (1, 0.99, False),
        (1, 1, True),
        (2, 1.9, False),
        (2, 2, True),
        (3, 4, True),
        (4, 6.9, False),
        (9, 7, True),
    ],
)
def test_the_same_trouble_is_told_less_often_as_it_goes_on(tellings: int, days: float, told: bool) -> None:
    alarm = Alarm(NOW - 30 * DAY, NOW - int(days * DAY), tellings)
    assert bool(due([down(told=True)], alarm, PATIENCE, NOW)) == told


def test_something_new_is_told_after_a_day_though_the_old_would_wait_for_a_week() -> None:
    alarm = Alarm(NOW - 30 * DAY, NOW - DAY, 5)
    notice = due([down(told=True), down("letters")], alarm, PATIENCE, NOW)
    assert notice
    assert len(notice.outages) == 2
    assert due([down(told=True), down("letters")], Alarm(NOW - 9, NOW - DAY + 1, 5), PATIENCE, NOW) is None


def test_the_end_is_told_when_the_last_of_them_is_over() -> None:
    alarm = Alarm(NOW - DAY, NOW - HOUR, 1)
    assert due([over(), down("letters", told=True)], alarm, PATIENCE, NOW) is None
    notice = due([over(), over("letters")], alarm, PATIENCE, NOW)
    assert notice == Notice(Kind.RECOVERY, NOW - DAY, 2, (), (over(), over("letters")))
    assert due([], Alarm(), PATIENCE, NOW) is None


def test_after_the_end_the_next_trouble_waits_for_its_day_too() -> None:
    assert due([down()], Alarm(None, NOW - HOUR, 0), PATIENCE, NOW) is None
    assert due([down()], Alarm(None, NOW - DAY, 0), PATIENCE, NOW)


def test_a_telling_that_lies_ahead_is_a_clock_gone_wrong() -> None:
    assert due([down(told=True)], Alarm(NOW - DAY, NOW + 900 * DAY, 3), PATIENCE, NOW)


OUTAGES = st.builds(
    Outage,
    st.one_of(
        st.sampled_from(["letters", "refused", "store"]), st.text(max_size=80).map("account {}".format)
    ),
    st.sampled_from([1, 75, 77, 78]),
    st.integers(0, NOW),
    st.integers(0, 10**6),
    st.text(max_size=700),
    st.booleans(),
    st.none() | st.integers(0, NOW),
)


@given(st.lists(OUTAGES, min_size=1, max_size=5, unique_by=lambda one: one.what), st.sampled_from(list(Kind)))
def test_whatever_a_server_says_the_notice_is_plain_lines(outages: list[Outage], kind: Kind) -> None:
    said = words(Notice(kind, NOW, 1, tuple(outages), tuple(outages)), ZoneInfo("Europe/Prague"))
    assert "\n" not in said.subject
    assert said.subject.startswith("kith: ")
    assert "An answer to it is not read." in said.text
    for line in said.text.split("\n"):
        assert line.isprintable()
        assert len(line) <= WIDTH or " " not in line.strip()


def test_the_words_of_a_notice() -> None:
    notice = Notice(Kind.TROUBLE, NOW, 2, (down(code=77),), (over("letters"),))
    assert words(notice, ZoneInfo("Europe/Prague")).text == NOTICE
    assert words(notice, UTC).subject == "kith: the login at work is refused"


NOTICE = """\
Something does not work, and kith cannot put it right by itself.

1. The account "work" could not be read since Sunday 20 September 2026,
   10:13.

   What is said: no answer.

   What to do: give kith the right password (or app password, or token)
   where your configuration says it is, or say `kith login` where it has
   `oauth`; then `systemctl reload kith`, or run `kith scan`. After five
   refusals kith stops trying, so that your provider does not lock you out.

Well again: the delivery of letters.

kith tries on by itself, and nothing is lost meanwhile. `kith status` says
how it stands. If this goes on, you are told again in 2 days; sooner, but
not within a day, if something else fails too; and once when all is well
again.

--
kith wrote this to you alone. An answer to it is not read.
"""
