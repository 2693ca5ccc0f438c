"""What is counted of an address, as values: who is a person, and who is whom, is told from these. Only data, like
`kith.model`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from kith.model import Skip


@dataclass(frozen=True, slots=True)
class Habits:
    """How an address writes, over all its mail but what came through lists."""

    openings: int = 0  # messages that open a conversation
    repeats: int = 0  # the most of them with one form of subject
    answers: int = 0  # messages that count and answer, or pass something on: what people do
    doubted: int = 0  # messages that count, but carry weak marks of a machine
    doubt: str = ""  # the marks on the newest of those
    automatic: str = ""  # the mark on the newest message that a strong mark kept from counting
    punctual: int = 0  # the most that count and came at one time of day; 0 where letters went both ways


class Tally(NamedTuple):
    """Touches one way, counted. `first` and `last` are unix seconds, 0 where there are none."""

    number: int
    first: int
    last: int


NO_TOUCHES = Tally(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Correspondent:
    """One address and everything counted for it."""

    spec: str
    name: str
    sent: Tally = NO_TOUCHES
    received: Tally = NO_TOUCHES
    skipped: Mapping[Skip, int] = field(default_factory=dict)  # messages that did not count, by reason
    because: str = ""  # the mark on its newest message that did not count
    is_list: bool = False  # takes posts for a mailing list
    habits: Habits = field(default_factory=Habits)
