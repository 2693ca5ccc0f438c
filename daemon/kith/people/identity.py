"""Which addresses are one person, and what kind of correspondent that is.

Joined are spellings of one mailbox (`karen+news@` is `karen@`), what the configuration names together, what the user
has merged, and what strong evidence says (`kith.people.joining`). It is reckoned anew at every reading and touches
stay with their addresses, so joining and splitting lose nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import NamedTuple

from kith.config.persons import KnownPerson
from kith.counts import Correspondent
from kith.model import Kind, Reach, Somebody
from kith.people.address import Me, match_key, normalise
from kith.people.behaviour import together
from kith.people.card import Placed
from kith.people.carding import Shelf, with_cards
from kith.people.fullname import full_name
from kith.people.joining import MERGED, Finding, Joined, Mailbox, Signs, judge
from kith.people.kinds import kind

NO_SIGNS = Signs()


class _Box(NamedTuple):
    """One mailbox: all its spellings, the newest first, and what they are told to be."""

    spellings: list[Correspondent]
    kind: Kind
    because: str


def join(
    correspondents: Iterable[Correspondent],
    known: Sequence[KnownPerson],
    me: Me,
    evidence: Signs = NO_SIGNS,
    cards: Sequence[Placed] = (),
) -> list[Somebody]:
    """Everyone who ever wrote or was written to, and everyone named or in an address book, ordered by name and address.
    Never me."""
    mailboxes, shelf = _mailboxes(with_cards(correspondents, cards), me), Shelf(cards, me, evidence.mailed)
    owner = owners(known)
    joined = _judged(mailboxes, known, evidence, shelf)
    groups: dict[int, list[str]] = {}
    for key in mailboxes:
        groups.setdefault(joined.person[key], []).append(key)
    reasons: dict[int, list[Finding]] = {}
    for finding in joined.joins:
        reasons.setdefault(joined.person[finding.pair[0]], []).append(finding)
    people, named = [], {}
    for number, keys in groups.items():
        person = _written_to_first([mailboxes[key] for key in keys], reasons.get(number, []))
        person = shelf.put_to(person, keys)
        whose = next((owner[key] for key in keys if key in owner), None)
        if whose is None:
            people.append(person)
        else:
            named[whose] = person
    nobody = _person([], *kind([]))
    people += [_named(person, named.get(number, nobody)) for number, person in enumerate(known)]
    return sorted(people, key=lambda person: (person.name.casefold(), person.addresses))


def owners(known: Sequence[KnownPerson]) -> dict[str, int]:
    """Mailbox -> the number of the person the configuration names it under."""
    return {
        match_key(normalise(address)): number
        for number, person in enumerate(known)
        for address in person.email
    }


def proposals(
    correspondents: Iterable[Correspondent],
    known: Sequence[KnownPerson],
    me: Me,
    evidence: Signs,
    cards: Sequence[Placed] = (),
) -> tuple[Finding, ...]:
    """Pairs that may be one person, but on evidence that is not strong enough; the likeliest first."""
    mailboxes = _mailboxes(with_cards(correspondents, cards), me)
    return _judged(mailboxes, known, evidence, Shelf(cards, me, evidence.mailed)).proposals


def _judged(
    mailboxes: Mapping[str, _Box], known: Sequence[KnownPerson], evidence: Signs, shelf: Shelf
) -> Joined:
    """What joining says about these mailboxes."""
    seen = (_mailbox(key, box, evidence, key in shelf) for key, box in mailboxes.items())
    return judge(seen, evidence, owners(known))


def _mailboxes(correspondents: Iterable[Correspondent], me: Me) -> dict[str, _Box]:
    """Everybody else's addresses, the spellings of one mailbox together."""
    found: dict[str, list[Correspondent]] = {}
    for one in correspondents:
        if one.spec not in me:
            found.setdefault(match_key(one.spec), []).append(one)
    newest = {key: _newest_first(group) for key, group in found.items()}
    return {key: _Box(group, *kind(group)) for key, group in newest.items()}


def _mailbox(key: str, box: _Box, evidence: Signs, carded: bool) -> Mailbox:
    names = chain.from_iterable(evidence.names.get(one.spec, (one.name,)) for one in box.spellings)
    return Mailbox(
        key,
        together(one.sent for one in box.spellings),
        together(tally for one in box.spellings for tally in (one.sent, one.received)),
        frozenset(filter(None, map(full_name, names))),
        box.kind is Kind.PERSON or (carded and box.kind is Kind.UNKNOWN),
    )


def _newest_first(group: Iterable[Correspondent]) -> list[Correspondent]:
    return sorted(group, key=lambda one: (max(one.sent.last, one.received.last), one.spec), reverse=True)


def _written_to_first(boxes: Sequence[_Box], joins: Sequence[Finding]) -> Somebody:
    """One person out of their mailboxes. One joined by evidence alone is written to only after those the user has
    written to before: were the evidence forged, the draft would go to the forger."""
    if len(boxes) == 1:
        return _person(*boxes[0])
    newest = _newest_first(chain.from_iterable(box.spellings for box in boxes))
    trusted = {key for one in joins if one.proofs == MERGED for key in one.pair}
    spec_of = {match_key(one.spec): one.spec for one in newest[::-1]}
    sure = {
        one.spec
        for box in boxes
        if match_key(box.spellings[0].spec) in trusted or any(one.sent.number for one in box.spellings)
        for one in box.spellings
    }
    person = _person(newest, *kind(newest), reasons=[sentence(one, spec_of) for one in joins])
    return replace(person, addresses=tuple(sorted(person.addresses, key=lambda spec: spec not in sure)))


def sentence(finding: Finding, spec_of: Mapping[str, str]) -> str:
    """Why two addresses are one person's, or may be: "a@b joined with c@d: same name, and you write to both"."""
    one, other = (spec_of.get(key, key) for key in finding.pair)
    return f"{one} joined with {other}: {wording(finding)}"


def wording(finding: Finding) -> str:
    """The proofs in a row: "same name, and you write to both"."""
    *most, last = finding.proofs
    return f"{', '.join(most)}, and {last}" if most else last


def _person(
    newest: Sequence[Correspondent], sort: Kind, because: str, reasons: Sequence[str] = ()
) -> Somebody:
    """One person out of the addresses that are theirs, the newest first."""
    return Somebody(
        name=next((one.name for one in newest if one.name), ""),
        addresses=tuple(one.spec for one in newest),
        kind=sort,
        because=because,
        joined=tuple(reasons),
    )


def _named(known: KnownPerson, seen: Somebody) -> Somebody:
    """A person of the configuration: what the user says outranks what the mailbox says."""
    profile = known.profile or seen.reach.profile
    pages = dict.fromkeys(
        (seen.reach.profile, *seen.pages)
    )  # a card's other profile is still a page of theirs
    return replace(
        seen,
        name=known.name or seen.name,
        addresses=tuple(dict.fromkeys([*seen.addresses, *map(normalise, known.email)])),
        kind=Kind.PERSON,
        because="named in your configuration",
        every=known.every,
        channel=known.prefers,
        named=True,
        reach=Reach(known.phone or seen.reach.phone, profile, known.declines),
        pages=tuple(page for page in pages if page and page != profile),
        country=known.country or seen.country,
        country_by="as set in your configuration" if known.country else seen.country_by,
    )
