"""A made-up mailbox whose truth is known: who is behind which address. Same seed, same village.

People have common and rare names, namesakes by chance and on purpose, families with one surname, a second address at
home, a new job (some announce it by answering from there). Impostors carry a friend's name on a new address and only
write.
"""

from dataclasses import dataclass, field
from itertools import combinations
from random import Random

from helpers.persons import tally
from kith.counts import Correspondent
from kith.model import Direction
from kith.people.joining import Answer, Pair, Signs, pair

DAY = 86_400
YEARS = 6 * 365


@dataclass
class Village:
    """What a store would hold, and the truth."""

    correspondents: list[Correspondent] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    bearer: dict[str, int] = field(default_factory=dict)  # address -> person

    @property
    def signs(self) -> Signs:
        return Signs({one.spec: frozenset({one.name}) for one in self.correspondents}, self.answers)

    @property
    def true_pairs(self) -> set[Pair]:
        owned: dict[int, list[str]] = {}
        for spec, person in self.bearer.items():
            owned.setdefault(person, []).append(spec)
        return {pair(*two) for specs in owned.values() for two in combinations(specs, 2)}


def village(seed: int, people: int = 500, common: float = 0.5) -> Village:
    """`common`: the share of people with one of 150 surnames; the others' are drawn from 20,000."""
    return _Founder(Random(seed), people, common).found()


class _Founder:
    def __init__(self, chance: Random, people: int, common: float) -> None:
        self.chance, self.people, self.common, self.village = chance, people, common, Village()

    def found(self) -> Village:
        for person in range(self.people):
            given, family = self._name()
            self._settle(person, given, family)
            if self.chance.random() < 0.2:  # a relative, at an address of their own
                other = self._given()
                alike = other == given and self.chance.random() < 0.8  # parents avoid it, or add a Jr
                self._settle(person + 10_000, self._given() if alike else other, family)
            if self.chance.random() < 0.05:
                self._impostor(person + 20_000, given, family)
        return self.village

    def _given(self) -> str:
        return _word(self._rank(300), "GIVEN")

    def _name(self) -> tuple[str, str]:
        rank = self._rank(150) if self.chance.random() < self.common else self._rank(20_000)
        return self._given(), _word(rank, "FAMILY")

    def _rank(self, most: int) -> int:
        """As names are spread: the n-th is borne by about one in n + 10. Of 300 the first has one bearer in 38."""
        return int(10 * ((most + 10) / 10) ** self.chance.random()) - 10

    def _settle(self, person: int, given: str, family: str) -> None:
        """Their first address, and for one in four a second one."""
        start = self.chance.randrange(YEARS)
        first = self._address(person, given, family)
        self._write(first, person, f"{given} {family}", start, start + 900)
        fate = self.chance.random()
        if fate < 0.12:  # a new job: one address ends, the next begins
            local = first.partition("@")[0] if self.chance.random() < 0.6 else None
            new = self._address(person, given, family, local)
            self._write(new, person, f"{given} {family}", start + 900, start + 1500)
            if self.chance.random() < 0.5:
                self.village.answers.append(Answer(first, new, Direction.SENT, Direction.RECEIVED))
        elif fate < 0.25:  # another one at home, at the same time
            home = self._address(person, given, family)
            self._write(home, person, f"{family}, {given}", start, start + 900)
            if self.chance.random() < 0.4:
                self.village.answers.append(Answer(first, home, Direction.RECEIVED, Direction.SENT))

    def _impostor(self, person: int, given: str, family: str) -> None:
        spec = f"{given}.{family}@phish{person}.example".lower()
        self.village.bearer[spec] = person
        received = [self.chance.randrange(YEARS) * DAY for _ in range(3)]
        self.village.correspondents.append(
            Correspondent(spec, f"{given} {family}", received=tally(*received))
        )

    def _address(self, person: int, given: str, family: str, local: str | None = None) -> str:
        forms = [f"{given}.{family}", f"{given[0]}{family}", f"{given}", f"{family}{self.chance.randrange(40, 99)}",
                 f"{given}{family}", _word(self.chance.randrange(5000), "NICK")]  # fmt: skip
        local = local or self.chance.choice(forms).lower()
        domain = f"d{min(int(self.chance.paretovariate(0.5)), 400)}.example"
        spec = f"{local}@{domain}"
        if spec in self.village.bearer:
            spec = f"{local}{self.chance.randrange(100, 10_000)}@{domain}"
        self.village.bearer[spec] = person
        return spec

    def _write(self, spec: str, person: int, name: str, begin: int, end: int) -> None:
        often = min(int(self.chance.paretovariate(0.8)), 60)
        days = [self.chance.randrange(begin, end) * DAY for _ in range(2 * often)]
        sent, received = days[:often], days[often:]
        if self.chance.random() < 0.15:
            sent = []
        self.village.correspondents.append(Correspondent(spec, name, tally(*sent), tally(*received)))


def _word(number: int, salt: str) -> str:
    """A pronounceable name for a number, the same each time."""
    chance = Random(f"{salt}{number}")
    return "".join(chance.choice("bdfgklmnprstvz") + chance.choice("aeiou") for _ in range(3)).title()
