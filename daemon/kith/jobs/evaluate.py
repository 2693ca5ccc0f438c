"""`kith eval`: how true kith's judgement was, for the user's own mailbox or for a public table of who wrote to whom."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median
from typing import Any

from kith.config.settings import Settings
from kith.jobs import mail_table
from kith.jobs.people import everyone, with_touches
from kith.model import Kind
from kith.store import Store
from kith.suggest.assessing import is_tie
from kith.suggest.odds import gaps
from kith.suggest.replay import RULES, TOLD, Figures, Tie, replay
from kith.suggest.rhythm import DAY, history

FEWEST = 20  # gaps that a mailbox must have to be looked at, in a table of many
_FATES = ("redundant", "premature", "timely")

Seen = Callable[[int, int], None]  # mailboxes done, of how many


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came of it, for each mailbox that was looked at."""

    mailboxes: tuple[Figures, ...]
    left_out: int = 0  # too little in them

    @property
    def whole(self) -> Figures:
        """All of them together."""
        found = Figures()
        for one in self.mailboxes:
            found.add(one)
        return found


def own(store: Store, settings: Settings) -> Replayed:
    """The user's own mailbox, from its first touch to its last. Nothing but counts is made of it."""
    with store.reading():
        found = [one for one in everyone(store, settings) if one.kind is Kind.PERSON]
        people = [person for person in with_touches(store, found) if is_tie(person)]
    ties = [
        Tie(history(person.times).days, max(person.sent[0], person.received[0]) // DAY) for person in people
    ]
    if not ties:
        return Replayed((), 1)
    first, last = min(tie.days[0] for tie in ties), max(tie.days[-1] for tie in ties)
    return Replayed((replay(ties, first, last),))


def of_table(
    path: Path, days: int | None = None, half: str | None = None, seen: Seen = lambda _done, _all: None
) -> Replayed:
    """Every mailbox of a table with enough in it (`kith.jobs.mail_table.read`).

    `days`: only so many from the first on. `half`: "dev" or "held-out", to try something on one half that is then
    measured on the other. Raises KithError with the number of a bad line.
    """
    table = mail_table.read(path, days)
    chosen = [name for name in sorted(table.mailboxes) if half is None or mail_table.half(name) == half]
    found, left_out = [], 0
    for number, name in enumerate(chosen, start=1):
        ties = table.mailboxes[name]
        if sum(len(gaps(tie.days)) for tie in ties) >= FEWEST:
            found.append(replay(ties, table.first, table.last))
        else:
            left_out += 1
        seen(number, len(chosen))
    return Replayed(tuple(found), left_out)


def row(found: Replayed) -> dict[str, Any]:
    """`kith eval --json`. Shares are of all mailboxes together; `median` and `mean` beside one are of the mailboxes.

    `sentences`: how often "3 of 4 times" was held against what came; `silences`: how often the odds of each share were.
    `judged`: suggestions of people with four gaps in the end; of others nobody can say whether it was early.
    """
    whole = found.whole
    return {
        "mailboxes": len(found.mailboxes),
        "left_out": found.left_out,
        "odds": {
            "silences": whole.gaps[TOLD][1],
            "sentences": whole.told[1],
            "three_of_four": _share(*whole.told),
            "three_of_four_median": _median(_share(*one.told) for one in found.mailboxes),
            "calibration_error": _off(whole.gaps),
            "calibration_error_median": _median(_off(one.gaps) for one in found.mailboxes),
            "fortnights": int(sum(row[1] for row in whole.quiet.values())),
            "quiet_fortnight_error": _quiet_off(whole),
        },
        "digests": {rule: _digest_row(rule, found, whole) for rule in RULES},
    }


def _digest_row(rule: str, found: Replayed, whole: Figures) -> dict[str, Any]:
    counts = whole.digests.get(rule, Counter())
    each = [one.digests.get(rule, Counter()) for one in found.mailboxes]
    return {
        "digests": counts["digests"],
        "suggestions": counts["suggested"],
        "per_digest": _share(counts["suggested"], counts["digests"]),
        **{fate: _share(counts[fate], counts["suggested"]) for fate in _FATES},
        "timely_median": _median(_share(one["timely"], one["suggested"]) for one in each),
        "judged": counts["judged"],
        "premature_of_judged": _share(counts["premature"], counts["judged"]),
        "timely_of_judged": _share(counts["timely of judged"], counts["judged"]),
        "faded": counts["faded"],
        "caught": _share(counts["caught"], counts["faded"]),
        "caught_mean": _mean(_share(one["caught"], one["faded"]) for one in each),
    }


def _off(counts: Mapping[float, Sequence[int]]) -> float | None:
    """How far the odds are off, on average over the shares looked at."""
    off = [abs(hits / count - share) for share, (hits, count) in counts.items() if count]
    return round(sum(off) / len(off), 4) if off else None


def _quiet_off(whole: Figures) -> float | None:
    """How far the odds of a quiet fortnight are off, on average over the twentieths with fifty of them or more."""
    off = [abs(quiet - told) / count for quiet, count, told in whole.quiet.values() if count >= 50]
    return round(sum(off) / len(off), 4) if off else None


def _share(part: float, whole: float) -> float | None:
    return round(part / whole, 4) if whole else None


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return round(fmean(known), 4) if known else None


def _median(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return round(median(known), 4) if known else None
