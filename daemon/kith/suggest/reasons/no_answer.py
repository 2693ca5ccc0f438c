"""The user asked something, and nothing came back: one friendly reminder, then never again for this question."""

from kith.model import Direction
from kith.suggest import wording
from kith.suggest.reasons.case import Case, Found, Rule, followed_up, left_open
from kith.suggest.reasons.subjects import asks, quoted

KIND = "no answer"
FROM, UNTIL = 7, 30  # days


def find(case: Case) -> Found | None:
    """An answer the user waits for. None where it does not apply at all."""
    if (found := left_open(case, Direction.SENT)) is None:
        return None
    last, silent = found
    if not asks(last.subject) or followed_up(case, KIND, last.at):
        return None

    def text() -> str:
        return f"You asked {wording.span(silent)} ago{quoted(last.subject)}; no answer was found."

    return Found(FROM <= silent <= UNTIL, text, -silent, (last.at,))


RULE = Rule(KIND, find, most=1)
