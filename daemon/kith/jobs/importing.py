"""`kith import`: cards of files that are read once, and kept in the store. Proposed first, done when it is wanted.

Said twice, it is done once: a card is known again by its UID, or by where it comes from and its first address, and
takes the place of what was kept of it.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kith import files
from kith.config.settings import Settings
from kith.errors import KithError
from kith.jobs.carding import numbered, remembered
from kith.jobs.people import everyone
from kith.model import Kind, Somebody
from kith.people import tables, vcard
from kith.people.address import Me, match_key
from kith.people.card import Card, written
from kith.people.fullname import full_name
from kith.store import Store
from kith.store.cards import CardFile, CardRow

IMPORTED = "import:cards"


@dataclass(frozen=True, slots=True)
class Change:
    """What importing one card does: "add", "join", "change", "same", "left out". `what`: the facts, for the user."""

    action: str
    name: str
    addresses: tuple[str, ...]
    what: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an import would do, and what is wrong with its files."""

    changes: tuple[Change, ...]
    faults: tuple[str, ...]
    rows: tuple[CardRow, ...] = ()

    def count(self, action: str) -> int:
        return sum(change.action == action for change in self.changes)


def propose(store: Store, settings: Settings, paths: Sequence[Path]) -> Proposal:
    """What the cards of these files and folders would add, join and change. KithError where one cannot be read."""
    found: list[CardRow] = []
    faults: list[str] = []
    for path in paths:
        for file, form, line, card in _read(path, faults):
            key = card.uid or f"{form}:{match_key(card.emails[0])}" if card.emails or card.uid else ""
            digest = hashlib.sha256(written(card).encode("utf-8", "replace")).digest()
            found.append(CardRow(key or f"{form}:{file}:{line}", line, digest, card))
    with store.reading():
        people = everyone(store, settings)
        kept = {row.uid: row for row in store.cards.of(IMPORTED).values()}
        rows = remembered(found, store.decisions.forgotten())
    me, owner = Me(settings.my_addresses), {match_key(spec): one for one in people for spec in one.addresses}
    changes, fresh, seen = [], [], set[str]()
    for row in rows:
        change = _change(row, kept, owner, people, me)
        if row.uid in seen and change.action != "left out":
            change = Change("same", row.card.name, row.card.emails)
        seen.add(row.uid)
        changes.append(change)
        if change.action in ("add", "join", "change"):
            fresh.append(row)
    return Proposal(tuple(changes), tuple(faults), tuple(fresh))


def do(store: Store, proposal: Proposal) -> None:
    """Keep the cards of a proposal."""
    with store.transaction():
        kept = {row.uid: row for row in store.cards.of(IMPORTED).values()}
        kept |= {row.uid: row._replace(line=0) for row in proposal.rows}
        rows = numbered(sorted(kept.values()))
        store.cards.put(CardFile(IMPORTED, "", 0, 0, b""), rows)


def _read(path: Path, faults: list[str]) -> Iterator[tuple[str, str, int, Card]]:
    """File, form, line and card of everything at a path."""
    if path.suffix.lower() in (".csv", ".tsv", ".txt") and path.is_file():
        found: Mapping[str, files.Marks] = {str(path): files.Marks(0, 0)}
    else:
        found = files.vcards_below(path)
    if not found:
        raise KithError(f"{path}: holds no vCard file; name a .vcf or .csv file, or a folder of .vcf files")
    for file in found:
        raw = files.read_vcards(file)
        if b"BEGIN:VCARD" in raw[:4096].replace(b"\0", b"").upper():
            form, (cards, wrong) = "vcard", vcard.cards(raw)
        else:
            form, (cards, wrong) = "csv", tables.read(raw)
        faults += [f"{file}:{fault.line}: {fault.what}" for fault in wrong]
        yield from ((file, form, line, card) for line, card in cards if not card.firm)


def _change(
    row: CardRow,
    kept: Mapping[str, CardRow],
    owner: Mapping[str, Somebody],
    people: Sequence[Somebody],
    me: Me,
) -> Change:
    card = row.card
    if not card.emails:
        return Change("left out", card.name, (), _without_address(card, people))
    if any(spec in me for spec in card.emails):
        return Change("left out", card.name, card.emails, "your own card")
    if row.uid in kept and written(kept[row.uid].card) == written(card):
        return Change("same", card.name, card.emails)
    whose = {one.addresses: one for spec in card.emails if (one := owner.get(match_key(spec)))}
    if not whose:
        return Change("add", card.name, card.emails, _facts(card, None))
    first = next(iter(whose.values()))
    new = [spec for spec in card.emails if match_key(spec) not in map(match_key, first.addresses)]
    if new:
        return Change(
            "join", first.name or card.name, card.emails, f"{', '.join(new)} with {first.addresses[0]}"
        )
    facts = _facts(card, first)
    if not facts and (first.cards or first.named):
        return Change("same", first.name, card.emails)
    return Change("change", first.name or card.name, card.emails, facts or "in your address book from now on")


def _facts(card: Card, known: Somebody | None) -> str:
    """What a card says that was not known."""
    phone, page = card.phones[:1], card.profiles[:1]
    days = {one[:3] for one in known.occasions} if known else set()
    groups = [group for group in card.groups if known is None or group not in known.groups]
    told = [
        f"name {card.name}" if known and known.kind is Kind.PERSON and card.name and card.name != known.name else "",
        f"number {phone[0]}" if phone and not (known and known.reach.phone) else "",
        f"profile {page[0]}" if page and not (known and known.reach.profile) else "",
        *(one.kind for one in card.occasions if one[:3] not in days),
        f"groups {', '.join(groups)}" if groups else "",
        f"country {card.country}" if card.country and not (known and known.country) else "",
    ]  # fmt: skip
    return ", ".join(filter(None, told))


def _without_address(card: Card, people: Sequence[Somebody]) -> str:
    """A name joins nobody; but where it fits one person, how to say so is one line."""
    name = full_name(card.name)
    fits = [one for one in people if name and one.kind is Kind.PERSON and full_name(one.name) == name]
    if len(fits) == 1 and card.profiles and not fits[0].reach.profile:
        return (
            f"no address; the name fits {fits[0].addresses[0]}: if it is them, "
            f'kith do "{fits[0].addresses[0]} prefers linkedin {card.profiles[0]}"'
        )
    return "no address"
