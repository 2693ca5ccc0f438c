"""The user leaves a place, or moves, and has a plan of whom to tell: nobody is lost with the old address. Told are
those whose day in the plan has come, at most half of a digest, so that replies and birthdays find their place too.

The day does not wait: it is told though somebody was suggested for another reason a week ago. Only goodbyes hold
another one back, and only those that still say what holds.
"""

from kith.model import Reason
from kith.suggest import wording
from kith.suggest.reasons import owed_reply
from kith.suggest.reasons.case import NEARLY, Case, Found, Move, Rule, asked
from kith.suggest.rhythm import DAY

KIND = "my transition"
MOVING = "my move"  # letters: where the user moves, nothing goes away
MOST = 2  # times that somebody is suggested for it in one silence, as the plan stands
REST = 14  # days until the second time


def find(case: Case) -> Found | None:
    """Somebody in the plan. None for everybody else."""
    move = case.move
    if move is None:
        return None
    told_at = told(case)
    fires = told_at is None and not move.paused and move.due_at <= case.now < move.until
    weight, letter = -move.due_at / DAY, "" if move.what else MOVING
    return Found(fires, lambda: _text(case, move, told_at), weight, case.last_instants, letter)


def waits(case: Case) -> bool:
    """Whether their newest message asks something, and has not led a digest yet: a letter about the user's own affairs
    that passes over a question is worse than one that comes a week later. So the answer leads, and the goodbye stands
    below it as a fact and comes with the next digest. The answer has the place of the goodbye, and like it is not held
    back by what was suggested before; not where the goodbye itself has been suggested, and rests."""
    owed = owed_reply.find(case)
    asks = owed is not None and owed.fires and bool(case.last and asked(case.last))
    return (
        asks
        and not any(kind == owed_reply.KIND for _, kind in case.told_now)
        and (found := find(case)) is not None
        and found.fires
        and suggested(case) is None
    )


def told(case: Case) -> int | None:
    """When the user has told them of it (unix seconds): the first contact of the user's since it was suggested; None
    where that is still to be done."""
    if case.move is None:
        return None
    suggested = [at for at, kind in case.told if kind == KIND and at >= case.move.started_at]
    if not suggested:
        return None
    since = [at for at in (*case.person.sent, *case.person.logged) if at > suggested[0]]
    return min(since, default=None)


def _text(case: Case, move: Move, told_at: int | None) -> str:
    day = f"{move.last_day.day} {wording.MONTHS[move.last_day.month - 1]}"
    whom = case.called if case.called != "They" else "they"
    over = case.now >= move.ends_at
    verb = ("left" if over else "leave") if move.what else ("moved to" if over else "move to")
    leaving = f"You {verb} {move.place} on {day}"
    if told_at is not None:
        return f"{leaving}; {whom} {'know' if whom == 'they' else 'knows'} of it."
    if move.paused:
        return f"{leaving}, and {whom} {'are' if whom == 'they' else 'is'} in your plan, which is paused."
    turn = "; it is not their turn yet" if case.now < move.due_at else ""
    if not turn and waits(case):
        following = case.calendar.next_digest(case.now)
        late = following is not None and following > case.calendar.day(move.until - 1)
        turn = "; your answer comes first" + ("" if late else ", the news of it in the next digest")
    return f"{leaving}, and {whom} {_why(move, plural=whom == 'they')}{turn}."


def _why(move: Move, *, plural: bool) -> str:
    """Why they are to be told, behind their name."""
    are, have, write = ("are", "have", "write") if plural else ("is", "has", "writes")
    return {
        "domain": f"{are} known to you by {move.what.rpartition('@')[2]} alone",
        "account": f"{write} to you there alone",
        "colleague": f"{have}, or had, an address there too",
        "through": f"{write} to you there too",
        "close": f"{are} among those you are closest to in your mail",
    }.get(move.because, f"{are} in your plan")


def suggested(case: Case) -> Reason | None:
    """Once more, two weeks later, where the goodbye was not sent, whatever else was suggested in between. What was
    suggested before the plan was corrected does not count: the draft said what holds no longer, and was taken away."""
    valid_from = case.move.changed_at if case.move else 0
    goodbyes = [at for at, kind in case.told_now if kind == KIND and at >= valid_from]
    if not goodbyes:
        return None
    ago = f"Suggested {wording.span((case.now - goodbyes[-1]) / DAY)} ago and no contact since"
    if len(goodbyes) >= MOST:
        return Reason("already suggested", False, f"{ago}; for this reason ({KIND}) that was enough.")
    wait = goodbyes[-1] + int((REST - NEARLY) * DAY) - case.now
    if wait > 0:
        return Reason("already suggested", False, f"{ago}; not again for {wording.within(wait / DAY)}.")
    return None


RULE = Rule(KIND, find, told=suggested, half=True)
