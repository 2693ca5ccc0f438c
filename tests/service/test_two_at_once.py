"""Two kiths on one state: the second daemon leaves at once, and commands wait for each other (hazard E12)."""

import resource
import time
from pathlib import Path

from helpers.maildir import MailboxOnDisk
from helpers.world import World, today

SECONDS = 1.0  # of the processor, not of the clock on the wall: the machine of the tests has other guests


def test_twenty_second_daemons_of_twenty_leave_with_75_within_a_second(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    world = World(mailbox, tmp_path, now=today())
    with world.kith() as place, place.store.alone("run"):
        before, spent = place.store.cursors.messages_read(), []
        for _ in range(20):
            began = _children()
            second = world.run("run")
            spent.append(_children() - began)
            assert second.returncode == 75
            assert "another kith" in second.stderr
        assert place.store.cursors.messages_read() == before
    assert max(spent) <= SECONDS, spent


def test_commands_given_at_the_same_time_wait_for_each_other(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    """Also while the store is being written to for two seconds."""
    world = World(mailbox, tmp_path, now=today())
    for number in range(8):
        world.friends(f"Friend{number} Holm <f{number}@example.net>", 30)
    world.scan()
    with world.kith() as place:
        with place.store.transaction():
            given = [world.start("do", f"f{number}@example.net note at the same time") for number in range(8)]
            time.sleep(2)
        said = [process.communicate(timeout=120) for process in given]
        assert [process.returncode for process in given] == [0] * 8, said
        assert len(place.store.events.all()) == 8


def _children() -> float:
    """Seconds of the processor that ended children have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
