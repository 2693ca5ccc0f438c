"""Two people have written to each other once, and it ended there. Whether a tie comes of it shows in these weeks:
where a second conversation follows within 45 days, two to three times as many are still in touch months later.

Where it ended with thanks of the user's, or with an answer to what the user had asked, there is something to tell: how
it went. Which of the two it was, the sentence says and the letter follows. Thanks within a first exchange are this
reason's alone (`thank_you` leaves them to it).
"""

from kith.model import Direction
from kith.suggest import wording
from kith.suggest.desks import desk, said
from kith.suggest.reasons.case import FIRST_EXCHANGE, Case, Found, Rule
from kith.suggest.reasons.subjects import asks, quoted, thanks

KIND = "second e-mail"
FROM, UNTIL = 14, 45  # days
THANKED, HELPED = "thank-you", "how it went"  # letters


def find(case: Case) -> Found | None:
    """A first exchange that nothing followed. None where it does not apply at all."""
    silent = case.silence
    if silent is None or not is_first_exchange(case):
        return None
    if case.aside.mine > (case.last_at or 0):  # as one of several, but since
        return None
    if desk(case.person):
        return Found(False, lambda: said(case.person))
    ended, letter = _ended(case)

    def text() -> str:
        told = f"{ended} {wording.span(silent)} ago, with nothing personal between you since"
        return f"{told}; the second note is where a tie begins{', and you can say how it went' if letter else ''}."

    return Found(FROM <= silent <= UNTIL, text, -silent, case.last_instants, letter)


def is_first_exchange(case: Case) -> bool:
    """Whether both have written, in one short conversation only."""
    person = case.person
    if case.rhythm.set_by_user or not (person.sent and person.received):
        return False
    return not case.history.gaps and case.conversation <= FIRST_EXCHANGE


def _ended(case: Case) -> tuple[str, str]:
    """How it ended, and the letter that goes with it: by the subjects, where they tell."""
    last, earlier = case.last, case.exchanges[1:]
    if last is not None and last.direction is Direction.SENT and thanks(last.subject):
        return f"Your first exchange ended with your thanks{quoted(last.subject)}", THANKED
    if last is not None and last.direction is Direction.RECEIVED and last.answers:
        mine = (one for one in earlier if one.direction is Direction.SENT)
        asked = next((one for one in mine if one.question or (not one.answers and asks(one.subject))), None)
        if asked is not None:
            told = quoted(asked.question or asked.subject)
            return f"Your first exchange ended with {_whose(case)} answer to your question{told}", HELPED
    return "Your first exchange ended", ""


def _whose(case: Case) -> str:
    return "their" if case.called == "They" else f"{case.called}'s"


RULE = Rule(KIND, find, most=1)
