"""How often two people are usually in touch.

Touches at most three days apart are one conversation; the silences between conversations are the gaps a rhythm is
made of. The user's own cadence always wins. Learned here is the median of the gaps seen; a model that says how
likely a silence is takes this module's place behind the same two functions (docs/design.md, "Rhythm").
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from kith.model import Person

DAY = 86_400
MERGE_DAYS = 3
FEWEST_GAPS = 2  # fewer say nothing about a habit


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The usual gap with a person in days, None where nothing is known, and how many gaps it was learned from."""

    days: float | None
    gaps: int
    set_by_user: bool = False


def gaps(times: Iterable[int]) -> list[int]:
    """The silences between conversations in whole days, oldest first. `times`: unix seconds in any order."""
    days = sorted({at // DAY for at in times})
    return [after - before for before, after in pairwise(days) if after - before > MERGE_DAYS]


def learn(person: Person) -> Rhythm:
    """The rhythm with one person: what the user set, else what their touches show."""
    seen = gaps(person.times)
    if person.every is not None:
        return Rhythm(float(person.every), len(seen), set_by_user=True)
    return Rhythm(float(median(seen)) if len(seen) >= FEWEST_GAPS else None, len(seen))


def silence(person: Person, now: int) -> float | None:
    """Days since the last touch, None where there was none. A touch in the future counts as now."""
    last = person.last_touch
    return None if last is None else max(0.0, (now - last[0]) / DAY)
