"""What happens in ten years of a mailbox: every message as (when, what, who, folder), before a byte is written.

INBOX 45 %, Sent 15 %, Archive 20 %, lists 18 %, the rest elsewhere. People keep a rhythm, write and answer, start
and stop. Among it lies what must not count, often newer than what does: drafts, thrown-away mail, answering
machines, list posts by friends, mail to groups.
"""

from dataclasses import dataclass
from enum import IntEnum
from random import Random

from bench_kith.cast import Cast

BEGIN, END = 1_451_606_400, 1_767_225_600  # 2016-01-01 and 2026-01-01, UTC
DAY = 86_400

SENT, ARCHIVE, DRAFTS, TRASH, JUNK = "Sent", "Archive", "Drafts", "Trash", "Junk"
LISTS = tuple(f"lists/{topic}" for topic in "debian python house chess river school news jazz".split())
PLACES = ("Projects/Bridge", "Projects/Atlas", "Přátelé", "Receipts", "Travel", "Family")
FOLDERS = ("INBOX", SENT, ARCHIVE, *LISTS, *PLACES, DRAFTS, TRASH, JUNK)
UNREAD = frozenset({DRAFTS, TRASH, JUNK})  # folders kith must leave alone


class Kind(IntEnum):
    """What a message is. Only the first three are touches."""

    RECEIVED = 0
    SENT = 1
    LISTED = 2  # to a list and to me: the direct copy counts, the list's does not
    LIST_COPY = 3  # the list's copy of a LISTED one; `who` is its number
    COPY = 4  # the same message in another folder; `who` is its number
    ROBOT = 5
    LIST = 6
    GROUP_RECEIVED = 7
    GROUP_SENT = 8
    TO_MYSELF = 9
    AWAY = 10
    CALENDAR = 11
    TO_ROBOT = 12
    NOT_TO_ME = 13


@dataclass(frozen=True, slots=True)
class Event:
    at: int
    kind: Kind
    who: int
    folder: str


def plan(size: int, seed: int, people: Cast) -> list[Event]:
    """All messages in order of time; an event's place in the list is its number."""
    rng = Random(f"plan {seed}")
    sent_room, list_room = size * 15 // 100, size * 18 // 100
    elsewhere, copies, list_copies = size * 3 // 500, size // 100, size * 3 // 1000
    personal = _personal(rng, size * 37 // 100, sent_room * 9 // 10, len(people.contacts))
    events = [_placed(rng, event) for event in personal]
    posts = [
        Event(_any_time(rng), Kind.LIST, rng.randrange(1 << 30), rng.choice(LISTS))
        for _ in range(list_room - list_copies)
    ]
    events += posts
    written = sum(event.kind is Kind.SENT for event in personal)
    events += [_other_sent(rng, people) for _ in range(sent_room - written)]
    events += [_unread(rng, len(people.contacts)) for _ in range(elsewhere)]
    answered = [event for event in personal if event.kind is Kind.SENT]
    while len(events) < size - copies - list_copies:
        events.append(_other_received(rng, people, answered))
    events.sort(key=lambda event: (event.at, event.kind, event.who, event.folder))
    events = _with_listed(rng, events, list_copies)
    copied = [
        i for i, event in enumerate(events) if event.folder in {"INBOX", SENT} and event.kind <= Kind.SENT
    ]
    events += [Event(events[i].at, Kind.COPY, i, ARCHIVE) for i in rng.sample(copied, copies)]
    return events


def _personal(rng: Random, total: int, most_sent: int, contacts: int) -> list[Event]:
    """Everything between the owner and single people, each by their own rhythm, the closest most."""
    weights = [1 / (rank + 3) ** 0.8 for rank in range(contacts)]
    scale = (total - contacts) / sum(weights)
    events: list[Event] = []
    sent = 0
    for who, weight in enumerate(weights):
        share = rng.choice([0.0, 0.3, 0.35, 0.35, 0.4, 0.4, 0.45, 0.5, 0.3, 1.0])
        for at in _rhythm(rng, 1 + int(weight * scale)):
            kind = Kind.SENT if rng.random() < share and sent < most_sent else Kind.RECEIVED
            sent += kind is Kind.SENT
            events.append(Event(at, kind, who, ""))
    return events


def _rhythm(rng: Random, count: int) -> list[int]:
    """So many instants: gaps that vary around a mean, mail and answer close together, over a part of the years."""
    first = BEGIN + int((END - BEGIN - 400 * DAY) * rng.random())
    last = END - DAY if rng.random() < 0.5 else first + int((END - DAY - first) * rng.random())
    gaps = [rng.lognormvariate(0, 0.5) if rng.random() < 0.5 else rng.random() / 20 for _ in range(count)]
    step = (last - first) / sum(gaps)
    times, at = [], float(first)
    for gap in gaps:
        at += gap * step
        times.append(min(int(at), END - DAY))
    return times


def _any_time(rng: Random) -> int:
    """Mail has grown over the years."""
    return BEGIN + int((END - BEGIN - DAY) * max(rng.random(), rng.random()))


def _placed(rng: Random, event: Event) -> Event:
    if event.kind is Kind.SENT:
        folder = SENT if rng.random() < 0.97 else ARCHIVE
    else:
        chance = rng.random()
        folder = "INBOX" if chance < 0.64 else ARCHIVE if chance < 0.95 else rng.choice(PLACES)
    return Event(event.at, event.kind, event.who, folder)


def _other_sent(rng: Random, people: Cast) -> Event:
    kind = rng.choice([Kind.GROUP_SENT, Kind.GROUP_SENT, Kind.GROUP_SENT, Kind.TO_MYSELF, Kind.TO_ROBOT])
    return Event(_any_time(rng), kind, rng.randrange(len(people.contacts)), SENT)


def _other_received(rng: Random, people: Cast, answered: list[Event]) -> Event:
    """What comes in and is from no single person."""
    folder = "INBOX" if rng.random() < 0.7 else ARCHIVE
    chance = rng.random()
    if chance < 0.02 and answered:
        before = rng.choice(answered)
        return Event(before.at + 60, rng.choice([Kind.AWAY, Kind.CALENDAR]), before.who, folder)
    if chance < 0.10:
        return Event(_any_time(rng), Kind.GROUP_RECEIVED, rng.randrange(len(people.contacts)), folder)
    if chance < 0.12:
        return Event(_any_time(rng), Kind.NOT_TO_ME, rng.randrange(len(people.contacts)), folder)
    if chance < 0.14:
        return Event(_any_time(rng), Kind.LIST, rng.randrange(1 << 30), folder)
    return Event(_any_time(rng), Kind.ROBOT, int(len(people.robots) * rng.random() ** 2), folder)


def _unread(rng: Random, contacts: int) -> Event:
    folder = rng.choice([DRAFTS, TRASH, JUNK])
    return Event(
        _any_time(rng), Kind.SENT if folder == DRAFTS else Kind.RECEIVED, rng.randrange(contacts), folder
    )


def _with_listed(rng: Random, events: list[Event], count: int) -> list[Event]:
    """Some personal mail came to a list too; the list's copies follow at the end."""
    fit = [i for i, event in enumerate(events) if event.kind is Kind.RECEIVED and event.folder == "INBOX"]
    chosen = rng.sample(fit, count)
    for i in chosen:
        events[i] = Event(events[i].at, Kind.LISTED, events[i].who, "INBOX")
    return events + [Event(events[i].at, Kind.LIST_COPY, i, rng.choice(LISTS)) for i in chosen]
