"""Why somebody is suggested now, and why not: one function for each reason, in order of priority.

A reason looks at one case and says what it found, whether or not it speaks for writing now, in the sentence that
the user reads. `AGAINST` are the reasons that hold a person back whatever speaks for them.
"""

from collections.abc import Callable
from dataclasses import dataclass

from kith.model import Kind, Person, Reason
from kith.suggest import wording
from kith.suggest.rhythm import DAY, Rhythm, silence

FADING = 2.0  # times the usual gap; see docs/design.md, "Trigger"
SOONEST = 21  # days of silence below which nobody is called quiet


@dataclass(frozen=True, slots=True)
class Case:
    """Everything a reason may look at. `suggested_at` and `now` are unix seconds."""

    person: Person
    rhythm: Rhythm
    now: int
    suggested_at: int | None = None

    @property
    def silence(self) -> float | None:
        return silence(self.person, self.now)

    @property
    def last_instants(self) -> tuple[int, ...]:
        last = self.person.last_touch
        return () if last is None else (last[0],)


def cadence(case: Case) -> Reason | None:
    """The user asked for "every 6 weeks"."""
    if not case.rhythm.set_by_user or case.rhythm.days is None:
        return None
    wanted, silent = case.rhythm.days, case.silence
    wish = f"You want to be in touch {wording.every(round(wanted))}"
    if silent is None:
        return Reason("cadence", True, f"{wish}; kith has seen no mail between you yet.", 1.0)
    text = f"{wish}; it has been {wording.span(silent)}."
    return Reason("cadence", silent >= wanted, text, silent / wanted, case.last_instants)


def quiet(case: Case) -> Reason | None:
    """The silence is past the rhythm the two have shown."""
    usual, silent = case.rhythm.days, case.silence
    if case.rhythm.set_by_user or usual is None or silent is None:
        return None
    seen = wording.counted(case.rhythm.gaps, "gap")
    text = (
        f"Half the time you are back in touch within {wording.within(usual)} ({seen} seen); "
        f"it has been {wording.span(silent)}."
    )
    due = silent > max(FADING * usual, SOONEST)
    return Reason("quiet", due, text, silent / usual, case.last_instants)


def no_rhythm(case: Case) -> Reason | None:
    """Too little has been seen to say what is usual: nothing speaks for or against."""
    if case.rhythm.days is not None:
        return None
    text = (
        f"No rhythm yet: {wording.counted(case.rhythm.gaps, 'gap')} seen. Set one with `every` in [[person]]."
    )
    return Reason("no rhythm", False, text)


def not_a_person(case: Case) -> Reason | None:
    """Robots, lists and addresses kith knows nothing personal about are never suggested."""
    if case.person.kind is Kind.PERSON:
        return None
    return Reason("not a person", False, f"kith takes this for a {case.person.kind}: {case.person.because}.")


def one_way(case: Case) -> Reason | None:
    """Suggested are people who wrote in both directions, or whom the user named."""
    person = case.person
    if person.named or person.logged or (person.sent and person.received):
        return None
    missing = "they never wrote to you" if person.sent else "you never wrote to them"
    return Reason("one way", False, f"Contact in one direction only: {missing}.")


def already_suggested(case: Case) -> Reason | None:
    """Once per silence; again only when another whole rhythm has gone by."""
    at, last = case.suggested_at, case.person.last_touch
    if at is None or at > case.now or (last is not None and last[0] >= at):
        return None
    pause = (case.rhythm.days or 0.0) * (1.0 if case.rhythm.set_by_user else FADING)
    again = at + int(max(pause, SOONEST) * DAY)
    if case.now >= again:
        return None
    ago, wait = wording.span((case.now - at) / DAY), wording.within((again - case.now) / DAY)
    text = f"Suggested {ago} ago and no contact since; kith does not ask again for {wait}."
    return Reason("already suggested", False, text)


FOR: tuple[Callable[[Case], Reason | None], ...] = (cadence, quiet, no_rhythm)
NOT_ELIGIBLE: tuple[Callable[[Case], Reason | None], ...] = (not_a_person, one_way)
NOT_NOW: tuple[Callable[[Case], Reason | None], ...] = (already_suggested,)
