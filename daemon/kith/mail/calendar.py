"""The event that a digest can bring for the user's calendar: time for the notes, nothing else.

Promises: the same arguments give the same bytes; it invites nobody, rings no bell, and names nobody unless it may.
"""

from collections.abc import Sequence

from kith.clock import instant
from kith.mail.compose import one_line
from kith.suggest.wording import counted, listed

_LONGEST_NAMES = 200


def event(
    *, message_id: str, as_of: int, starts: int, minutes: int, names: Sequence[str], plain: bool
) -> bytes:
    """A calendar object (RFC 5545) with one event of `minutes` from `starts` on, as an attachment.

    `as_of` and `starts` in unix seconds. `message_id`, with its angle brackets, is the digest's: a digest that is
    written anew moves its event instead of adding one. `names` stand in the description, unless it is to be `plain`:
    calendars are shown to others. PUBLISH, so that no program offers to answer; for the same reason without the
    organiser that RFC 5546 section 3.2.1 asks for.
    """
    from icalendar import Calendar, Event

    note = Event()
    note.add("uid", message_id.strip("<>"))
    note.add("dtstamp", instant(as_of))
    note.add("dtstart", instant(starts))
    note.add("dtend", instant(starts + 60 * minutes))
    note.add("summary", f"{counted(len(names), 'note')} to write")
    if not plain:
        note.add("description", one_line(listed(names), _LONGEST_NAMES))
    note.add("class", "PRIVATE")
    calendar = Calendar()
    calendar.add("prodid", "-//kith//digest//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(note)
    return bytes(calendar.to_ical())
