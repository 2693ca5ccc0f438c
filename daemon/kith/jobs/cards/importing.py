"""`kith import`: cards of files that are read once, and kept in the store. Proposed first, done when it is wanted.

Said twice, it is done once: a card is known again by its UID, or by where it comes from, its first address and where
need be its name, and takes the place of what was kept of it. Two cards of one person in one import are one. What each
card changes is decided in `kith.jobs.cards.changes`.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kith import files
from kith.config.settings import Settings
from kith.errors import KithError
from kith.jobs.cards.carding import numbered, remembered
from kith.jobs.cards.changes import FRESH, Change, Known, change_of
from kith.jobs.people import everyone, shelved
from kith.people import tables, vcard
from kith.people.address import Me, match_key
from kith.people.card import Card, Placed, united, written
from kith.people.carding import by_mailbox
from kith.store import Store
from kith.store.cards import CardFile, CardRow

IMPORTED = "import:cards"
_TABLES = (".csv", ".tsv", ".txt")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an import would do, and what is wrong with its files. `unread`: the paths that nothing was read from."""

    changes: tuple[Change, ...]
    faults: tuple[str, ...]
    rows: tuple[CardRow, ...] = ()
    unread: tuple[str, ...] = ()

    def count(self, action: str) -> int:
        return sum(change.action == action for change in self.changes)


@dataclass(frozen=True, slots=True)
class _Read:
    """One card and where it stands."""

    form: str  # "vcard", "csv"
    file: str
    line: int
    card: Card


def propose(store: Store, settings: Settings, paths: Sequence[Path]) -> Proposal:
    """What the cards of these files and folders would add, join and change. One that cannot be read is told among the
    faults, and stops no other."""
    read: list[_Read] = []
    faults: list[str] = []
    unread: list[str] = []
    for path in paths:
        try:
            found, wrong = _read(path)
        except KithError as error:
            found, wrong = [], [str(error)]
        read += (one for one in found if not one.card.firm)
        faults += wrong
        unread += [str(path)] if wrong and not found else []
    with store.reading():
        rows = remembered(_as_rows(read), store.decisions.forgotten())
        kept = {row.uid: row for row in store.cards.of(IMPORTED).values()}
        people, me = everyone(store, settings), Me(settings.my_addresses)
        books = _names_on(shelved(store, settings), {row.uid for row in rows}, kept)
        known = Known.of(people, kept, by_mailbox(store.decisions.names()), me, books)
    changes = [change_of(row, known) for row in rows]
    fresh = tuple(row for row, change in zip(rows, changes, strict=True) if change.action in FRESH)
    return Proposal(tuple(changes), tuple(faults), fresh, tuple(unread))


def _names_on(
    shelf: Sequence[Placed], coming: Collection[str], kept: Mapping[str, CardRow]
) -> dict[str, frozenset[str]]:
    """Mailbox -> the names that cards give it, but for those of cards that are about to be replaced."""
    replaced = {row.card for uid, row in kept.items() if uid in coming}
    found: dict[str, frozenset[str]] = {}
    for card, _ in shelf:
        if card.name and card not in replaced:
            for key in map(match_key, card.emails):
                found[key] = found.get(key, frozenset()) | {card.name}
    return found


def do(store: Store, proposal: Proposal) -> None:
    """Keep the cards of a proposal."""
    with store.transaction():
        kept = {row.uid: row for row in store.cards.of(IMPORTED).values()}
        kept |= {row.uid: row._replace(line=0) for row in proposal.rows}
        rows = numbered(sorted(kept.values()))
        store.cards.put(CardFile(IMPORTED, "", 0, 0, b""), rows)


def _read(path: Path) -> tuple[list[_Read], list[str]]:
    """The cards of everything at a path, and what is wrong there. KithError where it cannot be looked into; a file in a
    folder that cannot be read stops no other."""
    below = (
        {str(path): None} if path.suffix.lower() in _TABLES and path.is_file() else files.vcards_below(path)
    )
    if not below:
        raise KithError(f"{path}: holds no vCard file; name a .vcf or .csv file, or a folder of .vcf files")
    found: list[_Read] = []
    faults: list[str] = []
    for file in below:
        try:
            cards, wrong = _cards(file)
        except KithError as error:
            faults.append(str(error))
            continue
        found += cards
        faults += wrong
    return found, faults


def _cards(file: str) -> tuple[list[_Read], list[str]]:
    """The cards of one file, and its faults by line."""
    raw = files.read_vcards(file)
    if not raw.strip():
        return [], [f"{file}: is empty; there is nothing to import"]
    by_name = file.lower().endswith(files.VCARDS)
    if by_name or b"BEGIN:VCARD" in raw[:4096].replace(b"\0", b"").upper():
        form, (cards, wrong) = "vcard", vcard.cards(raw)
    else:
        form, (cards, wrong) = "csv", tables.read(raw)
    return [_Read(form, file, line, card) for line, card in cards], [
        f"{file}:{fault.line}: {fault.what}" for fault in wrong
    ]


def _as_rows(read: Sequence[_Read]) -> list[CardRow]:
    """A row for each card, by what it is known again by; two that are one person's put together."""
    found: dict[str, _Read] = {}
    for one, key in zip(read, _keys(read), strict=True):
        before = found.get(key)
        found[key] = (
            one
            if before is None
            else _Read(before.form, before.file, before.line, united(before.card, one.card))
        )
    return [
        CardRow(
            key, one.line, hashlib.sha256(written(one.card).encode("utf-8", "replace")).digest(), one.card
        )
        for key, one in found.items()
    ]


def _keys(read: Sequence[_Read]) -> Iterator[str]:
    """What each card is known again by. Two names at one address are two people, whom no other number tells apart."""
    owners: dict[str, str] = {}
    for one in read:
        if one.card.uid or not one.card.emails:
            yield one.card.uid or f"{one.form}:{one.file}:{one.line}"
            continue
        key, name = f"{one.form}:{match_key(one.card.emails[0])}", " ".join(one.card.name.casefold().split())
        owner = owners.get(key) or name
        owners[key] = owner
        yield key if name in ("", owner) else f"{key}#{name}"
