"""Which appointment of the digest has come.

Asked of the store and the clock alone, so that no restart, no sleep and no jump of the clock makes two of one, or keeps
the next one away for longer than a period (docs/design.md, "The appointment").
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from kith.clock import instant, unix
from kith.config.when import When
from kith.config.when import instant as instant_of
from kith.store import Store

APPOINTMENT = "digest"


def due(store: Store, when: When, zone: ZoneInfo, now: datetime) -> tuple[int, datetime] | None:
    """The appointment that has come and was not dealt with, and the one dealt with before it. `now`: aware, UTC.

    At the first run, with a new rule, or when the clock was once years ahead, counting starts afresh at the newest
    appointment: the next digest is at most one period away.
    """
    newest, rule = when.latest(now, zone), f"{when} {zone.key}"
    last = store.ledger.last_slot(APPOINTMENT)
    if last is None or last[1] != rule or last[0] > unix(when.following(now, zone)):
        with store.transaction():
            store.ledger.set_slot(APPOINTMENT, unix(newest), rule)
        return None
    return (last[0], newest) if unix(newest) > last[0] else None


def answered_already(store: Store, when: When, zone: ZoneInfo, found: tuple[int, datetime]) -> bool:
    """Take an appointment that needs no digest of its own, and write nothing. False where it does.

    That is one on a date of the user's for which there has been a digest: another time or zone in the configuration,
    or a journey, put two on one day. (Of one and the same rule two can only be there where the clocks jump over
    midnight.) And one that comes while the digest before it is surely still here, because the mail server is down: that
    one is written anew before it leaves (`Digester.renew`), so two would say the same.
    """
    before, slot = found
    day = slot.astimezone(zone).date()
    begins, ends = (
        unix(instant_of(datetime.combine(one, time.min), zone)) for one in (day, day + timedelta(days=1))
    )
    waits = any(one.state == "written" and one.slot is not None for one in store.ledger.waiting())
    others = store.ledger.slots(begins, ends, besides=unix(slot))
    if not waits and all(unix(when.latest(instant(one), zone)) == one for one in others):
        return False
    with store.transaction():
        store.ledger.claim(APPOINTMENT, before, unix(slot))
    return True
