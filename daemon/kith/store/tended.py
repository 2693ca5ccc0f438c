"""The drafts that lie in a Drafts folder, and what becomes of each there: the states of a `draft` from `placed` on.

A draft is said to be `removing` before anything is done to it in the folder. One that has come to its end stays so:
nothing is ever done about it again.
"""

import sqlite3
from typing import NamedTuple

from kith.store.drafts import PLACEMENT, Placement, placement

_LIVING = "state IN ('placed', 'removing')"


class Letters(NamedTuple):
    """What the digests tell of a draft's own one: the newest command it tells of, when it was written, whether a newer
    one was written, and whether other words for the draft wait; then the newest mail those were written with, to the
    person and from them, else the draft's own; and the kind of the reason it was written for. Unix seconds."""

    heard: int
    composed_at: int
    superseded: bool
    reworded: bool
    sent_before: int
    received_before: int
    reason: str = ""


class Tended:
    """Writes belong into a transaction of the store; each gives whether the draft was still to be tended."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def living(self) -> list[Placement]:
        """The drafts that lie in their folder as far as is known, oldest first."""
        rows = self._db.execute(
            PLACEMENT + "WHERE draft.state IN ('placed', 'removing') ORDER BY letter, address"
        )
        return [placement(row) for row in rows]

    def about(self, address: str) -> list[Placement]:
        """Every draft to an address that was ever put into a folder, oldest first."""
        rows = self._db.execute(
            PLACEMENT + "WHERE address = ? AND placed_at IS NOT NULL ORDER BY letter", (address,)
        )
        return [placement(row) for row in rows]

    def letters(self, draft: Placement) -> Letters:
        """How things stand with its digest."""
        heard, composed_at, superseded, sent_before, received_before, reason = self._db.execute(
            "SELECT heard, composed_at, EXISTS (SELECT 1 FROM letter AS newer WHERE newer.id > letter.id "
            "AND newer.kind = 'digest' AND newer.state NOT IN ('refused', 'dropped')), sent_before, received_before, "
            "coalesce((SELECT reason FROM suggestion WHERE suggestion.letter = letter.id AND address = ?1), '') "
            "FROM letter "
            "LEFT JOIN redraft ON redraft.letter = letter.id AND redraft.address = ?1 AND letter.state = 'written' "
            "WHERE letter.id = ?2",
            (draft.address, draft.letter),
        ).fetchone()
        if sent_before is None:
            known = (draft.sent_before, draft.received_before)
            return Letters(heard, composed_at, bool(superseded), False, *known, reason)
        return Letters(heard, composed_at, bool(superseded), True, sent_before, received_before, reason)

    def news(self) -> tuple[int, int, int, int]:
        """Numbers that change with every message read, everything said, every digest written and every plan of the
        user's corrected."""
        row = self._db.execute(
            "SELECT (SELECT coalesce(sum(messages), 0) FROM folder), (SELECT coalesce(max(id), 0) FROM event), "
            "(SELECT coalesce(max(id), 0) FROM letter), (SELECT coalesce(max(id), 0) FROM transition_change)"
        ).fetchone()
        return row[0], row[1], row[2], row[3]

    def wants_room(self) -> bool:
        """Whether drafts wait to be put into a folder, so that older ones should make room."""
        (wants,) = self._db.execute(
            "SELECT EXISTS (SELECT 1 FROM draft WHERE state IN ('written', 'leaving')) "
            "OR EXISTS (SELECT 1 FROM redraft)"
        ).fetchone()
        return bool(wants)

    def message_ids(self, besides: Placement) -> frozenset[str]:
        """The Message-IDs of all drafts that kith has put anywhere, but for one."""
        rows = self._db.execute(
            "SELECT message_id FROM draft WHERE message_id <> ? AND placed_at IS NOT NULL",
            (besides.message_id,),
        )
        return frozenset(row[0] for row in rows)

    def seen(self, draft: Placement, now: int, gone_at: int | None) -> bool:
        """It was looked for: it is there, or has been gone since an instant (unix seconds)."""
        return self._moved(draft, "looked_at = ?, gone_at = ?, retry_at = NULL, tries = 0", now, gone_at)

    def failed(self, draft: Placement, retry_at: int) -> bool:
        """Nobody could look, or nobody knows what came of it: not again before an instant."""
        return self._moved(draft, "retry_at = ?, tries = tries + 1", retry_at)

    def removing(self, draft: Placement, uidvalidity: int | None, uid: int, because: str) -> bool:
        """It is about to be taken away: from here on it may be gone, or marked as deleted by kith."""
        return self._moved(
            draft, "state = 'removing', uidvalidity = ?, uid = ?, because = ?", uidvalidity, uid, because
        )

    def ended(self, draft: Placement, state: str, because: str, now: int) -> bool:
        """It has come to its end: `sent`, `edited`, `dropped`, `removed` or `left`."""
        moved = self._moved(
            draft, "state = ?, because = ?, looked_at = ?, ended_at = ?, "
            "ended_after = (SELECT coalesce(max(id), 0) FROM letter)", state, because, now, now,
        )  # fmt: skip
        self._db.execute(
            "DELETE FROM redraft WHERE letter = ? AND address = ?", (draft.letter, draft.address)
        )
        return moved

    def replaced(self, draft: Placement) -> bool:
        """It was taken away for the newer words of its digest, which has not left: they wait in its place now.

        False where there are none to wait.
        """
        key = (draft.letter, draft.address)
        moved = self._db.execute(
            "UPDATE draft SET (account, message_id, answers, content, words, sha256, meaning, sent_before, "
            "received_before) = (SELECT account, message_id, answers, content, words, sha256, meaning, sent_before, "
            "received_before FROM redraft WHERE redraft.letter = draft.letter AND redraft.address = draft.address), "
            "state = 'written', folder = NULL, folder_name = '', uidvalidity = NULL, uid = NULL, placed_at = NULL, "
            "looked_at = NULL, gone_at = NULL, retry_at = NULL, tries = 0, answer = '', because = '' "
            "WHERE letter = ? AND address = ? AND state = 'removing' AND (letter, address) IN (SELECT letter, address "
            "FROM redraft) AND letter IN (SELECT id FROM letter WHERE state = 'written')",
            key,
        )
        self._db.execute("DELETE FROM redraft WHERE letter = ? AND address = ?", key)
        return moved.rowcount == 1

    def to_tell(self, at: int, besides: int | None) -> list[Placement]:
        """The drafts that kith took away, or had to leave, since the newest digest, as of `at` (unix seconds), in the
        order of their ends. `besides`: a letter that does not count, because it is written anew."""
        number, composed_at = self._db.execute(
            "SELECT id, composed_at FROM letter WHERE kind = 'digest' AND state NOT IN ('refused', 'dropped') "
            "AND id < ? ORDER BY id DESC LIMIT 1",
            (1 << 62 if besides is None else besides,),
        ).fetchone() or (0, 0)
        # An end in the very second of a letter was told by it only if there was no such letter yet.
        rows = self._db.execute(
            PLACEMENT
            + "WHERE draft.state IN ('removed', 'left') AND ended_at BETWEEN ? AND ? AND ended_after >= ? "
            "ORDER BY ended_at, letter, address",
            (composed_at, at, number),
        )
        return [placement(row) for row in rows]

    def _moved(self, draft: Placement, change: str, *values: object) -> bool:
        moved = self._db.execute(
            f"UPDATE draft SET {change} WHERE letter = ? AND address = ? AND {_LIVING}",  # noqa: S608  (words above)
            (*values, draft.letter, draft.address),
        )
        return moved.rowcount == 1
