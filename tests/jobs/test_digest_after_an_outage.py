"""A digest that could not leave before the next one is due stands in for it, written anew."""

import email
from pathlib import Path

from helpers.alarmed import by_smtp
from helpers.maildir import MailboxOnDisk
from helpers.smtp_sink import SmtpSink
from helpers.world import World
from kith.jobs.posting import post
from kith.jobs.scan import Unwatched

DAILY = '[digest]\nwhen = "daily 10:00"\ntimezone = "UTC"\nmax_people = 2\n'


def test_after_five_days_without_a_mail_server_one_digest_comes_and_nobody_is_lost(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    with SmtpSink(faults={"mail": "451 4.3.0 later"}) as sink:
        world = World(mailbox, tmp_path, settings=by_smtp(sink, DAILY))
        for number in range(3):
            world.friends(f"Friend {number} <friend{number}@example.net>", *range(200 + number, 700, 60))
        world.scan()
        with world.kith() as place:
            digester = place.digester()
            for _ in range(6):
                digester.when_due(world.clock.now())
                post(place, Unwatched())
                world.clock.advance(days=1)
            assert len(place.store.ledger.waiting()) == 1
            newest = place.store.ledger.newest()
            assert newest
            assert len(place.store.ledger.suggestions(newest.number)) == 2
            sink.faults.clear()
            post(place, Unwatched())
        (only,) = sink.letters
        assert email.message_from_bytes(only.content)["X-Kith"].split()[0] == "digest"
