"""Whether the day that a draft was written for is over: good wishes for last Thursday are for nobody to send."""

from kith.model import Person
from kith.people.residence import residence
from kith.people.yearly import nearest
from kith.suggest import holidays
from kith.suggest.reasons import Calendar, holiday, occasions


def day_over(reason: str, person: Person, written_at: int | None, now: int, calendar: Calendar) -> bool:
    """Whether it is over at `now` (unix seconds), by the user's own date.

    `reason`: the kind the draft was written for; `written_at`: when. Belated wishes, those for a day that depends on
    the moon, and all other drafts are for no day.
    """
    if written_at is None:
        return False
    written = calendar.day(written_at)
    if reason in (occasions.BIRTHDAY, occasions.ANNIVERSARY):
        day = next((nearest(one, written) for one in person.occasions if one.kind == reason), None)
    elif reason == holiday.KIND and (found := holidays.near(residence(person).country, written)):
        day = None if found.moon else found.day
    else:
        return False
    return day is not None and written <= day < calendar.day(now)
