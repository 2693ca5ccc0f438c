"""Loud failure: from trouble to notice to recovery, on real servers, by the test's clock."""

import logging
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from helpers.alarmed import Alarmed, alarmed, by_smtp, notices, subjects, text
from helpers.dovecot import Dovecot
from helpers.dying import Died, DyingConnection
from helpers.smtp_sink import DROP, SmtpSink, into_maildir
from helpers.wire import TO_CLIENT, TO_SERVER
from kith.jobs.alarm.alarm import Alarm
from kith.jobs.scan import Unwatched
from kith.jobs.status import status_row, status_text
from kith.service.run import Daemon
from kith.store import Store
from kith.store.db import FILE

DOWN, WELL = "kith: work cannot be read", "kith: all is well again"


@pytest.fixture
def sam(dovecot: Dovecot, tmp_path: Path) -> Iterator[Alarmed]:
    with alarmed(dovecot.add_user(), dovecot.add_user(), tmp_path) as sam:
        yield sam


def status(sam: Alarmed, daemon: Daemon) -> tuple[bool, str]:
    place = daemon.place
    row = status_row(place.store, place.settings, place.zone, sam.world.clock.now())
    return row["ok"], status_text(row, place.zone)


def test_an_account_that_cannot_be_read_for_twelve_hours_is_told_once_and_so_is_its_end(
    sam: Alarmed, caplog: pytest.LogCaptureFixture
) -> None:
    with sam.daemon() as daemon:
        sam.hours(daemon, 1)
        assert status(sam, daemon)[0]
        sam.work_gate.close_to_all()
        sam.hours(daemon, 11.5)
        assert notices(sam.home, sam.work) == []
        assert "work cannot be read" in status(sam, daemon)[1].splitlines()[0]
        sam.hours(daemon, 1.5)
        (notice,) = notices(sam.home)
        assert str(notice["Subject"]) == DOWN
        assert 'The account "work" could not be read since Monday 23 November 2026, 09:' in text(notice)
        assert "What to do: if it does not pass by itself" in text(notice)
        assert (notice["Auto-Submitted"], notice["To"]) == ("auto-generated", "sam@example.org")
        assert daemon._status().startswith("ALARM: work cannot be read; idle")
        well, said = status(sam, daemon)
        assert not well
        assert "in trouble since today" in said
        sam.hours(daemon, 10)
        sam.work_gate.shut = False
        sam.hours(daemon, 2)
        assert subjects(sam.home) == [DOWN, WELL]
        assert 'The account "work" could not be read, from Monday' in text(notices(sam.home)[1])
        assert status(sam, daemon)[0]
        assert "ALARM" not in daemon._status()
        sam.hours(daemon, 24)
    assert subjects(sam.home, sam.work) == [DOWN, WELL]
    assert [one for one in caplog.messages if one.startswith("ALARM: work cannot be read:")]
    assert [one for one in caplog.messages if one == "the alarm is over: account work"]


def test_a_long_outage_is_told_once_a_day_at_most_and_less_often_as_it_goes_on(sam: Alarmed) -> None:
    told = []
    with sam.daemon() as daemon:
        sam.hours(daemon, 1)
        sam.work_gate.close_to_all()
        for day in range(1, 10):
            before = len(notices(sam.home))
            sam.hours(daemon, 24)
            told += [day] * (len(notices(sam.home)) - before)
    assert told == [1, 2, 4, 8]


def test_two_accounts_down_at_once_are_one_notice_by_smtp(dovecot: Dovecot, tmp_path: Path) -> None:
    """The mailbox is out of reach; the way out works."""
    with SmtpSink() as sink, alarmed(dovecot.add_user(), dovecot.add_user(), tmp_path, by_smtp(sink)) as sam:
        with sam.daemon() as daemon:
            sam.hours(daemon, 1)
            sam.work_gate.close_to_all()
            sam.home_gate.close_to_all()
            sam.hours(daemon, 20)
            assert len(sink.letters) == 1
            assert b"Subject: kith: 2 things do not work\r\n" in sink.letters[0].content
            sam.work_gate.shut = sam.home_gate.shut = False
            sam.hours(daemon, 2)
        assert subjects(sam.home) == [WELL]
        assert len(sink.letters) == 1


def test_a_refused_login_is_told_after_two_hours_with_the_cure_and_hammers_nobody(sam: Alarmed) -> None:
    """Row F5: at most 10 logins in 24 hours, none after the fifth, until kith is started again."""
    with sam.daemon() as daemon:
        sam.hours(daemon, 1)
    sam.passwords["WORK_PASSWORD"] = "not the password"
    logins = sam.work_gate.sent().count(b"AUTHENTICATE")
    with sam.daemon() as daemon:
        sam.hours(daemon, 24)
        assert sam.work_gate.sent().count(b"AUTHENTICATE") - logins == 5
        (notice,) = notices(sam.home)
        assert str(notice["Subject"]) == "kith: the login at work is refused"
        assert "give kith the right password" in text(notice)
        sam.hours(daemon, 10 * 24)
        assert sam.work_gate.sent().count(b"AUTHENTICATE") - logins == 5
    sam.passwords["WORK_PASSWORD"] = sam.work.password
    with sam.daemon() as daemon:
        from kith.jobs.delivering.logins import allow_logins

        allow_logins(daemon.place.store)  # as `serve` does when it begins
        sam.hours(daemon, 1)
    assert subjects(sam.home)[-1] == WELL


def test_a_digest_that_smtp_does_not_take_is_told_by_inbox(dovecot: Dovecot, tmp_path: Path) -> None:
    with SmtpSink(faults={"mail": "451 4.3.0 later"}) as sink:
        settings = by_smtp(sink, '[digest]\nwhen = "daily 10:00"\ntimezone = "UTC"\n')
        with alarmed(dovecot.add_user(), dovecot.add_user(), tmp_path, settings) as sam:
            sam.world.friends("Karen Holm <karen@example.net>", 400, 360, 320, 280, 240)
            with sam.daemon() as daemon:
                sam.hours(daemon, 3)
                assert daemon.place.store.ledger.waiting()
                sam.hours(daemon, 12)
                assert subjects(sam.home) == ["kith: letters to you cannot be delivered"]
                assert "451 4.3.0 later" in text(notices(sam.home)[0])
                assert "Karen" not in text(notices(sam.home)[0])
                sink.faults.clear()
                sam.hours(daemon, 3)
                assert subjects(sam.home) == ["kith: letters to you cannot be delivered", WELL]
    digests = [one.content for one in sink.letters if b"X-Kith: digest" in one.content]
    assert len(digests) == 1
    assert b"letters to you could not be" in digests[0].replace(b"=\r\n", b""), "under HEALTH"


def test_a_digest_that_is_refused_for_good_is_told_too(dovecot: Dovecot, tmp_path: Path) -> None:
    with SmtpSink(faults={"data": "554 5.7.1 no digests here"}) as sink:
        settings = by_smtp(sink, '[digest]\nwhen = "mon 10:00"\ntimezone = "UTC"\n')
        with alarmed(dovecot.add_user(), dovecot.add_user(), tmp_path, settings) as sam:
            sam.world.friends("Karen Holm <karen@example.net>", 400, 360, 320, 280, 240)
            with sam.daemon() as daemon:
                sam.hours(daemon, 6)
                assert subjects(sam.home) == ["kith: the newest digest was refused"]
                assert not status(sam, daemon)[0]


def test_what_heals_before_its_time_is_never_told(sam: Alarmed) -> None:
    with sam.daemon() as daemon:
        sam.hours(daemon, 1)
        for _ in range(4):
            sam.work_gate.close_to_all()
            sam.hours(daemon, 11)
            sam.work_gate.shut = False
            sam.hours(daemon, 1)
    assert notices(sam.home, sam.work) == []


def test_a_machine_without_a_network_raises_no_alarm_when_it_has_one_again(sam: Alarmed) -> None:
    """Offline from the start, for days, awake: every account is looked at once more before anything is said."""
    sam.work_gate.close_to_all()
    sam.home_gate.close_to_all()
    with sam.daemon() as daemon:
        sam.hours(daemon, 50)
        sam.work_gate.shut = sam.home_gate.shut = False
        sam.hours(daemon, 24)
        assert status(sam, daemon)[0]
    assert notices(sam.home, sam.work) == []


def test_a_month_asleep_counts_for_nothing(sam: Alarmed) -> None:
    with sam.daemon() as daemon:
        sam.hours(daemon, 1)
        sam.work_gate.close_to_all()
        sam.hours(daemon, 2)
        sam.world.clock.advance(days=31)
        sam.hours(daemon, 8)
        assert notices(sam.home, sam.work) == []
        sam.hours(daemon, 4)
        assert subjects(sam.home) == [DOWN]


def test_hours_of_trying_add_up_over_restarts(sam: Alarmed) -> None:
    with sam.daemon() as daemon:
        sam.hours(daemon, 1)
    sam.work_gate.close_to_all()
    for _ in range(3):
        with sam.daemon() as daemon:
            sam.hours(daemon, 5)
    assert subjects(sam.home) == [DOWN]


def test_a_run_by_a_timer_tells_too(sam: Alarmed) -> None:
    """`kith run --once` every hour."""
    with sam.daemon() as daemon:
        daemon.once()
    sam.work_gate.close_to_all()
    for _ in range(15):
        sam.world.clock.advance(hours=1)
        with sam.daemon() as daemon:
            daemon.once()
    assert subjects(sam.home) == [DOWN]


@pytest.mark.parametrize("moment", ["before the server has it", "before its answer is heard"])
def test_a_line_that_breaks_while_a_notice_is_placed_makes_no_second_one(moment: str, sam: Alarmed) -> None:
    with sam.daemon() as daemon:
        sam.hours(daemon, 1)
        sam.work_gate.close_to_all()
        if moment == "before the server has it":
            sam.home_gate.when(TO_SERVER, rb" APPEND ", sam.home_gate.cut, before=True)
        else:
            sam.home_gate.when(TO_CLIENT, rb"APPENDUID", sam.home_gate.cut, before=True)
        sam.hours(daemon, 16)
    assert subjects(sam.home) == [DOWN]


def test_a_notice_that_smtp_may_have_taken_is_looked_for_and_goes_no_other_way(
    dovecot: Dovecot, tmp_path: Path
) -> None:
    home = dovecot.add_user()
    with (
        SmtpSink(faults={"accepted": DROP}, deliver_to=into_maildir(home.root)) as sink,
        alarmed(home, dovecot.add_user(), tmp_path, by_smtp(sink)) as sam,
        sam.daemon() as daemon,
    ):
        sam.hours(daemon, 1)
        sam.work_gate.close_to_all()
        sam.home_gate.close_to_all()
        sam.hours(daemon, 30)
        assert len(sink.letters) == 1
        home.server.own(home.root)
        sam.home_gate.shut = False
        sam.hours(daemon, 3)
        assert daemon.place.store.ledger.notices() == []
    assert subjects(home) == ["kith: 2 things do not work"]
    assert len(sink.letters) == 1


@pytest.mark.parametrize("of", ["trouble", "recovery"])
def test_dying_at_any_statement_of_the_store_there_is_one_notice(
    of: str, dovecot: Dovecot, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Every n-th statement from the decision to the end of the delivery is the last one of a process."""
    caplog.set_level(logging.CRITICAL, "kith")
    wanted = [DOWN] if of == "trouble" else [DOWN, WELL]
    for dies_at in range(1, 200):
        with alarmed(dovecot.add_user(), dovecot.add_user(), tmp_path / str(dies_at)) as sam:
            _troubled(sam, over=of == "recovery")
            died = _heed_dying(sam, dies_at)
            with sam.daemon() as daemon:
                for _ in range(3):
                    daemon.alarm.heed(Unwatched(), fresh=True)
                    sam.world.clock.advance(hours=2)
                assert daemon.place.store.ledger.notices() == []
            assert subjects(sam.home) == wanted, dies_at
        if not died:
            assert dies_at > 10
            return
    pytest.fail("it never came to the end")


def _troubled(sam: Alarmed, *, over: bool) -> None:
    """Work could not be read for long enough; `over`: that was told, and is over."""
    now = int(sam.world.clock.now().timestamp())
    with sam.daemon() as daemon:
        store = daemon.place.store
        with store.transaction():
            store.cursors.looked("home", now)
            store.cursors.account_failed("work", "no answer", now)
            store.outages.goes_on("account work", 75, "no answer", now, 0)
            store.outages.goes_on("account work", 75, "no answer", now, 50_000)
        if over:
            daemon.alarm.heed(Unwatched(), fresh=True)
            with store.transaction():
                store.cursors.looked("work", now)


def _heed_dying(sam: Alarmed, dies_at: int) -> bool:
    with sam.daemon() as daemon:
        connection = sqlite3.connect(sam.world.state / FILE, isolation_level=None)
        try:
            store = Store(DyingConnection(connection, dies_at), sam.world.state)  # type: ignore[arg-type]
            Alarm(replace(daemon.place, store=store)).heed(Unwatched(), fresh=True)
        except Died:
            return True
        finally:
            connection.close()
    return False
