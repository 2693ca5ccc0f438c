"""Who was asked how they like to be reached, and what an answer seemed to say: with the letter that did so."""

import sqlite3
from collections.abc import Iterable, Sequence

from kith.digest import Proposed
from kith.store.known import rows_of

_COUNTS = (  # as in `kith.store.ledger`: a refused letter has said nothing, unless its draft lies in the folder
    "(letter.state NOT IN ('refused', 'dropped') OR EXISTS (SELECT 1 FROM draft WHERE draft.letter = letter.id "
    "AND draft.address = asking.address AND draft.placed_at IS NOT NULL))"
)


class Asking:
    """Writes belong into a transaction of the store."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def enter(self, letter: int, asked: Iterable[tuple[str, str]], proposed: Iterable[Proposed]) -> None:
        """What a digest asks, by address, and why now; and what it proposes. In the place of what stood there."""
        self._db.execute("DELETE FROM asking WHERE letter = ?", (letter,))
        self._db.execute("DELETE FROM proposal WHERE letter = ?", (letter,))
        self._db.executemany(
            "INSERT INTO asking VALUES (?, ?, ?)", [(letter, address, moment) for address, moment in asked]
        )
        self._db.executemany(
            "INSERT INTO proposal VALUES (?, ?, ?, ?, ?)",
            [(letter, one.address, one.channel, one.reach, one.message) for one in proposed],
        )

    def drafted(self, besides: int | None = None) -> dict[str, list[int]]:
        """Address -> when a digest had a draft that asks (unix seconds), oldest first; `besides` left out."""
        found: dict[str, list[int]] = {}
        for address, at in self._db.execute(
            f"SELECT asking.address, composed_at FROM asking JOIN letter ON letter.id = asking.letter "  # noqa: S608
            f"WHERE letter.id <> ? AND {_COUNTS} ORDER BY composed_at",
            (-1 if besides is None else besides,),
        ):
            found.setdefault(address, []).append(at)
        return found

    def proposed(self, addresses: Sequence[str], besides: int | None = None) -> list[Proposed]:
        """What was proposed about somebody, newest first; `besides` left out."""
        return [Proposed(*rest) for _, _, *rest in self._proposals(addresses, besides)]

    def proposed_at(self, addresses: Sequence[str], besides: int | None = None) -> int | None:
        """When the newest digest that proposed something about somebody was written (unix seconds), None for never;
        `besides` left out."""
        return max((at for _, at, *_ in self._proposals(addresses, besides)), default=None)

    def _proposals(
        self, addresses: Sequence[str], besides: int | None
    ) -> list[tuple[int, int, str, str, str, str]]:
        """Newest first. A letter that did not go out has proposed nothing."""
        rows = rows_of(
            self._db,
            "SELECT letter, composed_at, proposal.address, channel, reach, message FROM proposal "
            "JOIN letter ON letter.id = proposal.letter "
            "WHERE letter.state NOT IN ('refused', 'dropped') AND proposal.address IN (?)",
            list(addresses),
        )
        return [row for row in sorted(rows, reverse=True) if row[0] != besides]
