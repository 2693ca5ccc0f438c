"""What wakes the daemon: set from anywhere, at any instant."""

import os
import signal

from kith.journal import Journal
from kith.service.signals import Signals, Wake


def test_it_sleeps_until_it_is_set_and_no_longer() -> None:
    wake = Wake()
    wake.set()
    wake.wait(60)
    assert wake.is_set()
    wake.clear()
    assert not wake.is_set()
    wake.wait(0.01)


def test_it_may_be_set_more_often_than_anybody_looks() -> None:
    wake = Wake()
    for _ in range(100_000):
        wake.set()
    wake.clear()
    assert not wake.is_set()


def test_a_storm_of_hangups_asks_for_one_reading_and_loses_none() -> None:
    signals = Signals(Journal())
    with signals.installed():
        for _ in range(1000):
            os.kill(os.getpid(), signal.SIGHUP)
        assert signals.reload
        signals.acknowledge_reload()
        assert not signals.wake.is_set()
        os.kill(os.getpid(), signal.SIGHUP)
        assert signals.reload
        assert signals.wake.is_set()
