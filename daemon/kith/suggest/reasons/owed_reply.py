"""They wrote last, to the user and at most one other, and nothing went back.

A message that opens a conversation wants an answer. One that itself answers often ends a thread, and the question mark
in its subject may be anybody's, so it does not count here. After a week of silence about half of the open ones are
still answered unaided, after a month hardly any: reminded is in between.
"""

from kith.model import Direction
from kith.suggest import wording
from kith.suggest.reasons.case import Case, Found, Rule, left_open
from kith.suggest.reasons.subjects import asks, quoted

KIND = "owed reply"
FROM, FROM_ASKED, UNTIL = 5, 3, 30  # days


def find(case: Case) -> Found | None:
    """An answer the user owes. None where it does not apply at all."""
    if (found := left_open(case, Direction.RECEIVED)) is None:
        return None
    last, silent = found
    asked = asks(last.subject)
    fires = (FROM_ASKED if asked else FROM) <= silent <= UNTIL
    verb = "asked you something" if asked else "wrote to you"

    def text() -> str:
        return f"{case.called} {verb} {wording.span(silent)} ago{quoted(last.subject)}; no answer of yours was found."

    return Found(fires, text, -silent, (last.at,))


RULE = Rule(KIND, find, most=2)
