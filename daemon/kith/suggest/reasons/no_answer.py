"""The user asked something, and nothing came back: one friendly reminder, then never again for this question."""

from kith.model import Direction
from kith.suggest import wording
from kith.suggest.reasons.case import OPEN_UNTIL, Case, Found, Rule, asked, followed_up, left_open
from kith.suggest.reasons.subjects import quoted

KIND = "no answer"
FROM = 7  # days


def find(case: Case) -> Found | None:
    """An answer the user waits for. None where it does not apply at all."""
    if (found := left_open(case, Direction.SENT)) is None:
        return None
    last, silent = found
    question = asked(last)
    if not question or followed_up(case, KIND, last.at):
        return None

    def text() -> str:
        return f"You asked {wording.span(silent)} ago{quoted(question)}; no answer was found."

    return Found(FROM <= silent <= OPEN_UNTIL, text, -silent, (last.at,))


RULE = Rule(KIND, find, most=1)
