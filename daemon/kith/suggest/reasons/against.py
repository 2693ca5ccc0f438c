"""What holds a person back, whatever speaks for them."""

from kith.journal import clean
from kith.model import Kind, Reason
from kith.suggest import channels, wording
from kith.suggest.reasons import bounced as lost
from kith.suggest.reasons import moved, new_job
from kith.suggest.reasons.case import Case
from kith.suggest.rhythm import DAY

SKIPPED = 30  # days at least that "not this time" lasts


def not_a_person(case: Case) -> Reason | None:
    """Robots, lists and addresses kith knows nothing personal about are never suggested."""
    if case.person.kind is Kind.PERSON:
        return None
    if case.person.kind is Kind.UNKNOWN:
        return Reason("not a person", False, f"Not a person to kith so far: {case.person.because}.")
    return Reason("not a person", False, f"kith takes this for a {case.person.kind}: {case.person.because}.")


def one_way(case: Case) -> Reason | None:
    """Suggested are people who wrote in both directions, or whom the user named, or wants to tell of a move."""
    person = case.person
    stands = (
        case.move,
        person.named,
        person.cards,
        person.logged,
        person.every,
        person.sent and person.received,
    )
    if any(stands):
        return None
    missing = "they never wrote to you" if person.sent else "you never wrote to them"
    if person.received and any(one.kind == "bounced" for one in case.signals):
        missing = "what you wrote to them came back"
    return Reason("one way", False, f"Contact in one direction only: {missing}.")


def muted(case: Case) -> Reason | None:
    """The user said never."""
    if case.wish is None or case.wish.kind != "never":
        return None
    return Reason("never", False, "You do not want to be reminded of this person.")


def bounced(case: Case) -> Reason | None:
    """Mail to each of their addresses came back, or they are gone from there, and nothing has come from there since.
    That is told once, as a reason to ask where they are."""
    if case.bounce is None or any(
        (found := find(case)) and found.fires for find in (new_job.find, moved.find, lost.find)
    ):
        return None
    ago = wording.span((case.now - case.bounce.at) / DAY)
    if not case.bounce.status:
        said = f"Their automatic reply of {ago} ago says that they are no longer there"
        return Reason("bounced", False, f"{said}, and nothing has come from them since.")
    said = ": ".join(filter(None, (case.bounce.status, clean(case.bounce.because, 80).rstrip("."))))
    return Reason(
        "bounced", False, f"Your mail came back {ago} ago ({said}) and nothing has come from them since."
    )


def unreachable(case: Case) -> Reason | None:
    """They would rather not be written to, or want none of the ways that are known."""
    why = channels.unreachable(case.person)
    return Reason("no channel", False, why) if why else None


def put_off(case: Case) -> Reason | None:
    """The user said later: that holds until the day they named, whatever happens. Or they said not this time: that is
    about this silence alone, and holds in it for a usual gap, a month at least."""
    wish = case.wish
    if wish is None or wish.kind not in ("snooze", "skip"):
        return None
    until = wish.until
    if wish.kind == "skip":
        if case.last_at is not None and case.last_at > wish.at:
            return None
        until = wish.at + int(max(case.rhythm.days or 0.0, SKIPPED) * DAY)
    if until is None or case.now >= until:
        return None
    wait = wording.within((until - case.now) / DAY).removeprefix("1 ")
    said = "You put this off" if wish.kind == "snooze" else "You said not this time"
    return Reason("put off", False, f"{said}; kith waits for another {wait}.")
