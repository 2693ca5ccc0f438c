"""Which addresses are one person, and what kind of correspondent that is.

Joined are spellings of one mailbox (`karen+news@` is `karen@`) and what the configuration names together.
Touches stay with their addresses, so joining and splitting lose nothing.
"""

from collections.abc import Iterable, Sequence
from itertools import chain

from kith.config.settings import KnownPerson
from kith.model import Correspondent, Kind, Person
from kith.people.address import Me, match_key, normalise
from kith.people.kinds import kind


def join(correspondents: Iterable[Correspondent], known: Sequence[KnownPerson], me: Me) -> list[Person]:
    """Everyone who ever wrote or was written to, and everyone named, ordered by name and address. Never me."""
    owner = {
        match_key(normalise(address)): number
        for number, person in enumerate(known)
        for address in person.email
    }
    groups: dict[str, list[Correspondent]] = {}
    for one in correspondents:
        if one.spec not in me:
            key = match_key(one.spec)
            groups.setdefault(str(owner[key]) if key in owner else key, []).append(one)
    people = [_person(group) for key, group in groups.items() if not key.isdigit()]
    people += [_named(person, groups.get(str(number), [])) for number, person in enumerate(known)]
    return sorted(people, key=lambda person: (person.name.casefold(), person.addresses))


def _person(group: list[Correspondent], name: str = "", addresses: Sequence[str] = ()) -> Person:
    """One person out of the addresses that are theirs; `name` and `addresses` as the user gave them."""
    newest = sorted(group, key=lambda one: (max((*one.sent, *one.received, 0)), one.spec), reverse=True)
    sort, because = kind(newest)
    return Person(
        name=name or next((one.name for one in newest if one.name), ""),
        addresses=tuple(dict.fromkeys([*(one.spec for one in newest), *addresses])),
        kind=sort,
        because=because,
        sent=tuple(sorted(chain.from_iterable(one.sent for one in group))),
        received=tuple(sorted(chain.from_iterable(one.received for one in group))),
    )


def _named(known: KnownPerson, group: list[Correspondent]) -> Person:
    """A person of the configuration: what the user says outranks what the mailbox says."""
    seen = _person(group, known.name, [normalise(address) for address in known.email])
    return Person(
        name=seen.name,
        addresses=seen.addresses,
        kind=Kind.PERSON,
        because="named in your configuration",
        sent=seen.sent,
        received=seen.received,
        every=known.every,
        channel=known.prefers,
        named=True,
    )
