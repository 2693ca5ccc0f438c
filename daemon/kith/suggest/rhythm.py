"""One person's rhythm: the days on which there was a touch, the silences between, and what they say.

Touches at most three days apart are one conversation; the silences between conversations are the gaps. How likely a
silence is: `kith.suggest.odds`. The user's own cadence always wins.
"""

from collections.abc import Iterable
from typing import NamedTuple

from kith.model import Person
from kith.suggest import odds
from kith.suggest.odds import MERGE_DAYS, Odds

__all__ = ["DAY", "MERGE_DAYS", "History", "Rhythm", "history", "learn", "mailbox"]

DAY = 86_400
FEWEST_GAPS = 1  # fewer say nothing about a habit


class History(NamedTuple):
    """When there was contact with one person, in days since 1970 (UTC)."""

    days: tuple[int, ...]  # ascending, each once
    gaps: tuple[int, ...]  # silences between conversations in days, oldest first
    logs: tuple[float, ...]  # of the gaps, as the model sees them


class Rhythm(NamedTuple):
    """The usual gap with a person in days, None where nothing is known, and how many gaps it was learned from.

    `odds` are there for everybody, made of the whole mailbox where nothing else is known.
    """

    days: float | None
    gaps: int
    odds: Odds
    set_by_user: bool = False


def history(times: Iterable[int]) -> History:
    """`times`: unix seconds in any order."""
    days = tuple(sorted({at // DAY for at in times}))
    gaps = odds.gaps(days)
    return History(days, tuple(gaps), tuple(odds.logs(gaps)))


def mailbox(histories: Iterable[History]) -> float:
    """The rhythm of a whole mailbox, which single ones are shrunk toward: a location of logarithms of gaps."""
    known = [one.logs for one in histories]
    return odds.mailbox_rhythm(sum(map(sum, known)), sum(map(len, known)))


def learn(person: Person, seen: History, mu: float) -> Rhythm:
    """The rhythm with one person: what the user set, else what their touches show. `mu`: of the mailbox."""
    found = odds.learn(seen.gaps, seen.logs, mu)
    if person.every is not None:
        return Rhythm(float(person.every), len(seen.gaps), found, set_by_user=True)
    return Rhythm(found.typical if len(seen.gaps) >= FEWEST_GAPS else None, len(seen.gaps), found)
