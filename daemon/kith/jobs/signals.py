"""What messages tell of people, put together: by which address, from which evidence, how sure.

From the store alone: automatic replies and networks' notifications that were read, mail that came back, and new
addresses of known names. A name belongs to whoever alone bears it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC

from kith.mail.positions import another
from kith.model import Bounce, Kind, Signal, Somebody
from kith.people.fullname import full_name
from kith.people.moves import Mail, moves, namesakes
from kith.store import Store
from kith.store.signals import Told
from kith.suggest import wording
from kith.suggest.reasons import moved
from kith.suggest.rhythm import DAY

POSITION = "position"  # what a signature said; only the next one may make it news
LATELY = 45  # days since the first mail from an address, as long as it is a new one


def lost(store: Store, until: int) -> dict[str, Bounce]:
    """Address -> why mail cannot reach it any more: the newest bounce, else the automatic reply to a letter of the
    user's that says they are gone (without a status). Nothing of what only strangers say."""
    gone = {
        one.address: Bounce(one.at, "", "")
        for one in store.signals.told(until)
        if one.kind == "gone" and one.believed
    }
    return {**gone, **store.bounces.dead(until)}


def still_lost(dead: Mapping[str, Bounce], now: int) -> dict[str, Bounce]:
    """Without those of whom an automatic reply has said it long ago: that alone silences nobody for ever, and the
    digest tells of it beside the draft. `now`: unix seconds."""
    return {spec: one for spec, one in dead.items() if one.status or now - one.at <= moved.UNTIL * DAY}


def signals_of(
    store: Store, people: Sequence[Somebody], dead: Mapping[str, Bounce], now: int
) -> dict[str, tuple[Signal, ...]]:
    """Address -> what is told of its owner up to a day from `now` (unix seconds), oldest first. `dead`: whom
    mail cannot reach any more (`lost`)."""
    until = now + DAY
    told = store.signals.told(until)
    found = [*_told(told, people), *new_positions(told, people), *_moved(store, people, dead, now)]
    found += [
        Signal("bounced", spec, one.at, "", True, ": ".join(filter(None, (one.status, one.because))))
        for spec, one in dead.items()
        if one.status
    ]
    by_address: dict[str, list[Signal]] = {}
    for one in sorted(found, key=lambda one: (one.at, one.kind, one.address, one.what)):
        by_address.setdefault(one.address, []).append(one)
    return {spec: tuple(theirs) for spec, theirs in by_address.items()}


def _told(told: Sequence[Told], people: Iterable[Somebody]) -> list[Signal]:
    wanted = {one.name for one in told if one.name}
    owner: dict[str, list[str]] = {}
    for person in people if wanted else ():
        name = " ".join(full_name(person.name))
        if person.kind is Kind.PERSON and person.addresses and name in wanted:
            owner.setdefault(name, []).append(person.addresses[0])
    found = []
    for one in told:
        if one.kind == POSITION:
            continue
        if not one.name:
            because = f"their {one.source}" + ("" if one.believed else ", which answers no letter of yours")
            found.append(Signal(one.kind, one.address, one.at, one.what, one.believed, because))
        elif len(bearers := owner.get(one.name, [])) == 1:
            found.append(Signal(one.kind, bearers[0], one.at, one.what, False, f"a mail from {one.source}"))
    return found


def new_positions(told: Iterable[Told], people: Iterable[Somebody]) -> list[Signal]:
    """Whose signature has a position that neither an earlier one had nor their card. `told`: oldest first. A guess."""
    seen: dict[str, list[Told]] = {}
    for one in told:
        if one.kind == POSITION:
            seen.setdefault(one.address, []).append(one)
    work = {spec: ", ".join(filter(None, one.work)) for one in people for spec in one.addresses if seen}
    found = []
    for spec, theirs in seen.items():
        had, said = work.get(spec, ""), "your address book has"
        before = [had] if had else []
        for one in theirs:
            if before and all(another(one.what, was) for was in before):
                because = f'their signature; {said} "{had}"'
                found.append(Signal("new-job", spec, one.at, one.what, False, because))
            had, said = one.what, f"on {wording.day(one.at, UTC)} it had"
            before.append(one.what)
    return found


def _moved(store: Store, people: Sequence[Somebody], dead: Mapping[str, Bounce], now: int) -> list[Signal]:
    fresh = store.signals.new_writers(now - LATELY * DAY)
    pairs = namesakes(people, fresh) if fresh else []
    if not pairs:
        return []
    heard = store.signals.heard({spec for old, new, _ in pairs for spec in (old, new)}, now + DAY)
    mail = {spec: Mail(*one) for spec, one in heard.items()}
    return [
        Signal("new-address", one.old, one.at, one.new, one.sure, "mail from there")
        for one in moves(pairs, mail, dead, store.decisions.all())
        if one.at <= now + DAY
    ]
