"""The user thanked for something and nothing has been said since: tell them what came of it."""

from kith.model import Direction
from kith.suggest import wording
from kith.suggest.desks import desk, said
from kith.suggest.reasons.case import Case, Found, Rule, followed_up, left_open
from kith.suggest.reasons.second_email import is_first_exchange
from kith.suggest.reasons.subjects import quoted, thanks

KIND = "thank-you"
FROM, UNTIL = 21, 60  # days


def find(case: Case) -> Found | None:
    """Thanks that nothing followed. None where it does not apply at all."""
    if (found := left_open(case, Direction.SENT)) is None:
        return None
    last, silent = found
    if last.answers or not thanks(last.subject) or followed_up(case, KIND, last.at):
        return None
    if is_first_exchange(case):  # told as a second e-mail
        return None

    if desk(case.person):
        return Found(False, lambda: said(case.person))

    def text() -> str:
        whom = case.called if case.called != "They" else "them"
        said = f"You thanked {whom} {wording.span(silent)} ago{quoted(last.subject)}"
        return f"{said} and have not written since; say what came of it."

    return Found(FROM <= silent <= UNTIL, text, -silent, (last.at,))


RULE = Rule(KIND, find, most=1)
