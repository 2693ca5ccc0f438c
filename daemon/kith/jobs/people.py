"""Who the user is in touch with, as the store and the settings know it together."""

import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from itertools import chain
from zoneinfo import ZoneInfo

from kith import __version__
from kith.clock import iso
from kith.commands.events import Event
from kith.config.settings import Settings
from kith.errors import NobodyFound, StoreBusy
from kith.jobs import word
from kith.model import Evidence, Kind, Person, Somebody
from kith.people.address import Me, match_key, normalise
from kith.people.fullname import Key, full_name
from kith.people.identity import join
from kith.people.joining import Signs, same_named
from kith.store import Store
from kith.store.drafts import Placement
from kith.store.people import Uncounted
from kith.suggest import outlook
from kith.suggest.assessing import Assessment, Known, assess_all
from kith.suggest.moving import moves
from kith.suggest.rhythm import DAY

MOST_UNCOUNTED = 20  # shown by `kith why`
FOR_EVER = 1 << 40  # unix seconds
OPEN_FOR = 90  # days; what was left open longer ago is no reason any more
_WHO = tuple(field.name for field in fields(Somebody))


def everyone(store: Store, settings: Settings, by: int | None = None) -> list[Somebody]:
    """Every person, robot, list and unknown address, ordered by name. Reads what is counted, not the touches.

    `by`: with what the user has said by an instant (unix seconds).
    """
    found = join(store.people.correspondents(), settings.person, Me(settings.my_addresses), signs(store))
    return word.obeyed(found, word.told(store, by))


def with_touches(
    store: Store, people: Sequence[Somebody], until: int | None = None, by: int | None = None
) -> list[Person]:
    """The same with the times of all their touches, or of those up to an instant (unix seconds).

    `by`: with those touches that the user has told of by another one.

    An address that mail came back from is the last one to write to.
    """
    dead = store.bounces.dead(FOR_EVER if until is None else until)
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
    basis = json.dumps([__version__, sorted(settings.my_addresses), named])
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


def signs(store: Store) -> Signs:
    """What speaks for joining addresses, and what the user has said about it."""
    names = store.decisions.names()
    return Signs(names, store.decisions.answers(same_named(names)), store.decisions.all())


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
        assessments = assess_all(people, known(store, now, besides), now)
    return [
        one
        for one in assessments
        if all(word in " ".join((one.person.name, *one.person.addresses)).casefold() for word in wanted)
    ]


def known(store: Store, now: int, besides: int | None = None) -> Known:
    """What else a reason may look at. `besides`: see `assessed`."""
    return Known(
        store.ledger.suggested(besides),
        store.people.exchanges(now - OPEN_FOR * DAY, now + DAY),
        store.wishes.newest(now),
        store.bounces.dead(now),
        store.people.aside(now - OPEN_FOR * DAY, now + DAY),
        moves(store.transitions.all(now)),
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


@dataclass(frozen=True, slots=True)
class Why:
    """Everything kith knows about one correspondent."""

    assessment: Assessment
    touches: list[Evidence]  # newest first
    uncounted: list[Uncounted]  # newest first, at most MOST_UNCOUNTED
    uncounted_total: int
    said: tuple[Event, ...] = ()  # what the user has said about them, and holds; oldest first
    outranked: tuple[str, ...] = ()  # what of it says something else than the configuration
    drafts: tuple[Placement, ...] = ()  # that kith has put into a Drafts folder for them; oldest first


def why(store: Store, settings: Settings, who: str, now: int) -> Why:
    """Look one correspondent up by address, full name, or part of a name.

    Raises NobodyFound where none or several fit; its message names the candidates.
    """
    with store.reading():
        people = everyone(store, settings, now)
        meant = find(people, who)
        others = [one for one in people if one.kind is Kind.PERSON or one is meant]
        assessments = assess_all(with_touches(store, others, now + DAY, now), known(store, now), now)
        (assessment,) = (one for one, whose in zip(assessments, others, strict=True) if whose is meant)
        person = assessment.person
        uncounted, total = store.people.uncounted(person.addresses, MOST_UNCOUNTED)
        told = word.told(store, now)
        touches = store.people.evidence(person.addresses, until=now + DAY)
        touches += word.evidence(told, person.addresses, now + DAY)
        said = told.of(person.addresses)
        return Why(
            assessment,
            sorted(touches, key=lambda touch: -touch.at),
            uncounted,
            total,
            said,
            tuple(word.outranked(said, word.entry_of(settings.person, person.addresses))),
            tuple(draft for spec in person.addresses for draft in store.tended.about(spec)),
        )


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
    raise NobodyFound(f'nobody answers to "{who}"; `kith people --all` lists everyone kith has seen')


def _is_called(person: Somebody, wanted: str, name: Key) -> bool:
    """By the whole name, however it is spelt: "Holm, Karen" is Karen Holm."""
    return person.name.casefold() == wanted or bool(name and full_name(person.name) == name)


def why_row(found: Why, zone: ZoneInfo) -> dict[str, object]:
    """`kith why --json`: the row of `kith people`, and every touch, reason and uncounted message behind it."""
    one = found.assessment
    return {
        **row(one),
        "because": one.person.because,
        "joined": list(one.person.joined),
        "reasons": [{"kind": r.kind, "fires": r.fires, "text": r.text} for r in one.reasons],
        "rhythm": outlook.figures(one),
        "outlook": outlook.wanted(one, zone),
        "against": [{"kind": r.kind, "text": r.text} for r in one.against],
        "said": [
            {"at": iso(event.at), "line": event.line, "command": event.verb, "source": event.source}
            for event in found.said
        ],
        "drafts": [
            {
                "at": iso(draft.placed_at),
                "state": draft.state,
                "because": draft.because or None,
                "account": draft.account,
                "folder": draft.folder_name,
            }
            for draft in found.drafts
        ],
        "touches": [evidence_row(evidence) for evidence in found.touches],
        "uncounted": [
            {
                "at": iso(message.at),
                "reason": str(message.reason),
                "because": message.because,
                "account": message.account,
                "folder": message.folder,
            }
            for message in found.uncounted
        ],
        "uncounted_total": found.uncounted_total,
    }


def evidence_row(evidence: Evidence) -> dict[str, object]:
    """Where one touch can be looked up, as JSON."""
    return {
        "at": iso(evidence.at),
        "direction": str(evidence.direction),
        "address": evidence.address,
        "account": evidence.account,
        "folder": evidence.folder,
        "message_id": evidence.message_id,
        "subject": evidence.subject,
        **({"noted": iso(evidence.noted), "line": evidence.line} if evidence.noted is not None else {}),
    }


def own_name(store: Store, settings: Settings) -> str:
    """The user's own name: as set, else as they write it in From."""
    return settings.name or store.people.name_of(sorted(settings.my_addresses))
