"""What importing one card changes: decided from the card and from what is known, and said in words. Writes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kith.journal import clean
from kith.model import Kind, Occasion, Somebody
from kith.people.address import Me, match_key
from kith.people.card import Card, written
from kith.people.carding import alike, bearers
from kith.people.fullname import full_name
from kith.store.cards import CardRow

FRESH = ("add", "join", "change")  # what is written down
MOST_NAMESAKES = 3


@dataclass(frozen=True, slots=True)
class Change:
    """What importing one card does: "add", "join", "change", "same", "left out". `what`: the facts, for the user."""

    action: str
    name: str
    addresses: tuple[str, ...]
    what: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What a card is held against. `kept`: cards imported before, by UID; `called`: mailbox -> names in the mail;
    `books`: mailbox -> names on all cards there are."""

    people: Sequence[Somebody]
    owner: Mapping[str, Somebody]
    kept: Mapping[str, CardRow]
    called: Mapping[str, frozenset[str]]
    me: Me
    books: Mapping[str, frozenset[str]]

    @classmethod
    def of(
        cls,
        people: Sequence[Somebody],
        kept: Mapping[str, CardRow],
        called: Mapping[str, frozenset[str]],
        me: Me,
        books: Mapping[str, frozenset[str]],
    ) -> "Known":
        """With whose each mailbox is."""
        owner = {match_key(spec): one for one in people for spec in one.addresses}
        return cls(people, owner, kept, called, me, books)


def change_of(row: CardRow, known: Known) -> Change:
    """What one card does, as against what is known."""
    card, before = row.card, known.kept.get(row.uid)
    if not card.emails:
        return Change("left out", card.name, (), _without_address(card, known.people))
    if any(spec in known.me for spec in card.emails):
        return Change("left out", card.name, card.emails, "your own card")
    if before and written(before.card) == written(card):
        return Change("same", card.name, card.emails)
    keys, *others = bearers(card, known.called)
    first = next((one for key in keys if (one := known.owner.get(key))), None)
    apart = _apart(card, keys, others, known)
    gone = _gone(before.card, card) if before else ""
    if first is None:
        return Change(
            "add", card.name, card.emails, _told(_facts(card, None), apart, _namesakes(card, known))
        )
    mine, name = {match_key(spec) for spec in first.addresses}, first.name or card.name
    new = [spec for spec in card.emails if match_key(spec) in keys and match_key(spec) not in mine]
    facts = _told(_facts(card, first), gone)
    if new:
        joined = f"{', '.join(new)} with {first.addresses[0]}"
        return Change("join", name, card.emails, _told(joined, facts, apart))
    if not facts and not before and (first.cards or first.named):
        return Change("same", first.name, card.emails, apart)
    otherwise = "as the card has it now" if before else "in your address book from now on"
    return Change("change", name, card.emails, _told(facts or otherwise, apart))


def _told(*parts: str) -> str:
    return "; ".join(filter(None, parts))


def _facts(card: Card, known: Somebody | None) -> str:
    """What a card says that was not known."""
    whose = known or Somebody("", (), Kind.UNKNOWN, "")
    digits = {_digits(number) for number in (whose.reach.phone, *whose.numbers)}
    pages = {whose.reach.profile, *whose.pages}
    numbers = [number for number in card.phones if _digits(number) not in digits]
    new = [page for page in (*card.profiles, *card.pages) if page not in pages]
    groups = [group for group in card.groups if group not in whose.groups]
    nicknames = [name for name in card.nicknames if name not in whose.nicknames]
    work = ", ".join(filter(None, (card.title, card.org)))
    told = [
        f"name {card.name}" if whose.kind is Kind.PERSON and card.name and card.name != whose.name else "",
        *(f"number {number}" for number in numbers),
        *(f"profile {page}" for page in new),
        *(one.kind for one in card.occasions if not _is_told(one, whose.occasions)),
        f"groups {', '.join(groups)}" if groups else "",
        f"country {card.country}" if card.country and not whose.country else "",
        f"work {work}" if work and not any(whose.work) else "",
        f"called {', '.join(nicknames)}" if nicknames else "",
    ]
    return clean(", ".join(filter(None, told)), 200)


def _is_told(day: Occasion, known: Sequence[Occasion]) -> bool:
    """Whether a day is known already, with its year where it has one."""
    return any(one[:3] == day[:3] and day.year in (None, one.year) for one in known)


def _digits(number: str) -> str:
    return "".join(filter(str.isdigit, number))


def _gone(before: Card, now: Card) -> str:
    """What a card said and says no longer."""
    kinds = {one.kind for one in now.occasions}
    lost = [
        *(spec for spec in before.emails if spec not in now.emails),
        *(f"number {number}" for number in before.phones if number not in now.phones),
        *(
            f"profile {page}"
            for page in (*before.profiles, *before.pages)
            if page not in (*now.profiles, *now.pages)
        ),
        *(one.kind for one in before.occasions if one.kind not in kinds),
        *(f"group {group}" for group in before.groups if group not in now.groups),
        f"country {before.country}" if before.country and not now.country else "",
    ]
    lost = [*filter(None, lost)]
    return clean(f"no longer there: {', '.join(lost)}", 200) if lost else ""


def _apart(card: Card, keys: Sequence[str], others: Sequence[Sequence[str]], known: Known) -> str:
    """That a card names people whom mail calls by different names: how to say that they are one; and that another card
    calls the same address something else."""
    spec_of = {match_key(spec): spec for spec in reversed(card.emails)}
    told = []
    for key, spec in spec_of.items():
        others_names = [name for name in known.books.get(key, ()) if card.name and not alike(card.name, name)]
        if others_names:
            told.append(
                f"another card calls {spec} {clean(min(others_names), 60)}: whose it is nobody can tell, so neither is "
                "used; mend one of them"
            )
    for theirs in others:
        spec = spec_of[theirs[0]]
        called = " or ".join(sorted(known.called.get(theirs[0], ())))
        told.append(
            f"{spec} is {clean(called, 60)} in your mail and is not joined: if they are one person, "
            f"kith merge {spec_of[keys[0]]} {spec}"
        )
    return "; ".join(told)


def _namesakes(card: Card, known: Known) -> str:
    """Whom a new card's name fits: a name joins nobody, but how to say so is one line."""
    fits = _called(card.name, known.people)
    if not fits:
        return ""
    if len(fits) > 1:
        listed = ", ".join(one.addresses[0] for one in fits[:MOST_NAMESAKES])
        return f"the name fits {listed}: if it is one of them, kith merge THAT {card.emails[0]}"
    spec = fits[0].addresses[0]
    return f"the name fits {spec}, whom you know: if it is them, kith merge {spec} {card.emails[0]}"


def _without_address(card: Card, people: Sequence[Somebody]) -> str:
    """A name joins nobody; but where it fits one person, how to say so is one line."""
    fits = _called(card.name, people)
    if len(fits) == 1 and card.profiles and not fits[0].reach.profile:
        return (
            f"no address; the name fits {fits[0].addresses[0]}: if it is them, "
            f'kith do "{fits[0].addresses[0]} prefers linkedin {card.profiles[0]}"'
        )
    return "no address"


def _called(name: str, people: Sequence[Somebody]) -> list[Somebody]:
    """The people of a full name."""
    key = full_name(name)
    return [one for one in people if key and one.kind is Kind.PERSON and full_name(one.name) == key]
