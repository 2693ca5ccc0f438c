"""kith's letters as the user answers them: which there are, whom their numbers mean, what they say."""

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from kith.store.ledger import Letter


class Left(NamedTuple):
    """A letter that has left. `about`: of an answer, the number of the digest whose people it is about."""

    number: int
    message_id: str
    at: int
    about: int | None


class Suggested(NamedTuple):
    """Somebody a digest that has left named: the address, and when the digest was made (unix seconds)."""

    message_id: str
    address: str
    at: int


class Correspondence:
    """Writes belong into a transaction of the store."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def left(self) -> list[Left]:
        """Every digest and answer that is, or may be, in the user's mailbox; oldest first. A notice is not answered."""
        rows = self._db.execute(
            "SELECT id, message_id, composed_at, about FROM letter "
            "WHERE state IN ('leaving', 'delivered') AND kind <> 'notice' ORDER BY composed_at, id"
        )
        return [Left(*row) for row in rows]

    def suggested(self, since: int) -> list[Suggested]:
        """Everybody named by the digests since then that have left."""
        rows = self._db.execute(
            "SELECT message_id, address, composed_at FROM suggestion JOIN letter ON letter.id = letter "
            "WHERE kind = 'digest' AND state IN ('leaving', 'delivered') AND composed_at >= ? "
            "ORDER BY composed_at, letter.id, number",
            (since,),
        )
        return [Suggested(*row) for row in rows]

    def numbers(self, letter: int) -> dict[int, str]:
        """Number -> address, as a letter means them; an answer's are those of its digest, and its own behind them."""
        rows = self._db.execute(
            "SELECT number, address FROM suggestion WHERE letter IN (?1, (SELECT about FROM letter WHERE id = ?1))",
            (letter,),
        )
        return dict(rows.fetchall())

    def content(self, letter: int) -> bytes:
        """The letter as it left; b"" where that is no longer kept."""
        row = self._db.execute("SELECT content FROM letter WHERE id = ?", (letter,)).fetchone()
        return bytes(row[0]) if row and row[0] else b""

    def answer(self, letter: Letter, about: int | None, choices: Iterable[tuple[int, str]]) -> None:
        """Enter an answer to a mail of the user's; once for each Message-ID. `choices`: number -> address of those it
        asks about. It may have left before, if this store came from a backup: so it is looked for first."""
        row = self._db.execute(
            "INSERT INTO letter (message_id, composed_at, recipient, content, state, messages_read, kind, about) "
            "VALUES (?, ?, ?, ?, 'leaving', 0, 'answer', ?) ON CONFLICT DO NOTHING RETURNING id",
            (letter.message_id, letter.composed_at, letter.recipient, letter.content, about),
        ).fetchone()
        if row is not None:
            self._db.executemany(
                "INSERT INTO suggestion (letter, number, address, reason) VALUES (?, ?, ?, '')",
                ((row[0], number, address) for number, address in choices),
            )

    def fade(self, before: int) -> None:
        """Keep the words of older letters no longer: nobody answers them any more."""
        self._db.execute(
            "UPDATE letter SET content = NULL WHERE state = 'delivered' AND composed_at < ? AND content IS NOT NULL",
            (before,),
        )
