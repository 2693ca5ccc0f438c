"""What writing a window down means, said one message and one statement at a time: slow, and easy to check by reading.

`kith.store.touches` must leave the same rows behind (tests/store/test_windows.py).
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from kith.mail.ids import NUMBER, number_of
from kith.model import Address, Direction, Facts, Skip
from kith.store.decisions import Forgotten
from kith.store.touches import DOUBTFUL, KEPT_SUBJECTS, MOST_SPELLINGS, Judged, _without

ANSWERED_WITHIN = 90 * 86_400
OWN_WORD = 1 << 40


class PlainTouches:
    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db

    def record(self, folder: int, messages: Iterable[Judged]) -> Counter[str]:
        tally: Counter[str] = Counter()
        forgotten = Forgotten(self.db)
        for message in (_without(forgotten, message) for message in messages):
            verdict, facts = message.verdict, message.facts
            if message.list_address is not None:
                number = self.address(message.list_address, facts)
                self.db.execute("UPDATE address SET is_list = 1 WHERE id = ?", (number,))
            if not self.enter(folder, message):
                tally[Skip.DUPLICATE] += 1
                self.bcc(message)
            elif verdict.skip is not None:
                tally[verdict.skip] += 1
                self.uncounted(message)
            else:
                tally["touches"] += len(verdict.touches)
                self.touched(message)
        return tally

    def one(self, query: str, *values: Any) -> Any:
        row = self.db.execute(query, values).fetchone()
        return None if row is None else row[0]

    def enter(self, folder: int, message: Judged) -> bool:
        facts, skip = message.facts, self.skip(message)
        known = self.one("SELECT count(*) FROM message WHERE identity = ?", facts.identity)
        if known and (
            skip or self.one("SELECT skip FROM message WHERE identity = ?", facts.identity) is None
        ):
            return False
        label = None
        if skip is None and facts.message_id:
            label = self.db.execute(
                "INSERT INTO label (message_id) VALUES (?)", (facts.message_id,)
            ).lastrowid
        row = (folder, message.uid, skip, label, facts.identity)
        if known:
            self.db.execute("DELETE FROM uncounted WHERE message = ?", (facts.identity,))
            self.db.execute(
                "UPDATE message SET folder = ?, uid = ?, skip = ?, label = ? WHERE identity = ?", row
            )
        else:
            self.db.execute(
                "INSERT INTO message (folder, uid, skip, label, identity) VALUES (?, ?, ?, ?, ?)", row
            )
        return True

    def bcc(self, message: Judged) -> None:
        """A copy of a letter of mine adds the touches with whom the other copies could not name."""
        verdict, identity = message.verdict, message.facts.identity
        if not (message.facts.bcc and verdict.touches and verdict.touches[0].direction is Direction.SENT):
            return
        met = self.db.execute(
            "SELECT spec FROM touch JOIN address ON address.id = address WHERE message = ?", (identity,)
        ).fetchall()
        missing = tuple(touch for touch in verdict.touches if (touch.other.spec,) not in met)
        if missing:
            self.touched(replace(message, verdict=replace(verdict, touches=missing)))

    def uncounted(self, message: Judged) -> None:
        facts = message.facts
        for other in message.verdict.about:
            row = (
                self.address(other, facts),
                facts.at or 0,
                facts.identity,
                self.skip(message),
                message.verdict.opening,
                message.verdict.mine,
            )
            self.db.execute("INSERT OR IGNORE INTO uncounted VALUES (?, ?, ?, ?, ?, ?)", row)

    def touched(self, message: Judged) -> None:
        facts, verdict = message.facts, message.verdict
        doubt = self.reason(DOUBTFUL, verdict.doubt) if verdict.doubt else None
        for touch in verdict.touches:
            number = self.address(touch.other, facts, touch.direction is Direction.RECEIVED)
            row = (number, facts.at, facts.identity, touch.direction, verdict.opening, doubt)
            self.db.execute("INSERT OR IGNORE INTO touch VALUES (?, ?, ?, ?, ?, ?)", row)
            self.subject(number, facts)
            self.answer(number, facts, touch.direction)
        if verdict.touches[0].direction is Direction.SENT:
            for me in facts.senders:
                self.address(me, facts, True)

    def subject(self, number: int, facts: Facts) -> None:
        addressed = {one.spec for one in facts.to + facts.cc + facts.bcc}
        answers = facts.in_reply_to != "" or facts.subject.lower().startswith(("re:", "aw:", "fwd:", "fw:"))
        self.db.execute(
            "INSERT OR IGNORE INTO recent VALUES (?, ?, ?, ?, ?, ?)",
            (number, facts.at, facts.identity, facts.subject, len(addressed), answers),
        )
        self.db.execute(
            "DELETE FROM recent WHERE address = ?1 AND (at, message) NOT IN "
            "(SELECT at, message FROM recent WHERE address = ?1 ORDER BY at DESC, message DESC LIMIT ?2)",
            (number, KEPT_SUBJECTS),
        )

    def answer(self, number: int, facts: Facts, direction: Direction) -> None:
        assert facts.at is not None
        self.db.execute(
            "DELETE FROM reply WHERE address = ? AND answered = ?", (number, facts.identity & NUMBER)
        )
        if facts.in_reply_to:
            answered = number_of(facts.in_reply_to)
            if not self.one(
                "SELECT count(*) FROM touch WHERE address = ? AND message & ? = ? AND at BETWEEN ? AND ?",
                number,
                NUMBER,
                answered,
                facts.at - ANSWERED_WITHIN,
                facts.at,
            ):
                self.db.execute("INSERT OR IGNORE INTO reply VALUES (?, ?, ?)", (number, answered, direction))

    def address(self, address: Address, facts: Facts, own_word: bool = False) -> int:
        self.db.execute("INSERT OR IGNORE INTO address (spec) VALUES (?)", (address.spec,))
        number = int(self.one("SELECT id FROM address WHERE spec = ?", address.spec))
        if address.name:
            rank = (facts.at or 0) + (OWN_WORD if own_word else 0)
            self.db.execute(
                "UPDATE address SET name_rank = ?1, name = ?2 WHERE id = ?3 AND (?1, ?2) > (name_rank, name)",
                (rank, address.name, number),
            )
            self.db.execute("INSERT OR IGNORE INTO spelling VALUES (?, ?)", (number, address.name))
            self.db.execute(
                "DELETE FROM spelling WHERE address = ?1 AND name NOT IN "
                "(SELECT name FROM spelling WHERE address = ?1 ORDER BY name LIMIT ?2)",
                (number, MOST_SPELLINGS),
            )
        return number

    def skip(self, message: Judged) -> int | None:
        verdict = message.verdict
        return None if verdict.skip is None else self.reason(str(verdict.skip), verdict.because)

    def reason(self, reason: str, because: str) -> int:
        self.db.execute("INSERT OR IGNORE INTO skip (reason, because) VALUES (?, ?)", (reason, because))
        return int(self.one("SELECT id FROM skip WHERE reason = ? AND because = ?", reason, because))
