"""Which mailboxes are one person's: evidence and the user's own word in, joins with their reasons out. Pure.

Promises: a name alone joins nobody, and neither does anything a stranger can do by only writing; a split by the user
outranks every evidence, a merge joins whatever the evidence says; the order of what comes in never shows.
A mailbox goes by its `match_key`, so that all spellings of an address are one.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import NamedTuple

from kith.counts import Tally
from kith.model import Direction
from kith.people.address import domain_of, match_key
from kith.people.fullname import Key, full_name, made_of_name

MOST_BEARERS = 4  # mailboxes with one name; a name that more have says nothing
_LUCK = 0.005  # so many namesakes by chance are expected of a name too common to stand beside a mere habit
_USUAL = (
    8,
    0.012,
)  # other names with one given name, in number and as a share of all, that make it a usual one
_STRETCH = 365  # days; between two namesakes often lie years, between two addresses of one person seldom
_LOCAL_PART = 5  # letters
_DAY = 86_400

MERGED = ("you merged them",)

Pair = tuple[str, str]  # of mailboxes, the smaller first


class Decision(NamedTuple):
    """The user's own word about two mailboxes: `kind` is "merge" or "split"."""

    at: int
    kind: str
    one: str
    other: str


class Answer(NamedTuple):
    """A message with the address `later` that answers one with `earlier`; `was` and `way` say which way each went."""

    earlier: str
    later: str
    was: Direction
    way: Direction


@dataclass(frozen=True, slots=True)
class Signs:
    """What the store knows beside touches."""

    names: Mapping[str, frozenset[str]] = field(
        default_factory=dict
    )  # address -> every name it was seen with
    answers: Sequence[Answer] = ()
    decisions: Sequence[Decision] = ()  # oldest first
    mailed: Mapping[str, frozenset[str]] = field(
        default_factory=dict
    )  # the same, without those that cards tell
    cards: Sequence["Finding"] = ()  # pairs that one card of the user's address books names; strong or not


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One mailbox, whatever its spellings. `human`: it is taken for a person's own."""

    key: str
    sent: Tally
    touches: Tally  # both ways
    names: frozenset[Key]  # the full names it was seen with
    human: bool


class Finding(NamedTuple):
    """Two mailboxes and what speaks for one person behind both. `strong`: enough to join them."""

    pair: Pair
    strong: bool
    proofs: tuple[str, ...]  # as the user reads them
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """The outcome: mailbox -> its person's number; the joins that made them; what is left for the user to decide."""

    person: Mapping[str, int]
    joins: tuple[Finding, ...]
    proposals: tuple[Finding, ...]


def pair(one: str, other: str) -> Pair:
    return (one, other) if one < other else (other, one)


def said(decisions: Iterable[Decision]) -> dict[Pair, Decision]:
    """The user's newest word about each pair of mailboxes; `decisions` oldest first."""
    return {pair(one.one, one.other): one for one in decisions}


def same_named(names: Mapping[str, frozenset[str]]) -> list[str]:
    """The addresses that share a full name with another mailbox: of these alone more is worth asking."""
    bearers: dict[Key, set[str]] = {}
    for spec, spelt in names.items():
        for key in filter(None, map(full_name, spelt)):
            bearers.setdefault(key, set()).add(spec)
    return sorted({spec for specs in bearers.values() if len({*map(match_key, specs)}) > 1 for spec in specs})


def judge(mailboxes: Iterable[Mailbox], evidence: Signs, owner: Mapping[str, int]) -> Joined:
    """Who is one person. `owner`: the number of the person the configuration names a mailbox under."""
    known = {one.key: one for one in sorted(mailboxes, key=lambda one: one.key)}
    newest = said(evidence.decisions)
    splits = {two for two, word in newest.items() if word.kind == "split"}
    people = _People(known, owner, splits)
    joins = []
    merges = [(word.at, two) for two, word in newest.items() if word.kind == "merge"]
    for _, two in sorted(merges, reverse=True):
        if people.unite(two):
            joins.append(Finding(two, True, MERGED, ()))
    for finding in _untorn([one for one in evidence.cards if one.strong], splits):
        if people.unite(finding.pair):
            joins.append(finding)
    findings = list(_findings(known, evidence.answers))
    for finding in _untorn([one for one in findings if one.strong], splits):
        if people.unite(finding.pair):
            joins.append(finding)
    open_ = {one.pair: one for one in (*evidence.cards, *findings) if people.could_unite(one.pair)}
    proposals = sorted(open_.values(), key=lambda one: (-len(one.proofs), len(one.doubts), one.pair))
    return Joined(people.numbers(), tuple(joins), tuple(proposals))


class _People:
    """Mailboxes drawn together one pair at a time, never across a split or two people of the configuration."""

    def __init__(self, known: Iterable[str], owner: Mapping[str, int], splits: Iterable[Pair]) -> None:
        self._members = {key: {key} for key in known}
        self._owner = {key: owner[key] for key in self._members if key in owner}
        self._apart: dict[str, set[str]] = {}
        for one, other in splits:
            self._apart.setdefault(one, set()).add(other)
            self._apart.setdefault(other, set()).add(one)
        named: dict[int, str] = {}
        for key, number in sorted(self._owner.items()):
            self._draw(named.setdefault(number, key), key)

    def _draw(self, one: str, other: str) -> None:
        whole = self._members[one] | self._members[other]
        for key in whole:
            self._members[key] = whole

    def could_unite(self, two: Pair) -> bool:
        """Whether they are two people so far, and nothing the user said keeps them apart."""
        if not all(key in self._members for key in two):
            return False
        here, there = (self._members[key] for key in two)
        owners = {self._owner[key] for key in here | there if key in self._owner}
        return (
            here is not there
            and len(owners) < 2
            and not any(self._apart.get(key, set()) & there for key in here)
        )

    def unite(self, two: Pair) -> bool:
        if self.could_unite(two):
            self._draw(*two)
            return True
        return False

    def numbers(self) -> dict[str, int]:
        first = {key: min(members) for key, members in self._members.items()}
        order = {key: number for number, key in enumerate(sorted(set(first.values())))}
        return {key: order[low] for key, low in first.items()}


def _untorn(findings: Sequence[Finding], splits: set[Pair]) -> list[Finding]:
    """Without those that draw one mailbox to both sides of a split: nobody can tell whose it is. Strongest first."""
    drawn: dict[str, set[str]] = {}
    for one in findings:
        for key, other in (one.pair, one.pair[::-1]):
            drawn.setdefault(key, set()).add(other)
    torn = {
        key for key, others in drawn.items() if any(two in splits for two in combinations(sorted(others), 2))
    }
    kept = [one for one in findings if not torn.intersection(one.pair)]
    return sorted(kept, key=lambda one: (-len(one.proofs), one.pair))


def _findings(known: Mapping[str, Mailbox], answers: Iterable[Answer]) -> Iterator[Finding]:
    """Every pair of people's mailboxes with one full name, and what else there is to say about it."""
    threads: dict[Pair, Counter[str]] = {}
    for answer in answers:
        one, other = match_key(answer.earlier), match_key(answer.later)
        proof = _continued(answer)
        if one != other and proof:
            threads.setdefault(pair(one, other), Counter())[proof] += 1
    bearers: dict[Key, list[Mailbox]] = {}
    for mailbox in known.values():
        for name in mailbox.names if mailbox.human else ():
            bearers.setdefault(name, []).append(mailbox)
    common = _common(bearers)
    for name, group in sorted(bearers.items()):
        if len(group) <= MOST_BEARERS:
            for here, there in combinations(group, 2):
                yield _finding(
                    here, there, name, tuple(threads.get(pair(here.key, there.key), ())), name in common
                )


def _continued(answer: Answer) -> str:
    """The thread that went on elsewhere, where the user's own mail is one end of it: what only others wrote proves
    nothing, for whoever has seen a mail can answer it."""
    if answer.was is Direction.SENT and answer.way is Direction.RECEIVED:
        return f"{answer.later} answered what you had sent to {answer.earlier}"
    if answer.was is Direction.RECEIVED and answer.way is Direction.SENT:
        return f"you answered {answer.earlier} at {answer.later}"
    if answer.was is answer.way is Direction.SENT:
        return f"you went on at {answer.later} with what you had sent to {answer.earlier}"
    return ""


def _common(bearers: Mapping[Key, object]) -> set[Key]:
    """Names of which another bearer would be no wonder: both halves are shared with others in this mailbox, or the
    given name is one of its most usual."""
    given, family = Counter(name[0] for name in bearers), Counter(name[-1] for name in bearers)
    luck, usual = _LUCK * len(bearers), max(_USUAL[0], _USUAL[1] * len(bearers))
    return {
        name
        for name in bearers
        if (given[name[0]] - 1) * (family[name[-1]] - 1) > luck or given[name[0]] > usual
    }


def _finding(here: Mailbox, there: Mailbox, name: Key, threads: tuple[str, ...], common: bool) -> Finding:
    """What speaks for and against one person behind two mailboxes of one name."""
    locals_ = [_letters_of(one.key) for one in (here, there)]
    twins = locals_[0] == locals_[1] and sum(map(str.isalpha, locals_[0])) >= _LOCAL_PART
    own = twins and not made_of_name(locals_[0], name)
    written = bool(here.sent.number and there.sent.number)
    habit = all(
        one.sent.first // _DAY != one.sent.last // _DAY for one in (here, there)
    )  # on two days or more
    neighbours = domain_of(here.key) == domain_of(there.key)
    far = _days_between(here, there) > _STRETCH
    proofs = ["same name", *sorted(threads)]
    if habit:
        proofs.append("you write to both")
    if twins:
        proofs.append("same local part" + ("" if habit or not written else ", and you have written to both"))
    doubts = []
    if len(here.names) > 1 or len(there.names) > 1:
        doubts.append("one of them was seen with other full names too")
    if not threads and not habit:
        doubts += [f"you never wrote to {one.key}" for one in (here, there) if not one.sent.number] or [
            "you seldom wrote there"
        ]
    if not threads and neighbours:
        doubts.append("two mailboxes at one place are often two people")
    if not threads and written and far:
        doubts.append("more than a year lies between the two")
    if not threads and common and not (own and written):
        doubts.append("the name is a common one in your mailbox")
    enough = (
        threads or (written and own) or ((habit or (written and twins)) and not (common or neighbours or far))
    )
    single = len(here.names) == len(there.names) == 1
    return Finding(pair(here.key, there.key), bool(single and enough), tuple(proofs), tuple(doubts))


def _days_between(here: Mailbox, there: Mailbox) -> float:
    """How long nobody wrote between the last touch of one and the first of the other; negative where they overlap."""
    one, other = here.touches, there.touches
    if not one.number or not other.number:
        return 0
    return (max(one.first, other.first) - min(one.last, other.last)) / _DAY


def _letters_of(key: str) -> str:
    return key.rpartition("@")[0]
