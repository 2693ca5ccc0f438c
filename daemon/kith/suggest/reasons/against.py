"""What holds a person back, whatever speaks for them."""

from kith.journal import clean
from kith.model import Kind, Reason
from kith.suggest import channels, wording
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
    if case.move or person.named or person.logged or person.every or (person.sent and person.received):
        return None
    missing = "they never wrote to you" if person.sent else "you never wrote to them"
    return Reason("one way", False, f"Contact in one direction only: {missing}.")


def muted(case: Case) -> Reason | None:
    """The user said never."""
    if case.wish is None or case.wish.kind != "never":
        return None
    return Reason("never", False, "You do not want to be reminded of this person.")


def bounced(case: Case) -> Reason | None:
    """Mail to them came back, from each of their addresses, and nothing has come from there since."""
    if case.bounce is None:
        return None
    said = ": ".join(filter(None, (case.bounce.status, clean(case.bounce.because, 80).rstrip("."))))
    ago = wording.span((case.now - case.bounce.at) / DAY)
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
