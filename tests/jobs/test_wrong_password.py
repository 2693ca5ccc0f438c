"""Row F5: a wrong password is tried at most ten times in 24 hours, whoever would log in, and then no more."""

from pathlib import Path

import pytest

from helpers.alarmed import Alarmed, alarmed, by_smtp, subjects
from helpers.dovecot import Dovecot
from helpers.smtp_sink import SmtpSink
from helpers.world import World, today
from helpers.writing import says
from kith.jobs.delivering.logins import allow_logins

DIGESTS = '[digest]\nwhen = "daily 10:00"\ntimezone = "UTC"\nmax_people = 2\n'


def logins(sam: Alarmed) -> int:
    return sam.home_gate.sent().count(b"AUTHENTICATE")


def with_friends(sam: Alarmed) -> None:
    """Somebody is due every day, with drafts to be placed, and Sam asks something that is to be answered."""
    sam.tick = 30
    sam.home.folder("Sent", r"\Sent")
    sam.home.folder("Drafts", r"\Drafts")
    for number in range(3):
        sam.world.friends(f"Friend {number} <friend{number}@example.net>", *range(200 + number, 700, 60))


@pytest.mark.parametrize("line", ["kept", "new"])
def test_row_f5_with_digests_drafts_and_answers_waiting_the_password_is_tried_ten_times_at_most(
    line: str, dovecot: Dovecot, tmp_path: Path
) -> None:
    """`kept`: the line that reads mail was logged in before and goes on; only new connections are refused."""
    with alarmed(dovecot.add_user(), dovecot.add_user(), tmp_path, DIGESTS) as sam:
        with_friends(sam)
        with sam.daemon() as daemon:
            sam.hours(daemon, 1)
            right, sam.passwords["MAIL_PASSWORD"] = sam.passwords["MAIL_PASSWORD"], "not the password"
            says(sam.world, "help", subject="kith")
            if line == "new":
                sam.home_gate.cut()
            before = logins(sam)
            sam.hours(daemon, 24)
            assert 0 < logins(sam) - before <= 10
            sam.hours(daemon, 12)
            assert logins(sam) - before <= 10
            assert subjects(sam.work)[0].startswith(
                ("kith: the login at home is refused", "kith: letters to you")
            )
            sam.passwords["MAIL_PASSWORD"] = right
            allow_logins(daemon.place.store)  # what a reload does
            sam.hours(daemon, 2)
            assert daemon.place.store.ledger.waiting() == []


def test_row_f5_at_the_smtp_server_too(dovecot: Dovecot, tmp_path: Path) -> None:
    with SmtpSink(login=("sam", "right")) as sink:
        settings = by_smtp(sink, 'user = "sam"\npassword_env = "SMTP_PASSWORD"\n' + DIGESTS)
        with alarmed(dovecot.add_user(), dovecot.add_user(), tmp_path, settings) as sam:
            with_friends(sam)
            sam.passwords["SMTP_PASSWORD"] = "wrong"
            with sam.daemon() as daemon:
                sam.hours(daemon, 2)
                says(sam.world, "help", subject="kith")
                sam.hours(daemon, 24)
                assert 0 < len(sink.logins) <= 10
                sam.hours(daemon, 12)
                assert len(sink.logins) <= 10
                assert sink.letters == []
                sam.passwords["SMTP_PASSWORD"] = "right"
                allow_logins(daemon.place.store)
                sam.hours(daemon, 3)
                assert daemon.place.store.ledger.waiting() == []
            assert sink.letters


def test_row_f5_a_timer_that_starts_kith_every_quarter_of_an_hour_does_not_hammer(
    dovecot: Dovecot, tmp_path: Path
) -> None:
    with alarmed(dovecot.add_user(), dovecot.add_user(), tmp_path, DIGESTS) as sam:
        with_friends(sam)
        with sam.daemon() as daemon:
            assert daemon.once() == 0
        sam.passwords["MAIL_PASSWORD"] = "not the password"
        before = logins(sam)
        for _ in range(96):
            sam.world.clock.advance(minutes=15)
            with sam.daemon() as daemon:
                assert daemon.once() == 77
        assert 0 < logins(sam) - before <= 10


def test_row_f5_a_scan_by_hand_opens_every_door_again(dovecot: Dovecot, tmp_path: Path) -> None:
    """As kith advises after a refused login; the daemon, which works on the same store, goes on from there."""
    world = World(dovecot.add_user(), tmp_path, now=today())
    with world.kith() as place, place.store.transaction():
        for door in ("[home]", "[smtp]"):
            place.store.cursors.login_refused(door, "no", 0)
            place.store.cursors.put_off(door, 2**40)
    assert world.run("scan").returncode == 0
    with world.kith() as place:
        assert not place.store.cursors.refused_any()
