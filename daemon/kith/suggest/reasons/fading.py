"""The silence is past the rhythm that two people have shown, and likely to last (docs/design.md, "Trigger")."""

import math

from kith.suggest import wording
from kith.suggest.odds import FORTNIGHT, HALF_LIFE, TELLING, Odds, still_quiet
from kith.suggest.reasons.case import FIRST_EXCHANGE, Case, Found, Rule

KIND = "fading"
TIMES, TIMES_OF_FEW = 2.0, 2.25  # the usual gap; where that is mostly the mailbox's, a little longer
STAYS_QUIET = 0.70  # odds that the next fortnight stays quiet anyway
ANYWAY, ANYWAY_TIMES = 45.0, 3.0  # days, and times the usual gap: from there on whatever those odds are
AGAIN = 0.95  # of such silences are over by then: told once more
OVER, OVER_TIMES = 180.0, 8.0  # days, and times the usual gap: from there on it is dormant, no longer fading
THREE_OF_FOUR = 0.75
ONE_GAP = 0.85  # said as "3 of 4": where a single gap was seen, the model is that much too sure of itself


def outgrown_after(usual: float) -> int:
    """Whole days of silence after which it is no longer fading."""
    return max(math.ceil(OVER), math.floor(OVER_TIMES * usual) + 1)


def dormant(silent: float, usual: float) -> bool:
    """Whether a silence has outgrown fading."""
    return silent >= OVER and silent > OVER_TIMES * usual


def due(silent: float, odds: Odds) -> float:
    """The trigger, of days of silence: long for these two, and nobody is about to write anyway.

    0 where it does not hold; else how much speaks for them, but for the strength of the tie (`score`).
    """
    if silent <= (TIMES if odds.gaps >= TELLING else TIMES_OF_FEW) * odds.typical:
        return 0.0
    over = odds.back(silent)
    quiet = still_quiet(over, odds.back(silent + FORTNIGHT))
    anyway = silent >= ANYWAY and silent > ANYWAY_TIMES * odds.typical
    return (over * quiet) ** 2 if quiet >= STAYS_QUIET or anyway else 0.0


def find(case: Case) -> Found | None:
    """A rhythm the silence is past of, or that there is none. None where it does not apply at all."""
    odds, silent = case.rhythm.odds, case.silence
    if case.rhythm.set_by_user or silent is None:
        return None
    if not case.history.gaps and case.conversation <= FIRST_EXCHANGE:
        return Found(
            False, lambda: "No rhythm yet: one conversation seen so far. Set one with `every` in [[person]]."
        )
    if dormant(silent, odds.typical):
        return None
    weight = due(silent, odds)
    if weight:
        weight = score(weight, case.strength(HALF_LIFE))
    return Found(weight > 0.0, lambda: sentence(odds, silent), weight, case.last_instants)


def told_share(odds: Odds, share: float) -> float:
    """The share of the model that is said as `share`: where a single gap was seen, "3 of 4" needs more."""
    return ONE_GAP if share == THREE_OF_FOUR and odds.gaps == 1 else share


def sentence(odds: Odds, silent: float) -> str:
    """One-sided, and never narrower than the model: what is said to happen within a time has that time and more.

    Half of the times is said where three of four take longer than it has been.
    """
    shares = (
        ("3 of 4 times", odds.within(told_share(odds, THREE_OF_FOUR))),
        ("Half the time", odds.within(0.5)),
    )
    for exact in (False, True):
        for share, days in shares:
            if told := wording.compared(days, silent, to_the_day=exact):
                return f"{share} you are back in touch within {told[0]}; it has been {told[1]}.{_few(odds)}"
    share, days = shares[0]
    ended = (
        f"{share} you are back in touch within {wording.within(days)}; it has been {wording.span(silent)}."
    )
    return ended + _few(odds)


def _few(odds: Odds) -> str:
    if odds.gaps >= TELLING:
        return ""
    if not odds.gaps:
        return " You have had one long conversation; the odds are your mailbox's average."
    return f" Only {wording.counted(odds.gaps, 'gap')} seen so far; the rest is your mailbox's average."


def score(weight: float, strength: float) -> float:
    """How much speaks for one silence among others that are due; `strength`: of the tie now, half-life 180 days."""
    return weight * math.sqrt(math.sqrt(strength))


def again(case: Case, told_at: int) -> bool:
    """Once more when 19 of 20 such silences would be over, and that was not yet so when it was told."""
    odds, silent = case.rhythm.odds, case.silence
    return silent is not None and odds.back(silent) >= AGAIN > odds.back(case.silent_at(told_at))


RULE = Rule(KIND, find, again=again)
