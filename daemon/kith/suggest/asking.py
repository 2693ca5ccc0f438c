"""Whether a draft asks how somebody likes to be reached: once ever, at a good moment, and again only after a year.

Asked is who was written to within `SENT` days of a digest whose draft asks; a draft that was never sent has asked
nothing. Reads nothing, writes nothing: same arguments, same answer.
"""

from collections.abc import Sequence

from kith.model import Person
from kith.suggest.reasons import cadence, fading, my_transition, new_job, second_email
from kith.suggest.reasons.case import Case
from kith.suggest.rhythm import DAY

SENT = 30  # days after a digest, within which a mail to them is taken for its draft
AGAIN = 365  # days after which somebody who has not said may be asked once more
FACT = "The draft asks how they like to be reached."
SECOND_EXCHANGE, YOUR_MOVE, THEIR_JOB = "the second exchange", "your move", "their new job"
_FIRST_OF = frozenset({cadence.KIND, fading.KIND})


def asked_at(person: Person, drafted: Sequence[int]) -> int | None:
    """When somebody was asked last (unix seconds), None for never. `drafted`: when a digest had a draft that asks."""
    sent = (next((at for at in person.sent if told < at <= told + SENT * DAY), None) for told in drafted)
    return max((at for at in sent if at is not None), default=None)


def moment(case: Case, lead: str, asked: int | None) -> str:
    """The good moment that it is for asking, in a few words; "" where nothing is to be asked.

    `lead`: the reason the letter is written for. `asked`: when they were asked last.
    """
    person = case.person
    if person.channel is not None or person.reach.declines or (asked and case.now - asked < AGAIN * DAY):
        return ""
    if lead == my_transition.KIND:
        return YOUR_MOVE
    if lead == second_email.KIND:
        return SECOND_EXCHANGE
    if case.unanswered:
        return ""
    if lead == new_job.KIND:
        return THEIR_JOB
    first = not any(kind in _FIRST_OF for _, kind in case.told)
    return SECOND_EXCHANGE if lead in _FIRST_OF and first and case.history.gaps else ""
