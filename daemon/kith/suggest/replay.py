"""Judgement held against what really happened: a mailbox is lived through once more, and kith's word compared.

Two questions. Are the odds true ("3 of 4 times you are back in touch within 6 weeks")? And would the suggestions have
been any good: not of somebody written to anyway, not too early, and not missing a tie that faded? Only days are
looked at; times are whole days. What is asked and how it is counted: docs/design.md, "Replay".
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from statistics import median

from kith.suggest import odds
from kith.suggest.odds import HALF_LIFE, MERGE_DAYS, Odds
from kith.suggest.reasons import fading
from kith.suggest.reasons.case import FIRST_EXCHANGE

SHARES = tuple(number / 20 for number in range(1, 20))  # the odds that are looked at
TOLD = 0.75  # the share in the sentence
FEWEST = 2  # gaps that must be known before odds are held against the next one
EVERY = 14  # days from digest to digest
WARM_UP = 60  # days of mail before the first
ROOM = 5  # people in a digest
KNOWN_WELL = 4  # gaps in all, from where on somebody's own median tells early from late
EARLY, FADED, IN_TIME = 1.25, 4.0, 2.5  # times that median
LEAST_FADED = 60  # days


@dataclass(frozen=True, slots=True)
class Tie:
    """The days with a touch, ascending, and the day from which both had written."""

    days: tuple[int, ...]
    both: int


@dataclass(slots=True)
class Figures:
    """Counts of one mailbox or of many together.

    `gaps`: share -> [silences that were over within the time named for it, silences]; `told`: the same for the
    sentence of the digest; `quiet`: twentieth of the odds -> [quiet fortnights, all, sum of the odds]; `digests`: rule
    -> counts of suggestions by what became of them.
    """

    gaps: dict[float, list[int]] = field(default_factory=lambda: {share: [0, 0] for share in SHARES})
    told: list[int] = field(default_factory=lambda: [0, 0])
    quiet: dict[int, list[float]] = field(default_factory=dict)
    digests: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, other: "Figures") -> None:
        for share, (hits, count) in other.gaps.items():
            self.gaps[share][0] += hits
            self.gaps[share][1] += count
        self.told = [mine + theirs for mine, theirs in zip(self.told, other.told, strict=True)]
        for step, row in other.quiet.items():
            self.quiet[step] = [a + b for a, b in zip(self.quiet.get(step, [0, 0, 0.0]), row, strict=True)]
        for rule, counts in other.digests.items():
            self.digests.setdefault(rule, Counter()).update(counts)


@dataclass(frozen=True, slots=True)
class Silence:
    """Where one tie stands on the day of a digest. `silent`: days; `began`: the day of the last touch; `span`: days
    from the first touch to that one."""

    odds: Odds
    silent: int
    began: int
    strength: float
    span: int = 0


Rule = Callable[[Silence], float | None]  # how much speaks for suggesting it; None: nothing


def _kith(one: Silence) -> float | None:
    weight = fading.due(one.silent, one.odds) if one.odds.gaps or one.span > FIRST_EXCHANGE else 0.0
    return fading.score(weight, one.strength) if weight else None


def _after(days: int) -> Rule:
    return lambda one: one.strength if one.silent > days else None


RULES: Mapping[str, Rule] = {"kith": _kith, "30 days": _after(30), "90 days": _after(90)}


def replay(ties: Sequence[Tie], first: int, last: int, rules: Mapping[str, Rule] = RULES) -> Figures:
    """One mailbox whose mail reaches from the day `first` to the day `last`."""
    mailbox = _Mailbox(ties)
    found = Figures()
    for past in mailbox.pasts:
        _gaps(past, mailbox, last, found)
    _digests(mailbox, first, last, rules, found)
    return found


class _Past:
    """One tie with everything that can be reckoned once."""

    def __init__(self, tie: Tie) -> None:
        self.tie = tie
        self.gaps = odds.gaps(tie.days)
        self.logs = odds.logs(self.gaps)
        self.ends = [after for before, after in pairwise(tie.days) if after - before > MERGE_DAYS]
        self.usual = median(self.gaps) if len(self.gaps) >= KNOWN_WELL else None

    def known(self, day: int, mu: float) -> Odds:
        """The odds as they stood on a day."""
        count = bisect_right(self.ends, day)
        return odds.learn(self.gaps[:count], self.logs[:count], mu)


class _Mailbox:
    """All ties, and the rhythm of all of them as it stood on any day."""

    def __init__(self, ties: Sequence[Tie]) -> None:
        self.pasts = [_Past(tie) for tie in ties]
        ended = sorted((end, x) for past in self.pasts for end, x in zip(past.ends, past.logs, strict=True))
        self._ends = [end for end, _ in ended]
        self._sums = list(accumulate((x for _, x in ended), initial=0.0))

    def rhythm(self, day: int) -> float:
        count = bisect_right(self._ends, day)
        return odds.mailbox_rhythm(self._sums[count], count)


def _gaps(past: _Past, mailbox: _Mailbox, last: int, found: Figures) -> None:
    """Every silence of a tie against the odds as they stood when it began.

    A time that the mail does not reach to the end of is not counted, whether or not the silence was over by then:
    counted only where it was, short ones would be in the majority.
    """
    days = past.tie.days
    for began, after in zip(days, (*days[1:], None), strict=True):
        if (after is not None and after - began <= MERGE_DAYS) or began < past.tie.both:
            continue
        before = past.known(began, mailbox.rhythm(began))
        if before.gaps:
            _sentence(before, began, after, last, found)
        if before.gaps < FEWEST:
            continue
        seen = before.back(last - began)
        really = 1.0 if after is None else before.back(after - began)
        for share in SHARES:
            if share <= seen:
                found.gaps[share][0] += really <= share
                found.gaps[share][1] += 1
        _fortnights(before, began, after, last, found)


def _sentence(before: Odds, began: int, after: int | None, last: int, found: Figures) -> None:
    """The sentence as the digest would have it, with its own correction where a single gap was known."""
    share = fading.told_share(before, TOLD)
    if share <= before.back(last - began):
        found.told[0] += after is not None and before.back(after - began) <= share
        found.told[1] += 1


def _fortnights(before: Odds, began: int, after: int | None, last: int, found: Figures) -> None:
    """The odds of a quiet fortnight, told after each fortnight of silence up to half a year."""
    for silent in range(EVERY, 13 * EVERY, EVERY):
        day = began + silent
        if day + EVERY > last or (after is not None and after <= day):
            break
        told = before.fortnight(silent)
        row = found.quiet.setdefault(min(int(told * 20), 19), [0, 0, 0.0])
        row[0] += after is None or after > day + EVERY
        row[1] += 1
        row[2] += told


def _digests(mailbox: _Mailbox, first: int, last: int, rules: Mapping[str, Rule], found: Figures) -> None:
    told: dict[str, dict[tuple[int, int], int]] = {rule: {} for rule in rules}  # (tie, began) -> day
    for day in range(first + WARM_UP, last - EVERY, EVERY):
        standing = _standing(mailbox, day)
        for name, rule in rules.items():
            ranked = [
                (-weight, number, one)
                for number, one in standing
                if (number, one.began) not in told[name] and (weight := rule(one)) is not None
            ]
            counts = found.digests.setdefault(name, Counter())
            counts["digests"] += 1
            for _, number, one in sorted(ranked, key=lambda row: row[:2])[:ROOM]:
                told[name][number, one.began] = day
                counts.update(_outcome(mailbox.pasts[number], one, day))
    for name in rules:
        found.digests.setdefault(name, Counter()).update(_fades(mailbox, told[name], first, last))


def _standing(mailbox: _Mailbox, day: int) -> list[tuple[int, Silence]]:
    mu, found = mailbox.rhythm(day), []
    for number, past in enumerate(mailbox.pasts):
        if past.tie.both > day:
            continue
        days = past.tie.days[: bisect_right(past.tie.days, day)]
        if day - days[-1] > MERGE_DAYS:
            strength = odds.strength((day - one for one in days), HALF_LIFE)
            found.append(
                (number, Silence(past.known(day, mu), day - days[-1], days[-1], strength, days[-1] - days[0]))
            )
    return found


def _outcome(past: _Past, one: Silence, day: int) -> list[str]:
    """What became of a suggestion: "redundant", they were in touch within the fortnight anyway; "premature", the
    silence was no long one for these two; else "timely". "judged": enough was known in the end to tell that."""
    following = past.tie.days[bisect_right(past.tie.days, day) :]
    redundant = bool(following) and following[0] <= day + EVERY
    premature = past.usual is not None and one.silent <= EARLY * past.usual
    judged = past.usual is not None
    marks = ["suggested", *["judged"] * judged, *["redundant"] * redundant, *["premature"] * premature]
    return marks if redundant or premature else [*marks, "timely", *["timely of judged"] * judged]


def _fades(mailbox: _Mailbox, told: Mapping[tuple[int, int], int], first: int, last: int) -> Counter[str]:
    """Of the silences that grew long for these two: how many were there, and how many suggested in time."""
    counts: Counter[str] = Counter()
    for number, past in enumerate(mailbox.pasts):
        if past.usual is None:
            continue
        in_time = max(LEAST_FADED, IN_TIME * past.usual)
        for began, after in zip(past.tie.days, (*past.tie.days[1:], None), strict=True):
            grew = (last if after is None else after) - began
            watched = began >= past.tie.both and first + WARM_UP <= began + in_time <= last - EVERY
            if watched and grew >= max(LEAST_FADED, FADED * past.usual):
                counts["faded"] += 1
                day = told.get((number, began))
                counts["caught"] += day is not None and day - began <= in_time
    return counts
