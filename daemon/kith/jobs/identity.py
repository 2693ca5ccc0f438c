"""Merge, split, forget: the user's own word about who is who, looked up, checked and written down.

Each is decided on what the store holds at one moment and written in the same transaction; said twice, it is written
once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from kith.config.settings import Settings
from kith.errors import KithError, NobodyFound
from kith.jobs.people import everyone, find, shelved, signs, with_touches
from kith.model import Person, Somebody
from kith.people import carding
from kith.people.address import Me, match_key, normalise
from kith.people.identity import owners, proposals, wording
from kith.people.joining import Decision, Pair, pair, said
from kith.store import Store
from kith.store.decisions import Removed


@dataclass(frozen=True, slots=True)
class Outcome:
    """Who there is after a decision, and whether anything had to be written down for it."""

    people: tuple[Somebody, ...]
    changed: bool


def merge(store: Store, settings: Settings, who: Sequence[str], now: int) -> Outcome:
    """Make one person of all these, whatever the evidence says. Raises NobodyFound as `kith why` does."""
    with store.transaction():
        people = everyone(store, settings)
        found = [find(people, one) for one in who]
        owner = owners(settings.person)
        if len({owner[key] for person in found for key in _keys(person) if key in owner}) > 1:
            raise KithError(
                "these are different people in your configuration; put their addresses into one [[person]] there"
            )
        pairs = _across([_keys(person) for person in found])
        changed = _note(store, settings, "merge", pairs, now)
        return Outcome(_now(store, settings, found), changed)


def split(store: Store, settings: Settings, who: Sequence[str], now: int) -> Outcome:
    """Take these addresses out of the person they were joined to: together they are a person of their own.

    All addresses of a person, or a name that has two: each for itself. Different people: never to be joined.
    Raises NobodyFound, and KithError where more has to be said or the configuration says otherwise.
    """
    with store.transaction():
        people = everyone(store, settings)
        found = _unique([find(people, one) for one in who])
        if len(found) > 1:
            pairs = _across([_keys(person) for person in found])
        else:
            pairs = _apart(found[0], {match_key(normalise(one)) for one in who})
        owner = owners(settings.person)
        if any(one in owner and owner[one] == owner.get(other) for one, other in pairs):
            raise KithError(
                f"{_called(found[0])} is named with these addresses in your configuration; change [[person]] there"
            )
        changed = _note(store, settings, "split", pairs, now)
        return Outcome(_now(store, settings, found), changed)


def _apart(person: Somebody, given: set[str]) -> set[Pair]:
    """The pairs that come apart when the mailboxes `given` leave a person."""
    keys = _keys(person)
    out = given & keys
    if out == keys or (not out and len(keys) <= 2):
        return _across([{key} for key in keys])
    if not out:
        listed = ", ".join(person.addresses)
        raise KithError(f"{_called(person)} has {listed}: say which of them belong to somebody else")
    return _across([out, keys - out])


def _across(sides: Sequence[set[str]]) -> set[Pair]:
    """Every pair of mailboxes that do not stand on one side."""
    return {
        pair(one, other)
        for here, there in combinations(sides, 2)
        for one in here
        for other in there
        if one != other
    }


def _note(store: Store, settings: Settings, kind: str, pairs: set[Pair], now: int) -> bool:
    """Write down what is not the newest word about a pair already; the addresses of one `[[person]]` need none."""
    newest, owner = said(store.decisions.all()), owners(settings.person)
    fresh = [
        Decision(now, kind, *two)
        for two in sorted(pairs)
        if (two not in newest or newest[two].kind != kind)
        and (two[0] not in owner or owner[two[0]] != owner.get(two[1]))
    ]
    store.decisions.add(fresh)
    return bool(fresh)


def _now(store: Store, settings: Settings, before: Sequence[Somebody]) -> tuple[Somebody, ...]:
    """Who those people are, as the store knows them now."""
    keys = {key for person in before for key in _keys(person)}
    return tuple(person for person in everyone(store, settings) if keys & _keys(person))


def _keys(person: Somebody) -> set[str]:
    return {match_key(spec) for spec in person.addresses}


def _unique(people: Sequence[Somebody]) -> list[Somebody]:
    return list({person.addresses: person for person in people}.values())


def _called(person: Somebody) -> str:
    return person.name or person.addresses[0]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two addresses that may be one person's: what speaks for it, and what is missing."""

    addresses: tuple[str, str]
    name: str
    evidence: str
    doubts: tuple[str, ...]


def proposed(store: Store, settings: Settings) -> list[Proposal]:
    """Joins that kith does not dare to make by itself, the likeliest first."""
    with store.reading():
        me, cards = Me(settings.my_addresses), shelved(store, settings)
        correspondents = carding.with_cards(store.people.correspondents(), cards)
        shown = {match_key(one.spec): one for one in reversed(correspondents)}
        found = proposals(correspondents, settings.person, me, signs(store, cards, me), cards)
    return [
        Proposal(
            (shown[one.pair[0]].spec, shown[one.pair[1]].spec),
            shown[one.pair[0]].name,
            wording(one),
            one.doubts,
        )
        for one in found
    ]


def to_forget(store: Store, settings: Settings, who: str) -> Person:
    """Whom `forget` would take out: everything under all of their addresses. Raises NobodyFound, and KithError for
    somebody the configuration names: there the user says the opposite."""
    with store.reading():
        (person,) = with_touches(store, [find(everyone(store, settings), who)])
    if any(key in owners(settings.person) for key in _keys(person)):
        raise KithError(
            f"{_called(person)} is named in your configuration; take the [[person]] out there first"
        )
    return person


def forget(store: Store, person: Person, now: int) -> Removed:
    """Take somebody out of the store and keep them out, whatever is scanned later."""
    with store.transaction():
        removed = store.decisions.forget(person.addresses, now)
    store.decisions.sweep()
    return removed


def remember(store: Store, address: str) -> None:
    """Undo `forget` for one address. Raises NobodyFound where it was not forgotten."""
    spec = normalise(address)
    with store.transaction():
        if not spec or not store.decisions.remember(spec):
            raise NobodyFound(f'"{address}" was not forgotten; give the whole address')
