"""A day of trouble, in short: four days in half a minute, fifteen kills at instants that chance names, from one
seed. The long ones are run by hand (`scripts/soak day`; docs/reliability.md has what they saw).

The seed makes the same things happen; at which step of kith's each one meets it, no two runs agree.
"""

import shutil
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import timedelta
from pathlib import Path

import pytest

from helpers.dovecot import Dovecot
from helpers.scripted_imap import ScriptedImap, hang
from helpers.soak.audit import complaints, figures
from helpers.soak.clock import SimulatedClock
from helpers.soak.day import Day, Plan
from helpers.soak.stable import Stable
from helpers.soak.standing import standing
from helpers.world import World
from kith.store.db import FILE

SHORT = Plan(seed=7, days=4, seconds=20, kills=15, events=160, troubles=10, suspends=1, late=0)


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory, dovecot: Dovecot) -> Iterator[Day]:
    """One run, over, with everything it left behind. A server of its own, since it falls."""
    told = Day(SHORT, tmp_path_factory.mktemp("soak"))
    with Dovecot() as server:
        with ExitStack() as stack:
            told.run(stack, server)
        yield told


def timeline(day: Day) -> str:
    return (day.folder / "timeline.txt").read_text()


def test_after_days_of_trouble_nothing_is_lost_and_nothing_came_twice(day: Day) -> None:
    print(figures(day))
    wrong = list(complaints(day))
    assert not wrong, "\n".join([f"seed {SHORT.seed}", timeline(day), *wrong])
    assert day.kills == SHORT.kills
    assert day.mailbox.digests(), "there was something to lose"


def change(statement: str) -> Callable[[Day], object]:
    def changed(day: Day) -> None:
        with closing(sqlite3.connect(day.world.state / FILE)) as db, db:
            db.execute(statement)

    return changed


def again(folder: str, sign: bytes, to: str, unlike: bytes = b"") -> Callable[[Day], object]:
    """A message with this sign is put there once more, as it is or as another one."""

    def put(day: Day) -> Path:
        raw = next(raw for raw in day.mailbox.messages(folder) if sign in raw)
        return day.mailbox.on_disk.deliver(raw.replace(b"Message-ID: <", b"Message-ID: <" + unlike), to)

    return put


def test_what_does_not_end_is_told_with_kiths_stacks_and_the_locks_of_its_server(
    dovecot: Dovecot, tmp_path: Path
) -> None:
    """Dovecot, killed while it writes the numbers of a folder, leaves a lock behind that it waits two minutes for."""
    mailbox = dovecot.add_user()
    lock = mailbox.root / "dovecot-uidlist.lock"
    lock.touch()
    with ScriptedImap([(rb"LIST", hang)]) as silent:
        world = World(mailbox, tmp_path, port=silent.port)
        clock = SimulatedClock.starting(tmp_path / "clock.json", world.now + timedelta(days=1), 1)
        with Stable(clock.path, tmp_path / "kith.log") as kith:
            kith.start(["--config", str(world.config_file()), "run", "--once"], world.environ)
            assert silent.hanging.wait(120)
            told = standing(kith, dovecot)
            kith.signal(signal.SIGTERM)
            assert kith.ended(120) == 0
    lock.unlink()
    assert f"{lock.parent.name}/{lock.name} (0 bytes" in told
    assert str(tmp_path / "kith.log") in told
    assert '/kith/imap/conversation.py", line' in (tmp_path / "kith.log").read_text()


def test_a_server_that_is_started_again_has_no_lock_of_its_killed_processes() -> None:
    with Dovecot() as server:
        lock = server.add_user().root / "dovecot-uidlist.lock"
        lock.touch()
        server.fall()
        server.rise()
        assert server.locks() == []


# Each of these must be noticed, or the test above holds nothing.
WRONGS: dict[str, tuple[Callable[[Day], object], str]] = {
    "a touch is lost": (change("DELETE FROM touch WHERE message IN (SELECT max(message) FROM touch)"), "misses"),
    "touches are of another time": (change("UPDATE touch SET at = at + 1"), "only"),
    "an order is lost": (change("DELETE FROM event WHERE line LIKE '%note matter%'"), "entered 0 times"),
    "an order is obeyed twice": (
        change("INSERT INTO event SELECT id + 9000, at, source, line, command, address, due, turn, undoes FROM event"),
        "entered 2 times",
    ),
    "an appointment is passed over": (change("UPDATE letter SET slot = NULL"), "no digest for"),
    "a link is passed over": (change("DELETE FROM done WHERE key LIKE 'token%'"), "was not obeyed"),
    "a digest comes twice": (again("INBOX", b"X-Kith: digest", "Archive"), "lies there 2 times"),
    "a digest comes that is not written down": (again("INBOX", b"X-Kith: digest", "INBOX", b"x"), "has it as None"),
    "a mail is made up": (again("Sent", b"Subject: ", "Sent", b"x"), "nobody put"),
    "a draft comes twice": (again("Drafts", b"Subject: ", "Drafts"), "the draft"),
    "others may read it": (lambda day: (day.world.state / FILE).chmod(0o644), "has mode 644"),
}  # fmt: skip


@pytest.mark.parametrize("wrong", WRONGS)
def test_what_goes_wrong_in_a_day_of_trouble_is_noticed(wrong: str, day: Day, tmp_path: Path) -> None:
    """On a copy of the store, which the day is given for the moment."""
    make, said = WRONGS[wrong]
    state = day.world.state
    day.world.state = tmp_path / "state"
    shutil.copytree(state, day.world.state)
    put = make(day)
    try:
        assert any(said in complaint for complaint in complaints(day))
    finally:
        day.world.state = state
        if isinstance(put, Path):
            put.unlink()
