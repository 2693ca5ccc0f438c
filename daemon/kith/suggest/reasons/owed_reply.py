"""They wrote last, to the user and at most one other, and nothing went back.

A message that opens a conversation wants an answer. One that itself answers often ends a thread, and the question mark
in its subject may be anybody's: it counts where its text was read and asks something. After a week of silence about
half of the open ones are still answered unaided, after a month hardly any: reminded is in between.
"""

from kith.model import Direction
from kith.suggest import wording
from kith.suggest.reasons.case import OPEN_FROM, OPEN_UNTIL, Case, Found, Rule, asked, left_open
from kith.suggest.reasons.subjects import invites, quoted

KIND = "owed reply"
FROM = 5  # days, where nothing is asked


def find(case: Case) -> Found | None:
    """An answer the user owes. None where it does not apply at all."""
    if (found := left_open(case, Direction.RECEIVED)) is None:
        return None
    last, silent = found
    if invites(last.subject):  # a calendar takes the answer
        return None
    question = asked(last)
    fires = (OPEN_FROM if question else FROM) <= silent <= OPEN_UNTIL
    verb = "asked you something" if question else "wrote to you"

    def text() -> str:
        told = quoted(question or last.subject)
        return f"{case.called} {verb} {wording.span(silent)} ago{told}; no answer of yours was found."

    return Found(fires, text, -silent, (last.at,))


RULE = Rule(KIND, find, most=2)
