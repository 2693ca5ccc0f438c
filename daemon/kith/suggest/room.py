"""How much one digest may ask for: so many people, or so many minutes.

Promises: never more minutes than the budget, except that one person always fits; never more than `MOST` people.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kith.digest import Suggestion
from kith.suggest.wording import USUAL_MINUTES, minutes_for

MOST = 20  # people; the highest `max_people` there can be (kith.config.settings)


@dataclass(frozen=True, slots=True)
class Room:
    """`minutes` is the time budget; 0: none, people are counted alone."""

    people: int = MOST
    minutes: int = 0

    @property
    def notes(self) -> int:
        """How many notes of the usual length there is room for."""
        return min(self.people, self.minutes // USUAL_MINUTES) if self.minutes else self.people

    def holds(self, minutes: Sequence[int]) -> bool:
        """Whether notes that take so many minutes each fit in together. One alone does, however long it takes."""
        in_time = not self.minutes or len(minutes) <= 1 or sum(minutes) <= self.minutes
        return len(minutes) <= self.people and in_time


def room_for(max_people: int, minutes: int) -> Room:
    """The room of a digest as it is configured: with a time budget, people are not counted."""
    return Room(MOST, minutes) if minutes else Room(max_people)


def minutes_of(suggestions: Iterable[Suggestion]) -> int:
    """How many minutes all notes of a digest take together."""
    return sum(minutes_for(one.reasons[0].kind, one.channel) for one in suggestions)
