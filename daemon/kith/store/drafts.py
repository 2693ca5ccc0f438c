"""The drafts that go into a Drafts folder, and how far each has got.

Entered in the transaction that claims or renews their digest; moved on only by what is known. `refused` is for good:
such a draft is never put anywhere again, so nothing can lie there twice. What becomes of one that lies there is in
`kith.store.tended`.
"""

import hashlib
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Placement:
    """One draft. `content` is the finished message, b"" once it lies in the folder or never will.

    `folder` is the raw name of the folder it was handed to, b"" before; `letter_state` of the letter it belongs to.
    """

    letter: int
    address: str
    account: str
    message_id: str
    answers: str
    content: bytes
    words: bytes = b""  # a hash of what a digest shows of it (`kith.jobs.delivering.drafting.words_of`)
    meaning: bytes = b""  # a hash of what is to be read in it (`kith.mail.same_draft`)
    sent_before: int = 0  # the newest mail to them that it was written with, and from them; unix seconds
    received_before: int = 0
    sha256: bytes = b""
    state: str = (
        "written"  # written, leaving, refused; placed, removing, sent, edited, dropped, removed, left
    )
    folder: bytes = b""
    folder_name: str = ""
    uidvalidity: int | None = None
    uid: int | None = None
    placed_at: int | None = None
    retry_at: int | None = None
    tries: int = 0
    answer: str = ""
    looked_at: int | None = None
    gone_at: int | None = None
    because: str = ""  # why it is taken away, or came to its end
    letter_state: str = "written"

    @property
    def due(self) -> bool:
        """Whether it may still be put there: its letter has surely not left."""
        return self.letter_state == "written"


PLACEMENT = (
    "SELECT letter, address, account, draft.message_id, answers, draft.content, words, meaning, sent_before, "
    "received_before, sha256, draft.state, folder, folder_name, uidvalidity, uid, placed_at, draft.retry_at, "
    "draft.tries, draft.answer, looked_at, gone_at, because, letter.state FROM draft JOIN letter ON letter.id = letter "
)
_ENTER = (
    "INSERT INTO draft (letter, address, account, message_id, answers, content, words, meaning, sent_before, "
    "received_before, sha256, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'written') "
    "ON CONFLICT (letter, address) DO NOTHING"
)
_ENTER_ANEW = (
    "INSERT INTO redraft (letter, address, account, message_id, answers, content, words, meaning, sent_before, "
    "received_before, sha256) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11 FROM draft "
    "WHERE letter = ?1 AND address = ?2 AND words <> ?7 AND state IN ('placed', 'removing')"
)
_STILL_TRUE = (
    "UPDATE draft SET sent_before = ?, received_before = ? "
    "WHERE letter = ? AND address = ? AND words = ? AND state IN ('placed', 'removing')"
)


class Drafts:
    """Writes belong into a transaction of the store."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def enter(self, letter: int, drafts: Sequence[Placement]) -> None:
        """Enter the drafts of a letter; when it is renewed, in place of those that were not handed over. What is to
        take the place of one that lies in the folder with other words waits until that one is gone."""
        self._db.execute("DELETE FROM draft WHERE letter = ? AND state IN ('written', 'refused')", (letter,))
        self._db.execute("DELETE FROM redraft WHERE letter = ?", (letter,))
        rows = [_row(letter, one) for one in drafts]
        self._db.executemany(_ENTER, rows)
        self._db.executemany(_ENTER_ANEW, rows)
        self._db.executemany(
            _STILL_TRUE,
            [(one.sent_before, one.received_before, letter, one.address, one.words) for one in drafts],
        )

    def of(self, letter: int) -> list[Placement]:
        """The drafts of one letter, in the order of the addresses."""
        rows = self._db.execute(PLACEMENT + "WHERE letter = ? ORDER BY address", (letter,))
        return [placement(row) for row in rows]

    def waiting(self) -> list[Placement]:
        """Drafts that have not been seen in their folder, oldest first."""
        rows = self._db.execute(
            PLACEMENT + "WHERE draft.state IN ('written', 'leaving') ORDER BY letter, address"
        )
        return [placement(row) for row in rows]

    def leaving(self, draft: Placement, folder: bytes, name: str) -> bool:
        """It is about to be handed over: from here on it may lie there. False where its letter has left without it."""
        moved = self._db.execute(
            "UPDATE draft SET state = 'leaving', folder = ?, folder_name = ? "
            "WHERE letter = ? AND address = ? AND state IN ('written', 'leaving') "
            "AND letter IN (SELECT id FROM letter WHERE state = 'written')",
            (folder, name, draft.letter, draft.address),
        )
        return moved.rowcount == 1

    def placed(self, draft: Placement, uidvalidity: int | None, uid: int | None, now: int) -> None:
        """It lies in the folder it was handed to."""
        self._db.execute(
            "UPDATE draft SET state = 'placed', content = NULL, answer = '', uidvalidity = ?, uid = ?, placed_at = ?, "
            "retry_at = NULL, tries = 0 WHERE letter = ? AND address = ?",
            (uidvalidity, uid, now, draft.letter, draft.address),
        )

    def failed(self, draft: Placement, answer: str, retry_at: int, *, here: bool) -> None:
        """A try failed. `here`: it is surely not in the folder, whatever was noted before."""
        self._db.execute(
            "UPDATE draft SET state = CASE WHEN ? THEN 'written' ELSE state END, answer = ?, retry_at = ?, "
            "tries = tries + 1 WHERE letter = ? AND address = ? AND state IN ('written', 'leaving')",
            (here, answer, retry_at, draft.letter, draft.address),
        )

    def refused(self, draft: Placement, answer: str) -> None:
        """It will not be put into the folder any more."""
        self._db.execute(
            "UPDATE draft SET state = 'refused', content = NULL, answer = ? WHERE letter = ? AND address = ?",
            (answer, draft.letter, draft.address),
        )

    def left_behind(self) -> int:
        """Close the drafts whose letter has left without them: it says nothing of them. Gives how many."""
        self._db.execute(
            "DELETE FROM redraft WHERE letter IN (SELECT id FROM letter WHERE state <> 'written')"
        )
        return self._db.execute(
            "UPDATE draft SET state = 'refused', content = NULL "
            "WHERE state = 'written' AND letter IN (SELECT id FROM letter WHERE state <> 'written')"
        ).rowcount

    def told_before(self, letter: int, account: str) -> str:
        """Why the newest draft of an account before this letter was not placed; "" where it was, or there is none."""
        row = self._db.execute(
            "SELECT answer FROM draft WHERE account = ? AND letter < ? AND state NOT IN ('written', 'leaving') "
            "ORDER BY letter DESC, address LIMIT 1",
            (account, letter),
        ).fetchone()
        return "" if row is None else str(row[0])


def _row(letter: int, one: Placement) -> tuple[object, ...]:
    return (
        letter, one.address, one.account, one.message_id, one.answers, one.content, one.words, one.meaning,
        one.sent_before, one.received_before, hashlib.sha256(one.content).digest(),
    )  # fmt: skip


def placement(row: tuple[Any, ...]) -> Placement:
    """A row of `PLACEMENT`."""
    letter, address, account, message_id, answers, content, words, meaning, sent, received, *others = row
    sha256, state, folder, *rest = others
    return Placement(
        letter, address, account, message_id, answers, content or b"", bytes(words), bytes(meaning), sent, received,
        bytes(sha256), state, folder or b"", *rest,
    )  # fmt: skip
