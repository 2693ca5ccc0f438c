"""Who the user is in touch with, as the store and the settings know it together."""

import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import fields, replace
from itertools import chain

from kith import __version__
from kith.clock import iso
from kith.config.guesses import nearest
from kith.config.settings import Settings
from kith.errors import NobodyFound, StoreBusy
from kith.jobs import word
from kith.jobs.calendar import calendar_of
from kith.jobs.signals import lost, signals_of, still_lost
from kith.jobs.wishing import wishing
from kith.journal import clean
from kith.model import Kind, Person, Somebody
from kith.people import carding
from kith.people.address import Me, match_key, normalise
from kith.people.card import Placed, grouped
from kith.people.fullname import Key, full_name
from kith.people.groups import in_groups
from kith.people.identity import join
from kith.people.joining import Signs, same_named
from kith.store import Store
from kith.suggest.assessing import Assessment, Known, assess_all
from kith.suggest.moving import moves
from kith.suggest.rhythm import DAY

FOR_EVER = 1 << 40  # unix seconds
OPEN_FOR = 90  # days; what was left open longer ago is no reason any more
_WHO = tuple(field.name for field in fields(Somebody))


def everyone(store: Store, settings: Settings, by: int | None = None) -> list[Somebody]:
    """Every person, robot, list and unknown address, ordered by name. Reads what is counted, not the touches.

    `by`: with what the user has said by an instant (unix seconds).
    """
    me, cards = Me(settings.my_addresses), shelved(store, settings)
    found = join(store.people.correspondents(), settings.person, me, signs(store, cards, me), cards)
    said = word.told(store, by)
    return word.obeyed(in_groups(found, settings.groups, said.group_of), said)


def group_names(store: Store, settings: Settings) -> list[str]:
    """The groups that are configured, and those that somebody is in."""
    with store.reading():
        of_people = (name for one in everyone(store, settings) for name in one.groups)
        return list(dict.fromkeys([*settings.groups, *of_people]))


def with_touches(
    store: Store, people: Sequence[Somebody], until: int | None = None, by: int | None = None
) -> list[Person]:
    """The same with the times of all their touches, or of those up to an instant (unix seconds).

    `by`: with those touches that the user has told of by another one.

    An address that mail came back from, or that they are gone from, is the last one to write to.
    """
    dead = lost(store, FOR_EVER if until is None else until)
    said = word.told(store, by)
    times = store.people.touches(spec for one in people for spec in one.addresses)

    def merged(one_way: Iterable[Sequence[int]]) -> tuple[int, ...]:
        return tuple(sorted(at for at in chain.from_iterable(one_way) if until is None or at <= until))

    def person(one: Somebody) -> Person:
        found = [times[spec] for spec in one.addresses if spec in times]
        return Person(
            **{field: getattr(one, field) for field in _WHO if field != "addresses"},
            addresses=tuple(sorted(one.addresses, key=dead.__contains__)),
            sent=merged(sent for sent, _ in found),
            received=merged(received for _, received in found),
            logged=word.logged(said, one.addresses, until),
        )

    return [person(one) for one in people]


def headcount(store: Store, settings: Settings) -> int:
    """How many people are known. While nothing changes it is a number that was kept."""
    named = [person.model_dump(mode="json") for person in settings.person]
    books = [str(path) for path in settings.people.vcards]
    basis = json.dumps([__version__, sorted(settings.my_addresses), named, books])
    kept = store.summary.headcount(basis)
    if kept is not None:
        return kept
    with suppress(StoreBusy), store.transaction():
        people = _count(store, settings)
        store.summary.keep_headcount(basis, people)
        return people
    with store.reading():
        return _count(store, settings)


def _count(store: Store, settings: Settings) -> int:
    return sum(one.kind is Kind.PERSON for one in everyone(store, settings))


def shelved(store: Store, settings: Settings) -> list[Placed]:
    """The cards of people in the user's address books, in the order of the configuration."""
    return grouped(store.cards.all([str(path) for path in settings.people.vcards]))


def signs(store: Store, cards: Sequence[Placed], me: Me) -> Signs:
    """What speaks for joining addresses, and what the user has said about it."""
    names = store.decisions.names()
    answers = store.decisions.answers(same_named(names))
    called = carding.names(names, cards) if cards else names
    return Signs(called, answers, store.decisions.all(), names, carding.findings(cards, me, names))


def assessed(
    store: Store,
    settings: Settings,
    now: int,
    besides: int | None = None,
    *,
    words: Sequence[str] = (),
    everything: bool = False,
) -> list[Assessment]:
    """The people with what kith thinks about writing to them at `now` (unix seconds). All read at one moment.

    `besides`: a letter whose own suggestions do not count as made, because it is written anew. `words` keep those
    whose name or address holds each of them, without case; `everything`: robots, lists and unknown addresses too.
    """
    wanted = [word.casefold() for word in words]
    with store.reading():
        found = [one for one in everyone(store, settings, now) if everything or one.kind is Kind.PERSON]
        people = with_touches(
            store, found, now + DAY, now
        )  # facts may lie a day in the future; beyond, it is not yet
        more = replace(known(store, now, found, besides), wishing=wishing(store, settings, people, now))
        assessments = assess_all(people, more, now, calendar_of(settings))
    return [
        one
        for one in assessments
        if all(word in " ".join((one.person.name, *one.person.addresses)).casefold() for word in wanted)
    ]


def known(
    store: Store,
    now: int,
    people: Sequence[Somebody] = (),
    besides: int | None = None,
) -> Known:
    """What else a reason may look at. `people`: whom signals may be about. `besides`: see `assessed`."""
    dead = lost(store, now)
    return Known(
        store.ledger.suggested(besides),
        store.people.exchanges(now - OPEN_FOR * DAY, now + DAY),
        store.wishes.newest(now),
        still_lost(dead, now),
        store.people.aside(now - OPEN_FOR * DAY, now + DAY),
        signals=signals_of(store, people, dead, now),
        moves=moves(store.transitions.all(now)),
    )


def row(one: Assessment) -> dict[str, object]:
    """One object of `kith people --json`: a stable contract (docs/design.md)."""
    person = one.person
    last = person.last_touch
    return {
        "name": person.name,
        "addresses": list(person.addresses),
        "last_sent": iso(person.last_sent),
        "last_received": iso(person.last_received),
        "last_touch": iso(last[0]) if last else None,
        "last_direction": str(last[1]) if last else None,
        "sent": len(person.sent),
        "received": len(person.received),
        "rhythm_days": one.rhythm.days,
        "due": one.due,
        "channel": person.channel,
        "kind": str(person.kind),
    }


def find(people: Sequence[Somebody], who: str) -> Somebody:
    """The one that is meant: an exact address wins, then an exact name, then part of one; people before machines."""
    wanted = who.strip().casefold()
    spec, name = normalise(who), full_name(who)
    tests: tuple[Callable[[Somebody], bool], ...] = (
        lambda person: spec in person.addresses,
        lambda person: bool(spec) and match_key(spec) in map(match_key, person.addresses),
        lambda person: _is_called(person, wanted, name),
        lambda person: person.kind is Kind.PERSON and wanted in person.name.casefold().split(),
        lambda person: any(wanted in text.casefold() for text in (person.name, *person.addresses)),
    )
    for test in tests if wanted else ():
        found = [person for person in people if test(person)]
        if len(found) == 1:
            return found[0]
        if found:
            names = ", ".join(f"{person.name or '(no name)'} <{person.addresses[0]}>" for person in found[:8])
            raise NobodyFound(f'"{who}" fits {len(found)} correspondents: {names}. Give the address.')
    if not wanted:
        raise NobodyFound("no name was given; name somebody by an address, a name, or a part of one")
    meant = _meant(people, wanted)
    raise NobodyFound(f'nobody answers to "{who}"; {meant}`kith people --all` lists everyone kith has seen')


def _meant(people: Sequence[Somebody], wanted: str) -> str:
    """Who is called nearly so, by a whole name, one word of it or an address: a question with a blank, or ""."""
    called = {
        said: person.name or person.addresses[0]
        for person in sorted(people, key=lambda one: one.kind is Kind.PERSON)  # people have the last word
        for said in (*person.addresses, *person.name.casefold().split(), person.name.casefold())
    }
    found = nearest(wanted, called)
    return f'did you mean "{clean(called[found], 80)}"? ' if found else ""


def _is_called(person: Somebody, wanted: str, name: Key) -> bool:
    """By the whole name, however it is spelt: "Holm, Karen" is Karen Holm."""
    return person.name.casefold() == wanted or bool(name and full_name(person.name) == name)


def own_name(store: Store, settings: Settings) -> str:
    """The user's own name: as set, else as they write it in From."""
    return settings.name or store.people.name_of(sorted(settings.my_addresses))
