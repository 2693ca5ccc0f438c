"""What the cards of the user's address books say about people: which addresses are one person's, names, numbers, days.

A card is strong evidence: its addresses are joined, but for those that mail shows to be people of different names: a
couple may share a card. It is outranked by the configuration, by merges and above all by splits. A name alone joins
nobody, not even the one on a card.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, pairwise, product

from kith.counts import Correspondent
from kith.journal import clean
from kith.model import Kind, Reach, Somebody
from kith.people.address import Me, match_key
from kith.people.card import Card, Placed
from kith.people.fullname import full_name
from kith.people.joining import Finding, pair
from kith.people.yearly import one_of_each


def shared(cards: Iterable[Placed]) -> frozenset[str]:
    """The mailboxes that cards of several people have: whose they are nobody can tell, so they join nobody."""
    names: dict[str, list[str]] = {}
    for card, _ in cards:
        for spec in card.emails if card.name else ():
            names.setdefault(match_key(spec), []).append(card.name)
    return frozenset(
        key for key, called in names.items() if not all(alike(called[0], other) for other in called[1:])
    )


def alike(one: str, other: str) -> bool:
    """Whether two cards' names may be one person's: the same first name, titles and order aside. "Karen Holm" and
    "Holm, Dr. Karen" are, and "Karen"; "Paul and Paula Ray" is not Paul Ray."""
    if one.casefold() == other.casefold():
        return True
    here, there = (full_name(name) or _alone(name) for name in (one, other))
    return bool(here and there) and here[0] == there[0]


def _alone(name: str) -> tuple[str, ...]:
    """A single word as a name of its own."""
    return full_name(f"{name} {name}")[:1] if len(name.split()) == 1 else ()


def findings(cards: Sequence[Placed], me: Me, seen: Mapping[str, frozenset[str]]) -> list[Finding]:
    """The pairs of mailboxes that one card names; strong are those it says to be one person's, the others are for the
    user to decide. `seen`: address -> every name it was seen with."""
    out, called = shared(cards), by_mailbox(seen)
    found: dict[tuple[str, str], Finding] = {}
    for card, place in cards:
        proofs = (f"one card names both ({place})",)
        owners = [[key for key in keys if key not in out and key not in me] for keys in bearers(card, called)]
        for keys in owners:
            for one, other in pairwise(keys):
                two = pair(one, other)
                found[two] = Finding(two, True, proofs, ())
        for here, there in combinations(filter(None, owners), 2):
            two = pair(here[0], there[0])
            whose = " and ".join(" or ".join(sorted(called.get(key, ()))) or "nobody" for key in two)
            doubt = f"in your mail they are {clean(whose, 160)}"
            found.setdefault(two, Finding(two, False, proofs, (doubt,)))
    return list(found.values())


def by_mailbox(seen: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """Mailbox -> every full name that any of its spellings was seen with, where there is one."""
    found: dict[str, frozenset[str]] = {}
    for spec, spelt in seen.items():
        if names := frozenset(filter(full_name, spelt)):
            found[match_key(spec)] = names | found.get(match_key(spec), frozenset())
    return found


def bearers(card: Card, called: Mapping[str, frozenset[str]]) -> list[list[str]]:
    """The mailboxes of a card by whom they belong to, as far as mail tells (`called`, of `by_mailbox`): first those of
    its owner, whose name it bears, or else who has the first of them; with them those that no mail names."""
    keys = list(dict.fromkeys(map(match_key, card.emails)))
    parts: list[list[str]] = []
    for key in filter(called.__contains__, keys):
        mine = next((part for part in parts if _one_name(card, called[key], called[part[0]])), None)
        if mine is None:
            parts.append([key])
        else:
            mine.append(key)
    parts.sort(key=lambda part: not _one_name(card, called[part[0]], (card.name,)))
    others = [key for part in parts[1:] for key in part]
    return [[key for key in keys if key not in others], *parts[1:]]


def _one_name(card: Card, here: Iterable[str], there: Iterable[str]) -> bool:
    """Whether one of these names and one of those may be one person's: the same first name, whatever the last one is
    (people marry), or the same last one where the card itself has the first name as another. Not Paul and Paula."""
    known = [name.casefold() for name in card.nicknames]
    for one, other in product(filter(None, map(full_name, here)), filter(None, map(full_name, there))):
        if one[0] == other[0] or (one[-1] == other[-1] and (one[0] in known or other[0] in known)):
            return True
    return False


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
    """The cards by whom they are about. A card goes to whoever has the first of its owner's addresses: of two whom the
    user has split, one gets it. `seen`: address -> every name it was seen with."""

    def __init__(self, cards: Sequence[Placed], me: Me, seen: Mapping[str, frozenset[str]]) -> None:
        out, called = shared(cards), by_mailbox(seen)
        self._by_key: dict[str, list[Placed]] = {}
        for one in cards:
            keys = [key for keys in bearers(one.card, called) for key in keys]
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
        profile = next((page for card in said for page in card.profiles), "")
        pages = (page for card in said for page in (*card.profiles, *card.pages))
        return replace(
            person,
            name=next((card.name for card in said if card.name), "") or person.name,
            kind=person.kind if machine else Kind.PERSON,
            because=f"{person.because}; in your address book" if not machine else person.because,
            cards=tuple(dict.fromkeys(place for _, place in about)),
            reach=Reach(next((number for card in said for number in card.phones), ""), profile),
            occasions=one_of_each(days),
            groups=tuple(dict.fromkeys(group for card in said for group in card.groups)),
            country=country,
            country_by=country_by,
            work=next(((card.title, card.org) for card in said if card.title or card.org), ("", "")),
            nicknames=tuple(dict.fromkeys(name for card in said for name in card.nicknames)),
            numbers=tuple(dict.fromkeys(number for card in said for number in card.phones)),
            pages=tuple(page for page in dict.fromkeys(pages) if page != profile),
        )  # fmt: skip
