"""Why somebody is suggested now, and why not: a file for each reason, here in order of priority.

A reason is a `Rule`: a function that looks at one case and says what it found, whether or not it speaks for writing
now, in the sentence that the user reads; how many of its kind a digest takes at most; and when it may be told again
in a silence it was told in. A new reason is a new file and its place in `FOR`.
"""

from kith.suggest.reasons import (
    against,
    cadence,
    dormant,
    fading,
    my_transition,
    no_answer,
    owed_reply,
    second_email,
    thank_you,
)
from kith.suggest.reasons.case import Case, Rule

__all__ = ["FOR", "NEVER", "NOT_NOW", "Case", "Rule"]

FOR: tuple[Rule, ...] = (
    my_transition.RULE,
    owed_reply.RULE,
    no_answer.RULE,
    second_email.RULE,
    thank_you.RULE,
    cadence.RULE,
    fading.RULE,
    dormant.RULE,
)
NEVER = (against.not_a_person, against.one_way, against.muted, against.bounced, against.unreachable)
NOT_NOW = (against.put_off,)
