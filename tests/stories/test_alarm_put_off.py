"""A notice of trouble goes by SMTP, and the server that has all of it says "later": some of them have taken it."""

from pathlib import Path

import pytest

from helpers.alarmed import alarmed, by_smtp, subjects
from helpers.dovecot import Dovecot
from helpers.smtp_sink import SmtpSink, into_maildir

LATER = "451 4.3.0 try again later"
DOWN = "kith: 2 things do not work"


@pytest.mark.parametrize("over", [False, True], ids=["the trouble goes on", "the trouble is over"])
def test_a_notice_that_smtp_took_and_put_off_goes_no_other_way_and_no_second_time(
    dovecot: Dovecot, tmp_path: Path, over: bool
) -> None:
    """The mailboxes are out of reach, which is why it went by SMTP: within an hour one can be asked again."""
    home = dovecot.add_user()
    with (
        SmtpSink(faults={"accepted": LATER}, deliver_to=into_maildir(home.root)) as sink,
        alarmed(home, dovecot.add_user(), tmp_path, by_smtp(sink)) as sam,
        sam.daemon() as daemon,
    ):
        sam.hours(daemon, 1)
        sam.work_gate.close_to_all()
        sam.home_gate.close_to_all()
        while not sink.letters:
            sam.round(daemon)
            sam.world.clock.advance(minutes=10)
        home.server.own(home.root)
        sam.hours(daemon, 0.5)
        assert len(sink.letters) == 1
        sam.home_gate.shut = False
        sam.work_gate.shut = not over
        sam.hours(daemon, 3)
        assert daemon.place.store.ledger.notices() == []
    assert subjects(home)[0] == DOWN
    assert subjects(home).count(DOWN) == len(sink.letters) == 1
    assert ("kith: all is well again" in str(subjects(home))) is over


def test_a_notice_that_smtp_put_off_leaves_an_hour_later_where_no_mailbox_can_be_asked(
    dovecot: Dovecot, tmp_path: Path
) -> None:
    with (
        SmtpSink(faults={"end": LATER}) as sink,
        alarmed(dovecot.add_user(), dovecot.add_user(), tmp_path, by_smtp(sink)) as sam,
        sam.daemon() as daemon,
    ):
        sam.hours(daemon, 1)
        sam.work_gate.close_to_all()
        sam.home_gate.close_to_all()
        while not any("451" in one.answer for one in daemon.place.store.ledger.notices()):
            sam.round(daemon)
            sam.world.clock.advance(minutes=10)
        sink.faults = {}
        sam.hours(daemon, 0.5)
        assert sink.letters == []
        sam.hours(daemon, 2)
        assert len(sink.letters) == 1
        assert daemon.place.store.ledger.notices() == []
