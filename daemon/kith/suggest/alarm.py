"""What the user is to be told now of what does not work. Pure: the same troubles, tellings and time, the same notice.

Promises: one notice for everything that is wrong, however much it is; at most one of trouble a day, and fewer as it
goes on; its end is told once, and only where the trouble was. What counts is not how long something is wrong by the
clock but how long kith was up and tried: a machine that slept for a month raises no alarm when it wakes up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kith.errors import TRY_LATER

HOUR = 3600  # seconds: what a run by a timer counts for at least, where as much has passed
DAY = 86_400  # seconds
PAUSES = (
    DAY,
    2 * DAY,
    4 * DAY,
    7 * DAY,
)  # from one notice of the same trouble to the next; then always the last
URGENT = (
    7200  # seconds of trying: time does not heal it, but servers refuse good passwords for an hour or so, too
)


class Kind(StrEnum):
    """What a notice says."""

    TROUBLE = "trouble"
    RECOVERY = "recovery"


@dataclass(frozen=True, slots=True)
class Outage:
    """Something that does not work: "account NAME", "letters" (wait in vain), "refused" (a digest, for good), "store".

    `code`: of kith.errors. `tried`: seconds since `since` in which kith was up and tried. `told`: the user knows.
    `ended_at`: it works again since then, None while it does not.
    """

    what: str
    code: int
    since: int
    tried: int
    why: str
    told: bool = False
    ended_at: int | None = None

    @property
    def heals(self) -> bool:
        """Whether time may heal it."""
        return self.code == TRY_LATER


@dataclass(frozen=True, slots=True)
class Alarm:
    """What the user was told: since when something told of has not worked (None: all is well), when the newest notice
    of trouble was written or arrived, how many this trouble has had."""

    episode: int | None = None
    told_at: int | None = None
    tellings: int = 0


@dataclass(frozen=True, slots=True)
class Notice:
    """What is to be told now. `episode` and `telling` name it: the same two make the same letter."""

    kind: Kind
    episode: int
    telling: int
    outages: tuple[Outage, ...]  # what goes on
    over: tuple[Outage, ...]  # what the user was told of and works again


def ripe(outages: Sequence[Outage], patience: int) -> tuple[Outage, ...]:
    """Those that go on for long enough to be told of, after `patience` seconds of trying."""
    return tuple(
        one
        for one in outages
        if one.ended_at is None and one.tried >= (patience if one.heals else min(patience, URGENT))
    )


def counted(pause: int, usual: int, patience: int) -> int:
    """Seconds that a run which is started again and again has tried since the one before it, `pause` seconds ago.

    All of the pause, if the one before it (`usual`) was as long: so often does the timer run. Of a longer one the
    machine may have slept through the rest; and one alone is never more than half of the `patience`, so that a machine
    that wakes up in trouble has to find it twice.
    """
    return min(max(0, pause), max(HOUR, usual), max(HOUR, patience // 2))


def due(outages: Sequence[Outage], alarm: Alarm, patience: int, now: int) -> Notice | None:
    """The notice that is to be written now (unix seconds); None where there is nothing to tell, or not yet."""
    over = tuple(one for one in outages if one.told and one.ended_at is not None)
    known = [one for one in outages if one.told and one.ended_at is None]
    wrong = ripe(outages, patience)
    if alarm.episode is not None and not known and not wrong:  # else that is no end
        return Notice(Kind.RECOVERY, alarm.episode, alarm.tellings + 1, (), over)
    if not wrong or _too_soon(alarm, now, new=any(not one.told for one in wrong)):
        return None
    episode = alarm.episode if alarm.episode is not None else min(one.since for one in wrong)
    shown = tuple(one for one in outages if one in wrong or one in known)
    return Notice(Kind.TROUBLE, episode, alarm.tellings + 1, shown, over)


def next_pause(telling: int) -> int:
    """Seconds from the telling-th notice (1 for the first) to the next one, if nothing else goes wrong."""
    return PAUSES[min(max(telling, 1), len(PAUSES)) - 1]


def _too_soon(alarm: Alarm, now: int, *, new: bool) -> bool:
    """A day between two notices; longer where there is nothing new. A telling that lies ahead is a clock gone wrong."""
    if alarm.told_at is None:
        return False
    pause = DAY if new or alarm.episode is None else next_pause(alarm.tellings)
    return 0 <= now - alarm.told_at < pause
