"""What `kith run` does while the store cannot be opened: note it, tell it, wait for room."""

from collections.abc import Mapping

from kith.clock import SystemClock, unix
from kith.config.settings import Settings
from kith.errors import StoreFull
from kith.jobs.alarm.store_notice import StoreNotice
from kith.jobs.alarm.store_trouble import StoreTrouble
from kith.jobs.calendar import zone_of
from kith.jobs.reading.look import Unwatched
from kith.journal import Journal
from kith.service.signals import Signals
from kith.service.systemd import Systemd
from kith.service.timetable import TICK


def tell_of(
    trouble: StoreTrouble,
    settings: Settings,
    environ: Mapping[str, str],
    journal: Journal,
    *,
    once: bool,
    at_once: bool = False,
) -> None:
    """Note a store that could not be opened, and tell where it is time to."""
    now = unix(SystemClock().now())
    if once:
        trouble.goes_on(now, settings.alarm)
        trouble.note(settings, environ)
    else:
        trouble.note_now_and_then(settings, environ, now)
    if at_once or trouble.is_ripe(settings.alarm):
        notice = StoreNotice(settings, environ, zone_of(settings), journal)
        notice.tell(trouble, now, Unwatched(), by_timer=once)


def wait_for_room(full: StoreFull, signals: Signals, systemd: Systemd) -> float:
    """Stay while the disk is full, a little at a time; gives the seconds. So the status line says what is
    wrong, and stopping works as ever."""
    began = SystemClock().monotonic()
    systemd.ready(f"ALARM: nothing can be written down: {full}")
    systemd.alive()
    signals.wake.wait(systemd.nap_seconds(TICK))
    if signals.reload:
        systemd.reloading(SystemClock().monotonic())
    return SystemClock().monotonic() - began
