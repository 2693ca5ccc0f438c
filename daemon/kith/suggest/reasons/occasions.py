"""A birthday or an anniversary is near: told in time, in the user's own time zone, once for each year.

In time is `lead_days` before, once more on the day if nothing was sent, and up to three days after one that was missed;
and in the last digest before the day, where the next one would come too late. Nobody gets a bare greeting out of the
blue: they were in touch within two years, or the user has named them.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from kith.model import Occasion, Person, Reason, Signal
from kith.people.yearly import nearest
from kith.suggest import wording
from kith.suggest.reasons.calendar import Calendar
from kith.suggest.reasons.case import Case, Found, Rule

BIRTHDAY, ANNIVERSARY = "birthday", "anniversary"
BELATED = 3  # days after it, that a day which was missed can still be told
IN_TOUCH = 730  # days
_SAME = 182  # days between two suggestions about one day: half a year, so that a year's is no other year's


def with_told(person: Person, signals: Sequence[Signal], calendar: Calendar) -> Person:
    """Somebody with the birthday that a network's mail told of, on the day it came; what the user or a card says of it
    goes before. `signals`: newest first."""
    told = next((one for one in signals if one.kind == BIRTHDAY), None)
    if told is None or any(one.kind == BIRTHDAY for one in person.occasions):
        return person
    day = calendar.day(told.at)
    because = f"{told.because} of {day.day} {wording.MONTHS[day.month - 1]} {day.year}"
    return replace(
        person, occasions=(*person.occasions, Occasion(BIRTHDAY, day.month, day.day, None, because))
    )


def coming(case: Case, kind: str) -> tuple[Occasion, int] | None:
    """The occasion of this kind, and the days until it: negative for one that has gone by."""
    found = next((one for one in case.person.occasions if one.kind == kind), None)
    return (found, (nearest(found, case.today) - case.today).days) if found else None


def _find(case: Case, kind: str) -> Found | None:
    if not case.person.occasions:  # nearly everybody
        return None
    near = coming(case, kind)
    if near is None:
        return None
    occasion, days = near
    fires = _is_time(case, days) and _close_enough(case) and not _settled(case, days)
    return Found(fires, partial(_text, case, occasion, days), -float(days), ())


def _is_time(case: Case, days: int) -> bool:
    if -BELATED <= days <= case.person.lead_days:
        return True
    if days < 0:
        return False
    following = case.calendar.next_digest(case.now)
    return following is not None and (following - case.today).days > days


def _close_enough(case: Case) -> bool:
    return case.person.named or (case.silence is not None and case.silence <= IN_TOUCH)


def _settled(case: Case, days: int) -> bool:
    """Whether the user has been in touch on the day itself, or since."""
    mine = _last_of_mine(case)
    return days <= 0 and mine is not None and (case.today - case.calendar.day(mine)).days <= -days


def _last_of_mine(case: Case) -> int | None:
    """When the user was last in touch, as far as it was their doing."""
    return max(case.person.sent[-1:] + case.person.logged[-1:], default=None)


def _text(case: Case, occasion: Occasion, days: int) -> str:
    """ "Karen's birthday is on Thursday 26 November; Karen turns 40." """
    day = nearest(occasion, case.today)
    whose = f"{case.called}'s" if case.called != "They" else "Their"
    when, was = said_day(day, case.today), "is" if days >= 0 else "was"
    says = f", says {occasion.because}" if occasion.because.startswith("a mail from ") else ""
    sentence = f"{whose} {occasion.kind} {was} {when}{_round(case, occasion, day)}{says}."
    return (
        sentence if _close_enough(case) else f"{sentence} Not told: no contact for {IN_TOUCH // 365} years."
    )


def said_day(day: date, today: date) -> str:
    """ "today", "tomorrow, Thursday 26 November", "on Thursday 26 November"."""
    dated = f"{wording.WEEKDAYS[day.weekday()]} {day.day} {wording.MONTHS[day.month - 1]}"
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get((day - today).days)
    if near == "today":
        return near
    return f"{near}, {dated}" if near else f"on {dated}"


def _round(case: Case, occasion: Occasion, day: date) -> str:
    """The number of years, where it is a round one: what people celebrate, and like to be told of."""
    if occasion.year is None or (years := day.year - occasion.year) <= 0:
        return ""
    if occasion.kind == ANNIVERSARY:
        return f", the {years}th" if years % 10 == 0 or years == 25 else ""
    if years % 10 or not 20 <= years <= 100:
        return ""
    return f"; {case.called} turn{'' if case.called == 'They' else 's'} {years}".replace("; They", "; they")


def waiting(case: Case) -> bool:
    """Whether a day of theirs is to be told of now."""
    return any(
        (found := _find(case, kind)) is not None and found.fires and _told(case, kind) is None
        for kind in (BIRTHDAY, ANNIVERSARY)
    )


def _answered(case: Case, told_at: int) -> bool:
    return (_last_of_mine(case) or 0) > told_at or (
        case.wish is not None and case.wish.kind == "skip" and case.wish.at >= told_at
    )


def _told(case: Case, kind: str) -> Reason | None:
    """Once for each year, whatever else was suggested in between; and once more on the day itself, where the user has
    neither written since nor said "not this time"."""
    near = coming(case, kind)
    if near is None:
        return None
    day = nearest(near[0], case.today)
    told = [at for at, said in case.told if said == kind and abs((case.calendar.day(at) - day).days) <= _SAME]
    if not told or (case.calendar.day(told[-1]) < day == case.today and not _answered(case, told[-1])):
        return None
    ago = wording.span((case.now - told[-1]) / 86_400)
    return Reason("already suggested", False, f"Suggested {ago} ago for this year's {kind}; that was enough.")


RULE_BIRTHDAY = Rule(BIRTHDAY, partial(_find, kind=BIRTHDAY), told=partial(_told, kind=BIRTHDAY))
RULE_ANNIVERSARY = Rule(ANNIVERSARY, partial(_find, kind=ANNIVERSARY), told=partial(_told, kind=ANNIVERSARY))
