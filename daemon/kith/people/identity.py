"""Which addresses are one person, and what kind of correspondent that is.

Joined are spellings of one mailbox (`karen+news@` is `karen@`) and what the configuration names together.
Touches stay with their addresses, so joining and splitting lose nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from kith.config.settings import KnownPerson
from kith.model import Correspondent, Kind, Person, Skip
from kith.people.address import Me, match_key, normalise
from kith.people.automatic import no_reply_form

_AUTOMATIC_SHARE = (
    0.5  # of an address' mail to me: above it a machine writes, and now and then looks personal
)


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
    kind, because = _kind(newest)
    return Person(
        name=name or next((one.name for one in newest if one.name), ""),
        addresses=tuple(dict.fromkeys([*(one.spec for one in newest), *addresses])),
        kind=kind,
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


def _kind(group: list[Correspondent]) -> tuple[Kind, str]:
    """What these addresses belong to, and the sign it was told by."""
    skipped = _total(one.skipped for one in group)
    sent, received = (
        sum(len(times) for times in column)
        for column in ((o.sent for o in group), (o.received for o in group))
    )
    automatic = skipped.get(Skip.AUTOMATIC, 0)
    mark = next((one.because for one in group if one.because), "")
    if any(one.is_list for one in group) and not received:  # anybody's List-Post can name anybody
        return Kind.LIST, "takes posts for a mailing list (List-Post)"
    if any(no_reply_form(one.spec) for one in group):
        return Kind.ROBOT, "an address that takes no replies"
    if automatic and not sent and automatic >= _AUTOMATIC_SHARE * (automatic + received):
        return Kind.ROBOT, f"{automatic} automatic message{'s' * (automatic > 1)} ({mark}), you never wrote"
    if sent or received:
        return Kind.PERSON, f"{sent} sent, {received} received"
    if skipped.get(Skip.LIST):
        return Kind.LIST, f"writes to you through mailing lists only ({mark})"
    return Kind.UNKNOWN, f"no personal mail between you ({mark})" if mark else "no mail between you"


def _total(counts: Iterable[Mapping[Skip, int]]) -> dict[Skip, int]:
    total: dict[Skip, int] = {}
    for one in counts:
        for reason, count in one.items():
            total[reason] = total.get(reason, 0) + count
    return total
