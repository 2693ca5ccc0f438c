"""Once a strong tie, silent for very long. Timing cannot tell which of them are worth it (docs/design.md), so there is
one place in a digest for them, for the strongest of the past and now and then for another: whom people choose by
themselves are the comfortable ones, and those are not the most rewarding."""

from kith.suggest import wording
from kith.suggest.odds import TELLING
from kith.suggest.reasons.case import Case, Found, Rule
from kith.suggest.reasons.fading import dormant
from kith.suggest.rhythm import DAY

KIND = "dormant"
PAST = 730.0  # days after which a touch counts half, in a tie's strength when it fell silent
FEWEST = 3  # conversations: less was never a tie
REST = 365  # days until the same one may come again


def past_strength(case: Case) -> float:
    """How strong the tie was when it fell silent."""
    return 0.0 if case.last_at is None else case.strength(PAST, case.last_at)


def find(case: Case) -> Found | None:
    """A tie that fell silent long ago. None where it does not apply at all."""
    silent, usual = case.silence, case.rhythm.odds.typical
    if case.rhythm.set_by_user or silent is None or not dormant(silent, usual):
        return None
    days, talks = case.history.days, len(case.history.gaps) + 1

    def text() -> str:
        had = f"You had {wording.counted(talks, 'conversation')} over {wording.span(max(1, days[-1] - days[0]))}"
        if case.rhythm.gaps >= TELLING:  # below, what is usual is mostly the mailbox's
            had += f", a gap of {wording.within(usual)} or less was usual"
        return f"{had}; it has been {wording.span(silent)}."

    return Found(talks >= FEWEST, text, past_strength(case), case.last_instants)


def again(case: Case, told_at: int) -> bool:
    return case.now >= told_at + REST * DAY


RULE = Rule(KIND, find, most=1, again=again)
