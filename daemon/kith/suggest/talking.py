"""What to talk about, for a call or a meeting: two things kith can point to, in a sentence each.

Promises: nothing but what the headers and the settings say; a subject is quoted only where it may be said aloud
(`kith.suggest.naming`).
"""

from collections.abc import Iterator
from itertools import islice
from zoneinfo import ZoneInfo

from kith.model import Evidence
from kith.suggest import wording
from kith.suggest.assessing import Assessment
from kith.suggest.naming import shared_subject
from kith.suggest.odds import TELLING
from kith.suggest.reasons import (
    bounced,
    dormant,
    holiday,
    moved,
    my_transition,
    new_job,
    no_answer,
    occasions,
    owed_reply,
    second_email,
    thank_you,
)

POINTS = 2


def points(one: Assessment, last: Evidence | None, now: int, zone: ZoneInfo) -> tuple[str, ...]:
    """At most two, what was last between the two first.

    `last` is the evidence of the last touch, None where there is none; `now` in unix seconds.
    """
    return tuple(islice(_points(one, last, now, zone), POINTS))


def _points(one: Assessment, last: Evidence | None, now: int, zone: ZoneInfo) -> Iterator[str]:
    case, rhythm = one.case, one.rhythm
    if one.lead in (occasions.BIRTHDAY, occasions.ANNIVERSARY):
        yield f"{one.firing[0].text.rstrip('.')}: begin with your good wishes."
    if case.last_at is None or case.silence is None:
        yield "No mail between you was found: begin with how you know each other."
        if rhythm.set_by_user and rhythm.days is not None:
            yield f"You want to be in touch {wording.every(round(rhythm.days))}."
        return
    subject = shared_subject(last.subject) if last else ""
    if one.lead == holiday.KIND:
        yield f"{holiday.near_by(case)}: wish them well."
    left_open = _left_open(one, f', "{subject}"' if subject else "")
    if left_open:
        yield left_open
    elif subject:
        when = wording.about(case.last_at, now, zone)
        yield f'"{subject}" was the last subject between you, {when}: go on from there.'
    yield f"{_silence(one, case.silence)}: ask how they have been."
    if case.history.gaps:
        talks = wording.counted(len(case.history.gaps) + 1, "conversation")
        yield f"You have had {talks} since {wording.day(one.person.times[0], zone)}."
    else:
        yield "It was the only conversation so far: ask what they are working on now."


def _left_open(one: Assessment, quoted: str) -> str:
    """What the leading reason says is open between the two, "" where it says nothing of the kind."""
    return {
        owed_reply.RULE.kind: f"{one.case.called} wrote to you{quoted}: give your answer now.",
        no_answer.RULE.kind: f"You asked something by mail{quoted}: ask it again.",
        thank_you.RULE.kind: f"You said thank you by mail{quoted}: tell what came of it.",
        new_job.RULE.kind: "They have a new position, by what a network wrote: ask how the first weeks are.",
        moved.RULE.kind: "They are somewhere else now: ask where to reach them.",
        bounced.RULE.kind: "Mail to them came back: ask where to reach them.",
        my_transition.KIND: _leaving(one),
        second_email.RULE.kind: f"You have had one conversation so far{quoted}: ask what has become of it.",
    }.get(one.lead or "", "")


def _leaving(one: Assessment) -> str:
    """What is to be told of the user's move."""
    move = one.case.move
    if move is None:
        return ""
    reach = " or ".join(filter(None, (move.address, move.phone)))
    leave = "leave" if move.what else "move to"
    return f"You {leave} {move.place}: say where you can be reached ({reach}), and ask how they like to be."


def _silence(one: Assessment, silent: float) -> str:
    """How long it has been, and what is usual, where enough was seen to say so."""
    been, rhythm = f"It has been {wording.span(silent)}", one.rhythm
    if rhythm.days is None:
        return been
    if rhythm.set_by_user:
        return f"{been}, and you want to be in touch {wording.every(round(rhythm.days))}"
    if rhythm.gaps < TELLING:  # what is usual is mostly the mailbox's then
        return been
    is_or_was = "was" if one.lead == dormant.KIND else "is"
    return f"{been}, and a gap of {wording.within(rhythm.days)} or less {is_or_was} usual"
