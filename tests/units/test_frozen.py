"""A daemon whose work loop stands still is started anew by the watchdog, and the digest comes once (U4)."""

import threading
import time
from collections.abc import Callable

import pytest

from helpers.instance import PATIENCE, Instance
from helpers.network import Network
from helpers.wire import TO_CLIENT, TO_SERVER, Wire
from stories.test_killed import digests, make_due
from units.conftest import Make

WATCHDOG, RESTART, MORE = 2.0, 0.1, 2.0  # seconds; WatchdogSec=, RestartSec=, and what may be added to both

Freeze = Callable[[Instance, Wire, threading.Event], object]


def stop_itself(one: Instance) -> None:
    one.machine.systemctl("kill", "--kill-who=main", "--signal=STOP", one.unit)


FROZEN: dict[str, Freeze] = {
    "stopped between claim and send": lambda one, wire, frozen: wire.when(
        TO_SERVER, rb" APPEND ", lambda: (frozen.set(), stop_itself(one)), before=True
    ),
    "stopped between send and commit": lambda one, wire, frozen: wire.when(
        TO_CLIENT, rb"APPENDUID", lambda: (frozen.set(), stop_itself(one)), before=True
    ),
    "waiting for a server that took the letter and says nothing": lambda one, wire, frozen: wire.when(
        TO_CLIENT, rb"APPENDUID", lambda: (frozen.set(), time.sleep(WATCHDOG + RESTART + MORE)), before=True
    ),
}


@pytest.mark.parametrize("how", FROZEN)
def test_u4_frozen_it_is_started_anew_and_there_is_one_digest(
    how: str, network: Network, instance: Make, wired: Callable[[Instance], Wire]
) -> None:
    one = instance(f"frozen{list(FROZEN).index(how)}")
    with network.entered():
        make_due(one.world)
    one.bring_state()
    wire, frozen = wired(one), threading.Event()
    one.drop_in(f"[Service]\nWatchdogSec={WATCHDOG}\nRestartSec={RESTART}\n")
    FROZEN[how](one, wire, frozen)
    one.start()
    assert frozen.wait(PATIENCE)
    began = time.monotonic()
    one.wait_for_line("Watchdog timeout.*^Started ")
    again = int(one.show("ExecMainStartTimestampMonotonic")) / 1_000_000
    assert again - began <= WATCHDOG + RESTART + MORE
    one.wait_for_line("Watchdog timeout.*(delivered|had already arrived)")
    assert one.show("NRestarts") == "1"
    assert len(digests(one.world.mailbox)) == 1
