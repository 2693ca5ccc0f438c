"""What the cards of the user's address books say about people: which addresses are one person's, names, numbers, days.

A card is strong evidence: its addresses are joined. It is outranked by the configuration, by merges and above all by
splits. A name alone joins nobody, not even the one on a card.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from kith.counts import Correspondent
from kith.model import Kind, Reach, Somebody
from kith.people.address import Me, match_key
from kith.people.card import Placed
from kith.people.joining import Finding, pair
from kith.people.yearly import one_of_each


def shared(cards: Iterable[Placed]) -> frozenset[str]:
    """The mailboxes that cards of several names have: whose they are nobody can tell, so they join nobody."""
    names: dict[str, set[str]] = {}
    for card, _ in cards:
        for spec in card.emails:
            names.setdefault(match_key(spec), set()).add(card.name.casefold())
    return frozenset(key for key, called in names.items() if len(called - {""}) > 1)


def findings(cards: Sequence[Placed], me: Me) -> list[Finding]:
    """The pairs of mailboxes that one card names."""
    out = shared(cards)
    found: dict[tuple[str, str], Finding] = {}
    for card, place in cards:
        keys = [key for key in dict.fromkeys(map(match_key, card.emails)) if key not in out and key not in me]
        for one, other in pairwise(keys):
            two = pair(one, other)
            found.setdefault(two, Finding(two, True, (f"one card names both ({place})",), ()))
    return list(found.values())


def with_cards(correspondents: Iterable[Correspondent], cards: Sequence[Placed]) -> list[Correspondent]:
    """All correspondents, and those whom only a card knows."""
    found = list(correspondents)
    known, out = {one.spec for one in found}, shared(cards)
    for card, _ in cards:
        for spec in card.emails:
            if spec not in known:
                known.add(spec)
                found.append(Correspondent(spec, "" if match_key(spec) in out else card.name))
    return found


def names(seen: Mapping[str, frozenset[str]], cards: Sequence[Placed]) -> dict[str, frozenset[str]]:
    """Address -> full names, with those of cards where mail has told none."""
    found, out = dict(seen), shared(cards)
    for card, _ in cards:
        for spec in card.emails:
            if card.name and not seen.get(spec) and match_key(spec) not in out:
                found[spec] = found.get(spec, frozenset()) | {card.name}
    return found


class Shelf:
    """The cards by whom they are about. A card goes to whoever has the first of its addresses: of two whom the user has
    split, one gets it."""

    def __init__(self, cards: Sequence[Placed], me: Me) -> None:
        out = shared(cards)
        self._by_key: dict[str, list[Placed]] = {}
        for one in cards:
            keys = [match_key(spec) for spec in one.card.emails]
            if any(key in me for key in keys):  # the user's own card
                continue
            first = next((key for key in keys if key not in out), None)
            if first is not None:
                self._by_key.setdefault(first, []).append(one)

    def __contains__(self, key: object) -> bool:
        return key in self._by_key

    def put_to(self, person: Somebody, keys: Iterable[str]) -> Somebody:
        """Somebody with what their cards say; of two that say different things, the first by the order of the books."""
        about = [one for key in keys for one in self._by_key.get(key, ())]
        if not about:
            return person
        said, machine = [one.card for one in about], person.kind in (Kind.ROBOT, Kind.LIST)
        days = [
            day._replace(because=f"your address book: {place}")
            for card, place in about
            for day in card.occasions
        ]
        country, country_by = next(
            ((card.country, f"as their card says ({place})") for card, place in about if card.country),
            ("", ""),
        )
        return replace(
            person,
            name=next((card.name for card in said if card.name), "") or person.name,
            kind=person.kind if machine else Kind.PERSON,
            because=f"{person.because}; in your address book" if not machine else person.because,
            cards=tuple(dict.fromkeys(place for _, place in about)),
            reach=Reach(
                next((number for card in said for number in card.phones), ""),
                next((page for card in said for page in card.profiles), ""),
            ),
            occasions=one_of_each(days),
            groups=tuple(dict.fromkeys(group for card in said for group in card.groups)),
            country=country,
            country_by=country_by,
            work=next(((card.title, card.org) for card in said if card.title or card.org), ("", "")),
        )  # fmt: skip
