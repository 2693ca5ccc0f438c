"""Reading the user's address books: what is new, changed or gone since the last look. One bad file stops no other.

Cheap where nothing has changed: a file is opened when its date or size is another one, and of its cards those are read
whose text is another one. A folder that cannot be looked into keeps its cards: it may be a disk that is not there now.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kith import files
from kith.config.paths import expanded
from kith.config.settings import Settings
from kith.errors import KithError
from kith.journal import Journal
from kith.people import vcard
from kith.people.card import Card, written
from kith.store import Store
from kith.store.cards import CardFile, CardRow
from kith.store.decisions import Forgotten


@dataclass(frozen=True, slots=True)
class CardLook:
    """What a look found: files there are, those read anew, and what is wrong, a sentence each. `cards`: how many there
    are, 0 where nothing was read."""

    files: int = 0
    cards: int = 0
    read: int = 0
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Librarian:
    """Keeps the store's cards as the files of `people.vcards` are."""

    settings: Settings
    store: Store
    environ: Mapping[str, str]
    journal: Journal

    def look(self) -> CardLook:
        """Read what has changed. Nothing configured, and nothing kept from before: nothing is done."""
        known = {path: one for path, one in self.store.cards.files().items() if one.source}
        if not self.settings.people.vcards and not known:
            return CardLook()
        faults: list[str] = []
        found: dict[str, files.Marks] = {}
        whose: dict[str, str] = {}
        unseen: set[str] = set()
        for configured in self.settings.people.vcards:
            source = str(configured)
            try:
                below = files.vcards_below(expanded(configured, self.environ))
            except KithError as error:
                faults.append(str(error))
                unseen.add(source)
                continue
            found |= {path: one for path, one in below.items() if path not in found}
            whose |= {path: source for path in below if path not in whose}
        gone = [path for path, one in known.items() if path not in found and one.source not in unseen]
        if gone:
            with self.store.transaction():
                self.store.cards.drop(gone)
        read = 0
        for path, marks in sorted(found.items()):
            try:
                read += self._file(path, whose[path], marks, known.get(path))
            except KithError as error:
                faults.append(str(error))
        kept = self.store.cards.files()
        faults += [
            f"{path}:{line}: {what}" for path, one in sorted(kept.items()) for line, what in one.faults
        ]
        if read or gone:
            self.journal.cards_read(read, len(gone), len(faults))
        number = len(self.store.cards.all(())) if read or gone or faults else 0
        return CardLook(len(found), number, read, tuple(faults))

    def _file(self, path: str, source: str, marks: files.Marks, known: CardFile | None) -> bool:
        """One file; False where nothing in it has changed."""
        same_place = known is not None and known.source == source
        if known and same_place and (known.mtime, known.size) == marks:
            return False
        raw = files.read_vcards(path)
        sha = hashlib.sha256(raw).digest()
        if known and same_place and known.sha256 == sha:
            with self.store.transaction():
                self.store.cards.touch(path, marks.mtime)
            return False
        forgotten = self.store.decisions.forgotten()
        sound = known is not None and not known.faults  # else nobody knows which card a fault was in
        rows, faults = cards_of(raw, self.store.cards.of(path) if sound else {})
        with self.store.transaction():
            self.store.cards.put(
                CardFile(path, source, marks.mtime, marks.size, sha, tuple(faults)),
                remembered(rows, forgotten),
            )
        return True


def cards_of(raw: bytes, known: Mapping[bytes, CardRow]) -> tuple[list[CardRow], list[tuple[int, str]]]:
    """The cards of a file; those whose text is known and was without a fault are not read anew."""
    parts, faults = vcard.split(raw)
    rows: list[CardRow] = []
    for part in parts:
        if before := known.get(part.digest):
            rows.append(before._replace(uid=before.card.uid, line=part.line))
            continue
        card, wrong = vcard.read(part)
        faults += wrong
        if card.name or card.emails or card.members:
            rows.append(CardRow(card.uid, part.line, part.digest, card))
    return numbered(rows), sorted(faults)


def numbered(rows: Sequence[CardRow]) -> list[CardRow]:
    """The rows with a UID each: a hash of what they say where they have none, a number behind one that comes again."""
    seen: dict[str, int] = {}
    found = []
    for row in rows:
        uid = row.uid or hashlib.sha256(written(row.card).encode("utf-8", "replace")).hexdigest()[:32]
        seen[uid] = seen.get(uid, 0) + 1
        found.append(row._replace(uid=uid if seen[uid] == 1 else f"{uid}#{seen[uid]}"))
    return found


def remembered(rows: Sequence[CardRow], forgotten: Forgotten) -> list[CardRow]:
    """Without the addresses that `kith forget` keeps out, and the cards that have no other."""
    if not forgotten:
        return list(rows)
    found = []
    for row in rows:
        left = tuple(spec for spec in row.card.emails if spec not in forgotten)
        if left or not row.card.emails:
            found.append(row._replace(card=_with(row.card, left)))
    return found


def _with(card: Card, emails: tuple[str, ...]) -> Card:
    return card if emails == card.emails else replace(card, emails=emails)
