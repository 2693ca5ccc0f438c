"""After the first reading: whom kith takes for the closest people, for the user to strike out who is none."""

import re
from collections.abc import Mapping, Sequence

from kith.clock import unix
from kith.jobs.orders.obeying import Result, obey
from kith.jobs.people import everyone, with_touches
from kith.jobs.workplace import Workplace
from kith.model import Kind, Person, Wish

MOST = 12


def closest(place: Workplace, most: int = MOST) -> list[Person]:
    """Those with the most contact in both directions, the closest first; none whom the user has struck out before."""
    now = unix(place.clock.now())
    with place.store.reading():
        found = [one for one in everyone(place.store, place.settings, now) if one.kind is Kind.PERSON]
        people = with_touches(place.store, found, now, now)
        wishes = place.store.wishes.newest(now)
    both = [one for one in people if one.sent and one.received and not _struck_out(one, wishes)]
    return sorted(both, key=lambda one: (-min(len(one.sent), len(one.received)), one.addresses[0]))[:most]


def _struck_out(person: Person, wishes: Mapping[str, Wish]) -> bool:
    said = [wishes[address] for address in person.addresses if address in wishes]
    return bool(said) and max(said, key=lambda wish: wish.at).kind == "never"


def numbers_in(text: str, most: int) -> list[int]:
    """The numbers somebody typed ("2 5", "2, 5", "3-5"), ascending; ValueError says what is none of them."""
    found: set[int] = set()
    for word in re.split(r"[\s,;]+", text.strip()):
        span = re.fullmatch(r"([0-9]{1,3})(?:\s*[-–]\s*([0-9]{1,3}))?", word)
        if word and not span:
            raise ValueError(f'"{word}" is no number')
        if span:
            first, last = int(span[1]), int(span[2] or span[1])
            if not 1 <= first <= last <= most:
                raise ValueError(f'"{word}" is not within 1 to {most}')
            found.update(range(first, last + 1))
    return sorted(found)


def strike_out(place: Workplace, who: Sequence[str]) -> list[Result]:
    """Never suggest these (names or addresses): the same as `kith do "NAME never"`, and as easily undone."""
    if not who:
        return []
    lines = "\n".join(f"{one} never" for one in who)
    return obey(place.store, place.settings, place.zone, lines, place.clock.now())
