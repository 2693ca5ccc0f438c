"""One card of an address book as a value, whatever it was read from: a vCard, a line of a CSV file. Only data.

Everything in it was written by others or by programs: it is cleaned where it is read, and only ever a value.
"""

import json
from dataclasses import asdict, dataclass, replace
from typing import Any, NamedTuple

from kith.model import Occasion
from kith.people.yearly import one_of_each


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says. `emails` are in the normal form of `kith.people.address`, the preferred one first; `phones` are
    international numbers, mobile ones first; `profiles` (LinkedIn's) without their scheme; `pages`: where else they
    are, as "mastodon.social/@karen" or "xmpp:karen@jabber.example"; `country`: ISO 3166-1 alpha-2.

    `firm`: it is no one person's. `members`: of a card that stands for a group, the UIDs of the cards in it.
    """

    name: str = ""
    emails: tuple[str, ...] = ()
    uid: str = ""
    nicknames: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()
    occasions: tuple[Occasion, ...] = ()
    groups: tuple[str, ...] = ()
    country: str = ""
    org: str = ""
    title: str = ""
    firm: bool = False
    members: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()


class Placed(NamedTuple):
    """A card and where it stands: "karen.vcf, line 12"."""

    card: Card
    place: str


def written(card: Card) -> str:
    """A card as JSON, for the store; what is empty left out. The same card gives the same text."""
    return json.dumps({key: value for key, value in asdict(card).items() if value}, ensure_ascii=False)


def parted(text: str) -> Card:
    """The card that `written` wrote down. Raises ValueError for anything else."""
    try:
        kept: dict[str, Any] = json.loads(text)
        occasions = tuple(Occasion(*one) for one in kept.pop("occasions", ()))
        lists = {key: tuple(value) for key, value in kept.items() if isinstance(value, list)}
        return Card(**{**kept, **lists}, occasions=occasions)
    except (TypeError, AttributeError) as error:
        raise ValueError("no card of kith's") from error


def united(one: Card, other: Card) -> Card:
    """Two cards of one person as one: what both say once, what differs as the first says it, and nothing lost."""

    def both(here: tuple[str, ...], there: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*here, *there)))

    return replace(
        one,
        name=one.name or other.name,
        emails=both(one.emails, other.emails),
        nicknames=both(one.nicknames, other.nicknames),
        phones=both(one.phones, other.phones),
        profiles=both(one.profiles, other.profiles),
        occasions=one_of_each([*one.occasions, *other.occasions]),
        groups=both(one.groups, other.groups),
        country=one.country or other.country,
        org=one.org or other.org,
        title=one.title or other.title,
        members=both(one.members, other.members),
        pages=both(one.pages, other.pages),
    )


def grouped(cards: list[Placed]) -> list[Placed]:
    """The cards of people, each in the groups that the cards of groups among them name (Apple, vCard 4.0 KIND)."""
    named: dict[str, list[str]] = {}
    for card, _ in cards:
        for member in card.members:
            named.setdefault(member, []).append(card.name)
    found = []
    for card, place in cards:
        if card.firm:
            continue
        groups = tuple(dict.fromkeys([*card.groups, *named.get(card.uid, ())])) if card.uid else card.groups
        found.append(Placed(replace(card, groups=groups), place))
    return found
