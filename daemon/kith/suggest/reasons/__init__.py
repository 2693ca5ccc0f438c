"""Why somebody is suggested now, and why not: a file for each reason, here in order of priority.

A reason is a `Rule`: a function that looks at one case and says what it found, whether or not it speaks for writing
now, in the sentence that the user reads; how many of its kind a digest takes at most; and when it may be told again
in a silence it was told in. A new reason is a new file and its place in `FOR`.
"""

from kith.suggest.reasons import (
    against,
    bounced,
    cadence,
    dormant,
    fading,
    holiday,
    moved,
    my_transition,
    new_job,
    no_answer,
    occasions,
    owed_reply,
    second_email,
    thank_you,
)
from kith.suggest.reasons.calendar import Calendar
from kith.suggest.reasons.case import Case, Rule

__all__ = ["FOR", "LOST", "NEVER", "NOT_NOW", "Calendar", "Case", "Rule"]

FOR: tuple[Rule, ...] = (
    my_transition.RULE,
    occasions.RULE_BIRTHDAY,
    occasions.RULE_ANNIVERSARY,
    owed_reply.RULE,
    no_answer.RULE,
    new_job.RULE,
    moved.RULE,
    bounced.RULE,
    second_email.RULE,
    thank_you.RULE,
    cadence.RULE,
    fading.RULE,
    holiday.RULE,
    dormant.RULE,
)
# Of those to whom no way is known any more, these alone are told.
LOST = (occasions.RULE_BIRTHDAY, occasions.RULE_ANNIVERSARY, new_job.RULE, moved.RULE, bounced.RULE)
NEVER = (against.not_a_person, against.one_way, against.muted, against.bounced, against.unreachable)
NOT_NOW = (against.put_off,)
