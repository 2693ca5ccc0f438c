"""SIGTERM from a real systemd at any point of a scan: over at once, with exit code 0, and nothing lost (U8)."""

import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

from helpers.booted import Booted
from helpers.instance import PATIENCE, Instance
from helpers.wire import TO_CLIENT, Wire
from kith.store import Store
from units.conftest import Make

POINTS = 20
MOST_SECONDS = 10.0
LETTERS = 100  # new ones at each point: 20 KB of headers, more than any point lies in


def test_u8_told_to_stop_at_twenty_points_of_a_scan_it_leaves_with_0_and_loses_nothing(
    machine: Booted, instance: Make, wired: Callable[[Instance], Wire], tmp_path: Path
) -> None:
    one = instance("stopping")
    wire = wired(one)
    # Asked afterwards, systemd has forgotten a unit that is over: it would say "success" and 0 of anything.
    one.drop_in("[Service]\nExecStopPost=echo left: $SERVICE_RESULT $EXIT_CODE $EXIT_STATUS\n")
    took = []
    for point in range(POINTS):
        newer = 100 - point
        one.world.received("Karen Holm <karen@example.net>", *(newer + day / 200 for day in range(LETTERS)))
        there = threading.Event()

        def ask(
            there: threading.Event = there,
        ) -> None:  # what came is held back until systemd has been asked
            machine.systemctl("stop", "--no-block", one.unit)
            there.set()

        # From the greeting, by the login and the folders, to the midst of the letters.
        wire.when(TO_CLIENT, b".{%d}" % int(1.6**point), ask, before=True)
        one.start()
        assert there.wait(PATIENCE), f"point {point}: {one.said()}"
        began = time.monotonic()
        one.stop()
        took.append(time.monotonic() - began)
    left = [line for line in one.said().splitlines() if line.startswith("left: ")]
    assert left == ["left: success exited 0"] * POINTS
    assert max(took) <= MOST_SECONDS
    one.start()
    one.wait_for_status("idle; last look [A-Z]")  # not before all is read
    one.stop()
    shutil.copytree(
        one.state, tmp_path / "state"
    )  # SQLite takes the way through /proc for a link, and misses it
    with Store.open(tmp_path / "state") as store:
        (karen,) = store.people.correspondents()
    assert karen.received.number == POINTS * LETTERS
