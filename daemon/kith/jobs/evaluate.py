"""`kith eval`: how true kith's judgement was, for the user's own mailbox or for a public table of who wrote to whom."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from kith.config.settings import Settings
from kith.errors import KithError
from kith.jobs.people import everyone, with_touches
from kith.model import Kind
from kith.store import Store
from kith.suggest.ranking import is_tie
from kith.suggest.replay import RULES, TOLD, Figures, Tie, replay
from kith.suggest.rhythm import DAY, history

GROUP = 5  # recipients of one message, beyond which it is nobody's touch
FEWEST = 20  # gaps that a mailbox must have to be looked at, in a table of many
HALVES = ("dev", "held-out")
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
    """Every mailbox of a table: a line is `sender recipient unixtime`, a message to several is several lines.

    `days`: only so many from the first on. `half`: "dev" or "held-out", by a hash of the mailbox' name, to try
    something on one half that is then measured on the other. Raises KithError with the number of a bad line.
    """
    rows = _rows(path, days)
    first, last = (
        min((at for *_, at in rows), default=0) // DAY,
        max((at for *_, at in rows), default=0) // DAY,
    )
    mailboxes = _mailboxes(rows)
    chosen = [name for name in sorted(mailboxes) if half is None or _half(name) == half]
    found, left_out = [], 0
    for number, name in enumerate(chosen, start=1):
        ties = [tie for tie in map(_tie, mailboxes[name].values()) if tie]
        if sum(len(history(day * DAY for day in tie.days).gaps) for tie in ties) >= FEWEST:
            found.append(replay(ties, first, last))
        else:
            left_out += 1
        seen(number, len(chosen))
    return Replayed(tuple(found), left_out)


def _rows(path: Path, days: int | None) -> list[tuple[str, str, int]]:
    found = []
    try:
        with path.open(encoding="utf-8", errors="replace") as lines:
            for number, line in enumerate(lines, start=1):
                words = line.split()
                if not words or line.startswith("#") or (number == 1 and not words[-1].isdigit()):
                    continue  # blank, a remark, or the names of the columns
                if len(words) != 3 or not words[2].isdigit():
                    raise KithError(
                        f"{path}:{number}: expected `sender recipient unixtime`, found {len(words)} words"
                    )
                found.append((words[0], words[1], int(words[2])))
    except OSError as error:
        raise KithError(f"{path}: {error.strerror}") from error
    end = min((at for *_, at in found), default=0) + (days or 0) * DAY
    return [row for row in found if days is None or row[2] < end]


def _mailboxes(rows: Iterable[tuple[str, str, int]]) -> dict[str, dict[str, list[tuple[int, bool]]]]:
    """Whose mailbox -> with whom -> (day, whether they were written to) of personal messages."""
    rows = list(rows)
    recipients = Counter((sender, at) for sender, _, at in rows)
    found: dict[str, dict[str, list[tuple[int, bool]]]] = {}
    for sender, recipient, at in rows:
        if sender != recipient and recipients[sender, at] <= GROUP:
            found.setdefault(sender, {}).setdefault(recipient, []).append((at // DAY, True))
            found.setdefault(recipient, {}).setdefault(sender, []).append((at // DAY, False))
    return found


def _tie(touches: Sequence[tuple[int, bool]]) -> Tie | None:
    ways = [[day for day, sent in touches if sent is way] for way in (True, False)]
    if not all(ways):
        return None
    return Tie(tuple(sorted({day for day, _ in touches})), max(map(min, ways)))


def _half(name: str) -> str:
    return HALVES[hashlib.sha256(name.encode()).digest()[0] % 2]


def row(found: Replayed) -> dict[str, Any]:
    """`kith eval --json`. Shares are of all mailboxes together; `median` beside one is that of the mailboxes."""
    whole = found.whole
    return {
        "mailboxes": len(found.mailboxes),
        "left_out": found.left_out,
        "odds": {
            "silences": whole.gaps[TOLD][1],
            "three_of_four": _share(*whole.told),
            "three_of_four_median": _median(_share(*one.told) for one in found.mailboxes),
            "calibration_error": _off({share: (hits, all_) for share, (hits, all_) in whole.gaps.items()}),
            "calibration_error_median": _median(_off(_pairs(one)) for one in found.mailboxes),
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
        "faded": counts["faded"],
        "caught": _share(counts["caught"], counts["faded"]),
    }


def _pairs(one: Figures) -> dict[float, tuple[int, int]]:
    return {share: (hits, count) for share, (hits, count) in one.gaps.items()}


def _off(counts: Mapping[float, tuple[int, int]]) -> float | None:
    """How far the odds are off, on average over the shares looked at."""
    off = [abs(hits / count - share) for share, (hits, count) in counts.items() if count]
    return round(sum(off) / len(off), 4) if off else None


def _quiet_off(whole: Figures) -> float | None:
    """How far the odds of a quiet fortnight are off, on average over the twentieths with fifty of them or more."""
    off = [abs(quiet - told) / count for quiet, count, told in whole.quiet.values() if count >= 50]
    return round(sum(off) / len(off), 4) if off else None


def _share(part: float, whole: float) -> float | None:
    return round(part / whole, 4) if whole else None


def _median(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return round(median(known), 4) if known else None


def text(row: Mapping[str, Any]) -> str:
    """The same as two small tables."""
    odds, digests = row["odds"], row["digests"]
    if not row["mailboxes"] or not odds["silences"]:
        return "Too little mail to hold the odds against: no tie has three gaps yet."
    lines = [
        f'"3 of 4 times" was true {_percent(odds["three_of_four"])} of the time.',
        f"{odds['silences']} silences; the odds are off by {odds['calibration_error']:.3f} on average, "
        + (
            "too few fortnights to tell about those."
            if odds["quiet_fortnight_error"] is None
            else f"those of a quiet fortnight by {odds['quiet_fortnight_error']:.3f}."
        ),
        "",
        f"{'A DIGEST EVERY FORTNIGHT BY':30}{'A DIGEST':>9}{'REDUNDANT':>11}{'PREMATURE':>11}{'TIMELY':>8}{'CAUGHT':>8}",
    ]
    for rule, one in digests.items():
        named = "kith's own judgement" if rule == "kith" else f"a silence of {rule}"
        per = "-" if one["per_digest"] is None else f"{one['per_digest']:.2f}"
        cells = (_percent(one[key]) for key in ("redundant", "premature", "timely", "caught"))
        lines.append(
            f"{named:30}{per:>9}"
            + "".join(f"{cell:>{width}}" for cell, width in zip(cells, (11, 11, 8, 8), strict=True))
        )
    return "\n".join(
        [
            *lines,
            "",
            "redundant: in touch within the fortnight anyway; premature: no long silence for these two; timely: neither;",
            "caught: of the ties that faded, those suggested in time.",
        ]
    )


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.0%}"
