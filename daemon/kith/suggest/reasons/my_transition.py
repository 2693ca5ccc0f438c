"""The user leaves a place, or moves, and has a plan of whom to tell: nobody is lost with the old address. Told are
those whose day in the plan has come, at most half of a digest, so that replies and birthdays find their place too."""

from kith.suggest import wording
from kith.suggest.reasons import owed_reply
from kith.suggest.reasons.case import Case, Found, Move, Rule, asked
from kith.suggest.rhythm import DAY

KIND = "my transition"
MOVING = "my move"  # letters: where the user moves, nothing goes away
MOST = 2  # times that somebody is suggested for it in one silence
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
    below it as a fact and comes with the next digest."""
    owed = owed_reply.find(case)
    asks = owed is not None and owed.fires and bool(case.last and asked(case.last))
    return asks and not any(kind == owed_reply.KIND for _, kind in case.told_now)


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
        turn = "; your answer comes first, the news of it in the next digest"
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


def again(case: Case, told_at: int) -> bool:
    """Once more, two weeks later, where the goodbye was not sent."""
    times = sum(kind == KIND for _, kind in case.told_now)
    return times < MOST and case.now >= told_at + REST * DAY


RULE = Rule(KIND, find, again=again, half=True)
