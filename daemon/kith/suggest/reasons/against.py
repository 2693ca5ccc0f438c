"""What holds a person back, whatever speaks for them."""

from kith.journal import clean
from kith.model import Kind, Reason
from kith.suggest import channels, wording
from kith.suggest.reasons import bounced as lost
from kith.suggest.reasons import moved, new_job, occasions
from kith.suggest.reasons.case import Case
from kith.suggest.rhythm import DAY

_STILL = (occasions.RULE_BIRTHDAY.find, occasions.RULE_ANNIVERSARY.find, new_job.find, moved.find, lost.find)
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


def cut_off(case: Case) -> bool:
    """Whether no way to them is known any more: mail came back from each of their addresses, there is no number or
    profile, and the user has not shown since that there is another way, by contact they told of, by "back", or by a
    cadence of their own."""
    bounce, person = case.bounce, case.person
    if bounce is None:
        return False
    again = case.wish is not None and case.wish.kind == "back" and case.wish.at > bounce.at
    in_touch = bool(person.logged) and person.logged[-1] > bounce.at
    wanted = person.every is not None and not person.every_by
    way = channels.way_to(person, lost=True)
    return not (again or in_touch or wanted or (way is not None and way.to))


def bounced(case: Case) -> Reason | None:
    """Mail to each of their addresses came back, or they are gone from there, nothing has come from there since, and
    no other way is known. That is told once, as a reason to ask where they are; and a day of theirs is still told."""
    if (
        case.bounce is None
        or not cut_off(case)
        or any((found := find(case)) and found.fires for find in _STILL)
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
    about this silence alone, and holds in it for a usual gap, a month at least; but not against a day of theirs that
    was not told of when it was said."""
    wish = case.wish
    if wish is None or wish.kind not in ("snooze", "skip"):
        return None
    until = wish.until
    if wish.kind == "skip":
        if (case.last_at is not None and case.last_at > wish.at) or occasions.waiting(case):
            return None
        until = wish.at + int(max(case.rhythm.days or 0.0, SKIPPED) * DAY)
    if until is None or case.now >= until:
        return None
    wait = wording.within((until - case.now) / DAY).removeprefix("1 ")
    said = "You put this off" if wish.kind == "snooze" else "You said not this time"
    return Reason("put off", False, f"{said}; kith waits for another {wait}.")
