"""Two people have written to each other once, and it ended there. Whether a tie comes of it shows in these weeks:
where a second conversation follows within 45 days, two to three times as many are still in touch months later."""

from kith.suggest import wording
from kith.suggest.reasons.case import FIRST_EXCHANGE, Case, Found, Rule

KIND = "second e-mail"
FROM, UNTIL = 14, 45  # days


def find(case: Case) -> Found | None:
    """A first exchange that nothing followed. None where it does not apply at all."""
    person, silent = case.person, case.silence
    if silent is None or case.rhythm.set_by_user or not (person.sent and person.received):
        return None
    if case.history.gaps or case.conversation > FIRST_EXCHANGE:
        return None
    if case.aside.mine > (case.last_at or 0):  # as one of several, but since
        return None

    def text() -> str:
        ended = (
            f"Your first exchange ended {wording.span(silent)} ago, with nothing personal between you since"
        )
        return f"{ended}; the second note is where a tie begins."

    return Found(FROM <= silent <= UNTIL, text, -silent, case.last_instants)


RULE = Rule(KIND, find, most=1)
