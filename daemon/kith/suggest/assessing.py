"""What kith thinks about everybody at one moment: every reason for and against. Reads nothing, writes nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

from kith.model import Aside, Bounce, Exchange, Kind, Person, Reason, Signal, Wish
from kith.suggest import wording
from kith.suggest.reasons import (
    FOR,
    LOST,
    NEVER,
    NOT_NOW,
    Calendar,
    Case,
    Rule,
    against,
    dormant,
    holiday,
    my_transition,
    occasions,
    owed_reply,
)
from kith.suggest.reasons.case import NEARLY, Move, Standing, Wishing
from kith.suggest.rhythm import DAY, History, Rhythm, history, learn, mailbox

PAUSE = 14  # days between two suggestions of one person in one silence, whatever the reasons

Told = tuple[tuple[int, str], ...]


class Also(NamedTuple):
    """What else is known of one person: see `Known` and `Case`."""

    told: Told = ()
    exchanges: tuple[Exchange, ...] = ()
    wish: Wish | None = None
    bounce: Bounce | None = None
    aside: Aside = Aside()
    signals: tuple[Signal, ...] = ()
    wishing: Wishing | None = None
    move: Move | None = None


_NOTHING = Also()
_UTC = Calendar()


@dataclass(frozen=True, slots=True)
class Known:
    """What else is known, by address: when somebody was suggested and why, the newest messages, the user's wishes, and
    where mail came back from; `aside`: messages that count for nobody, but may be answers; `signals`: what messages
    tell of them. `wishing`: by the address to write to first, of those few for whom a holiday may be a reason. `moves`:
    who is to be told that the user leaves a place."""

    told: Mapping[str, Told] = field(default_factory=dict)
    exchanges: Mapping[str, Sequence[Exchange]] = field(default_factory=dict)
    wishes: Mapping[str, Wish] = field(default_factory=dict)
    dead: Mapping[str, Bounce] = field(default_factory=dict)
    aside: Mapping[str, Aside] = field(default_factory=dict)
    signals: Mapping[str, Sequence[Signal]] = field(default_factory=dict)
    wishing: Mapping[str, Wishing] = field(default_factory=dict)
    moves: Mapping[str, Move] = field(default_factory=dict)

    def anybody(self) -> frozenset[str]:
        """The addresses of whom anything is known: a few of many."""
        return frozenset(
            chain(self.told, self.exchanges, self.wishes, self.dead, self.signals, self.wishing, self.moves)
        )

    def of(self, addresses: Sequence[str]) -> Also:
        """All of one person: suggested when, oldest first; the newest messages, newest first; the newest wish; the
        newest bounce, where none of their addresses can be reached; the signals, newest first."""
        told = {one for address in addresses for one in self.told.get(address, ())}
        exchanges = [one for address in addresses for one in self.exchanges.get(address, ())]
        wishes = [self.wishes[address] for address in addresses if address in self.wishes]
        asides = [self.aside[address] for address in addresses if address in self.aside]
        bounces = [self.dead[address] for address in addresses if address in self.dead]
        return Also(
            tuple(sorted(told)),
            tuple(sorted(exchanges, key=lambda one: (-one.at, one.direction))),
            _holding(wishes),
            max(bounces) if len(bounces) == len(addresses) else None,
            Aside(*map(max, zip(*asides, strict=True))) if asides else Aside(),
            tuple(
                sorted((one for spec in addresses for one in self.signals.get(spec, ())), key=_newest_first)
            ),
            next((self.wishing[address] for address in addresses if address in self.wishing), None),
            next((self.moves[address] for address in addresses if address in self.moves), None),
        )


def _newest_first(signal: Signal) -> tuple[int, str, str, str]:
    return -signal.at, signal.kind, signal.address, signal.what


def _holding(wishes: Sequence[Wish]) -> Wish | None:
    """Of the wishes for several addresses of one person the newest; but "never" holds until "back"."""
    taken_back = max((wish.at for wish in wishes if wish.kind == "back"), default=-1)
    never = [wish for wish in wishes if wish.kind == "never" and wish.at > taken_back]
    return max(never or wishes, key=lambda wish: wish.at, default=None)


class Assessment(NamedTuple):
    """What kith thinks about one person now.

    `due`: something speaks for writing, nothing makes them ineligible, and the user has not put it off; `ready`: due,
    and not told already; `lead` is then the strongest reason that may be told, and `weight` orders it among the same
    of others. `spare`: a dormant tie that is not among the strongest and may be picked by chance. The sentences are
    made when they are asked for: of thousands of people few are read about.
    """

    case: Case
    due: bool
    lead: str | None
    weight: float = 0.0
    spare: bool = False

    @property
    def person(self) -> Person:
        return self.case.person

    @property
    def rhythm(self) -> Rhythm:
        return self.case.rhythm

    @property
    def muted(self) -> bool:
        """The user never wants to be reminded of them."""
        return self.case.wish is not None and self.case.wish.kind == "never"

    @property
    def ready(self) -> bool:
        return self.lead is not None

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Everything looked at that could speak for writing, in order of priority."""
        found = [(rule.kind, one) for rule in FOR if (one := rule.find(self.case))]
        return tuple(
            Reason(kind, one.fires, one.text(), one.weight, one.touches, letter=one.letter)
            for kind, one in found
        )

    @property
    def firing(self) -> tuple[Reason, ...]:
        """What fires, the reason for suggesting somebody first."""
        return tuple(
            sorted((one for one in self.reasons if one.fires), key=lambda reason: reason.kind != self.lead)
        )

    @property
    def against(self) -> tuple[Reason, ...]:
        """What makes them ineligible, and what holds them back this time."""
        reasons = [one for look in (*NEVER, *NOT_NOW) if (one := look(self.case))]
        if self.due:
            told = (_told(self.case, rule) for rule in FOR if (seen := rule.find(self.case)) and seen.fires)
            reasons += dict.fromkeys(one for one in told if one is not None)
        return tuple(reasons)


def assess_all(
    people: Iterable[Person], known: Known, now: int, calendar: Calendar = _UTC
) -> list[Assessment]:
    """Every reason for and against suggesting each of them at `now` (unix seconds). `calendar`: the user's."""
    seen = [(person, history(chain(person.sent, person.received, person.logged))) for person in people]
    mu = mailbox(past for person, past in seen if is_tie(person))
    somebody, cases = known.anybody(), []
    for person, past in seen:
        more = _NOTHING if somebody.isdisjoint(person.addresses) else known.of(person.addresses)
        cases.append(_case(person, past, more, now, mu, calendar))
    return [assess(case) for case in _stood(_wished(cases))]


def _wished(cases: list[Case]) -> list[Case]:
    """The cases, each for whom a holiday is near with its place among those of the same holiday."""
    able = [
        number
        for number, case in enumerate(cases)
        if case.wishing and not (against.cut_off(case) or _barred(case))
    ]
    for turn, place in holiday.places([cases[number] for number in able]).items():
        case = cases[able[turn]]
        cases[able[turn]] = case._replace(wishing=case.wishing and case.wishing._replace(place=place))
    return cases


def _stood(cases: list[Case]) -> list[Case]:
    """The cases, each tie that has fallen silent with its place among all of them."""
    asleep = [
        number
        for number, case in enumerate(cases)
        if dormant.asleep(case) and not (against.cut_off(case) or _barred(case))
    ]
    strengths = {number: round(dormant.past_strength(cases[number]), 6) for number in asleep}
    asleep.sort(key=lambda number: (-strengths[number], cases[number].person.addresses))
    stronger = 0
    for place, number in enumerate(asleep):
        if strengths[number] < strengths[asleep[place - 1]] and place:
            stronger = place
        cases[number] = cases[number]._replace(standing=Standing(place + 1, len(asleep), stronger))
    return cases


def _barred(case: Case) -> bool:
    for look in NEVER:  # noqa: SIM110  (of ten thousand people any() takes a tenth of all the time there is)
        if look(case):
            return True
    return False


def is_tie(person: Person) -> bool:
    """Whether both have written: whose gaps the mailbox's rhythm is made of."""
    return person.kind is Kind.PERSON and bool(person.sent) and bool(person.received)


def _case(person: Person, past: History, more: Also, now: int, mu: float, calendar: Calendar) -> Case:
    if more.signals:
        person = occasions.with_told(person, more.signals, calendar)
    last = max(person.sent[-1:] + person.received[-1:] + person.logged[-1:], default=None)
    told = tuple(one for one in more.told if one[0] <= now) if more.told else ()
    return Case(person, learn(person, past, mu), past, now, last, told, *more[1:], calendar=calendar)


def assess(case: Case) -> Assessment:
    """Everything for and against one person."""
    rules = LOST if against.cut_off(case) else FOR
    if _barred(case) or (case.wish and any(look(case) for look in NOT_NOW)):
        return Assessment(case, due=False, lead=None)
    firing = [(rule, one.weight) for rule in rules if (one := rule.find(case)) and one.fires]
    if not firing and case.standing is None:
        return Assessment(case, due=False, lead=None)
    if firing[:1] and firing[0][0] is my_transition.RULE and my_transition.waits(case):
        firing.sort(key=lambda one: one[0] is not owed_reply.RULE)
    lead, weight = next(((r.kind, weight) for r, weight in firing if not _told(case, r)), (None, 0.0))
    spare = not firing and case.standing is not None and not _told(case, dormant.RULE)
    return Assessment(case, bool(firing), lead, weight, spare)


def _told(case: Case, rule: Rule) -> Reason | None:
    """Why a reason is not told now: it has been, in this silence."""
    if rule.told is not None:
        return rule.told(case) if case.told else None
    if rule is owed_reply.RULE and case.told and my_transition.waits(case):
        return None  # it leads in the place of a goodbye, which nothing else holds back
    told = case.told_now if case.told else ()
    if not told:
        return None
    newest, _ = told[-1]
    ago = f"Suggested {wording.span((case.now - newest) / DAY)} ago and no contact since"
    pause = min(PAUSE, case.rhythm.days or PAUSE) if case.rhythm.set_by_user else PAUSE
    wait = newest + int((pause - NEARLY) * DAY) - case.now
    if wait > 0:
        return Reason("already suggested", False, f"{ago}; not again for {wording.within(wait / DAY)}.")
    before = [at for at, kind in told if kind == rule.kind]
    if before and not rule.again(case, before[-1]):
        return Reason("already suggested", False, f"{ago}; for this reason ({rule.kind}) that was enough.")
    return None
