"""Once a strong tie, silent for very long. Timing cannot tell which of them are worth it (docs/design.md), so there is
one place in a digest for them: for one of the strongest tenth of the past, and now and then for any other, because
whom people choose by themselves are the comfortable ones, and those are not the most rewarding."""

import math

from kith.suggest import wording
from kith.suggest.odds import TELLING
from kith.suggest.reasons.case import Case, Found, Rule, Standing
from kith.suggest.reasons.fading import dormant
from kith.suggest.rhythm import DAY

KIND = "dormant"
PAST = 730.0  # days after which a touch counts half, in a tie's strength when it fell silent
FEWEST = 3  # conversations: less was never a tie
REST = 365  # days until the same one may come again
STRONGEST = 0.1  # of the ties that have fallen silent: who is suggested


def was_a_tie(case: Case) -> bool:
    """Whether there were conversations enough, and the user has not set a cadence."""
    return len(case.history.gaps) + 1 >= FEWEST and not case.rhythm.set_by_user


def asleep(case: Case) -> bool:
    """Whether a tie has fallen silent for so long that it is no longer fading."""
    return was_a_tie(case) and dormant(case.silence or 0.0, case.rhythm.odds.typical)


def past_strength(case: Case) -> float:
    """How strong the tie was when it fell silent."""
    return 0.0 if case.last_at is None else case.strength(PAST, case.last_at)


def fires(standing: Standing) -> bool:
    """Whether it is one of the strongest of the past, or was picked."""
    return standing.picked or standing.place <= math.ceil(standing.of * STRONGEST)


def find(case: Case) -> Found | None:
    """A tie that fell silent long ago. None where it does not apply at all."""
    standing = case.standing
    if standing is None:
        return None
    return Found(fires(standing), lambda: _text(case, standing), past_strength(case), case.last_instants)


def _text(case: Case, standing: Standing) -> str:
    days, talks = case.history.days, len(case.history.gaps) + 1
    had = f"You had {wording.counted(talks, 'conversation')} over {wording.span(max(1, days[-1] - days[0]))}"
    if case.rhythm.gaps >= TELLING:  # below, what is usual is mostly the mailbox's
        had += f", a gap of {wording.within(case.rhythm.odds.typical)} or less was usual"
    return f"{had}; it has been {wording.span(case.silence or 0.0)}.{_among(standing)}"


def _among(standing: Standing) -> str:
    if standing.of == 1:
        return ""
    silent = f" Of {standing.of} ties that have fallen silent"
    if standing.picked:
        return f"{silent} this one was picked by chance."
    were = "was" if standing.stronger < 2 else "were"
    return f"{silent} {standing.stronger or 'none'} {were} stronger."


def again(case: Case, told_at: int) -> bool:
    return case.now >= told_at + REST * DAY


RULE = Rule(KIND, find, most=1, again=again)
