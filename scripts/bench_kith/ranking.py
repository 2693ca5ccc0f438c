"""How long it takes to judge ten thousand people over ten years, and to choose five of them.

Made-up people, their rhythms as wide as real ones, the number of their conversations drawn from a long tail: most have
a few, some have hundreds. Promises the same people for the same seed; says nothing of reading them from the store.
"""

import time
from random import Random

from kith.model import Kind, Person
from kith.suggest.assessing import Known, assess_all
from kith.suggest.ranking import plan

DAY = 86_400
NOW = 1_795_000_000
YEARS = 10
PEOPLE = 10_000
CONVERSATIONS = (10, 25, 60)  # on average, so many before the ten years cut some off


def people(number: int, conversations: int, seed: int = 1) -> list[Person]:
    """So many people whose last contact lies up to 400 days back."""
    chance = Random(seed)
    return [_person(name, conversations, chance) for name in range(number)]


def _person(name: int, conversations: int, chance: Random) -> Person:
    ways: tuple[list[int], list[int]] = [], []
    at = NOW - int(chance.uniform(1, 400) * DAY)
    for _ in range(max(2, int(chance.expovariate(1 / conversations)))):
        if at < NOW - YEARS * 365 * DAY:
            break
        ways[chance.random() < 0.5].append(at)
        at -= int((1 + chance.lognormvariate(3.3, 1.2)) * DAY)
    sent, received = (tuple(sorted(way)) for way in ways)
    return Person(f"P{name}", (f"p{name}@people.example",), Kind.PERSON, "", sent=sent, received=received)


def measured(number: int = PEOPLE, repeat: int = 5) -> str:
    """A line for each number of conversations: touches a person, seconds for all of them (the best of so many runs)."""
    lines = [f"Judging and ranking {number:,} people over {YEARS} years, one core; target 0.2 s for ten each"]
    for conversations in CONVERSATIONS:
        everybody = people(number, conversations)
        touches = sum(len(one.times) for one in everybody) / number
        taken = min(_seconds(everybody) for _ in range(repeat))
        lines.append(f"{touches:6.1f} touches each: {taken:.3f} s")
    return "\n".join(lines)


def _seconds(everybody: list[Person]) -> float:
    began = time.perf_counter()
    plan(assess_all(everybody, Known(), NOW), 5, NOW)
    return time.perf_counter() - began
