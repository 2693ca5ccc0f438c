"""Writing down what messages mean. Every write is safe to repeat: a message seen again changes nothing."""

import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from kith.mail.ids import number_of
from kith.model import Address, Direction, Facts, Skip, Verdict
from kith.store.decisions import Forgotten
from kith.store.summary import changed

KEPT_SUBJECTS = 3  # of each address' newest exchanges: enough for a draft and for `kith why`
DOUBTFUL = "doubtful"  # stands beside the reasons for not counting, though such a message counts
MOST_SPELLINGS = 8  # names of one address that are kept: more than a few say that it is no one person's
FORGOTTEN = "kith forget"  # the mark on messages that were only with somebody kept out
_ANSWERED_WITHIN = 90 * 86_400  # seconds; how far back the answered message is looked for, to spare a row
_OWN_WORD = 1 << 40  # lifts a name its owner wrote above any name others wrote (instants are below 2^40)


@dataclass(frozen=True, slots=True)
class Judged:
    """One message of a folder with its verdict, ready to be written down."""

    uid: int
    facts: Facts
    verdict: Verdict
    list_address: Address | None = None


class Touches:
    """Inside a transaction of the store, together with the cursor of the folder they came from."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._skips: dict[tuple[str, str], int] = {}
        self._upgraded: set[int] = set()  # whose message did not count, and does now

    def record(self, folder: int, messages: Iterable[Judged]) -> Counter[str]:
        """Write down one window of a folder.

        Gives how many touches are new under the key "touches", and every other message under its reason. A copy of
        a message that counts is a duplicate; a copy that counts of one that did not (the same mail came through
        a list, and directly) makes it count.
        """
        self._upgraded.clear()
        self._skips.clear()  # a rolled-back transaction may have taken their rows with it
        tally: Counter[str] = Counter()
        written: set[int] = set()
        about: set[int] = set()
        forgotten = Forgotten(self._db)
        for message in (_without(forgotten, message) for message in messages):
            verdict = message.verdict
            self._note_list(message)
            if not self._new(folder, message):
                tally[Skip.DUPLICATE] += 1
            elif verdict.skip is not None:
                tally[verdict.skip] += 1
                about.update(self._uncounted(message))
            else:
                tally["touches"] += len(verdict.touches)
                written.update(self._touched(message))
        self._forget_old_subjects(written)
        changed(self._db, written | about | self._upgraded)
        return tally

    def _new(self, folder: int, message: Judged) -> bool:
        """Enter the message; False for a copy that changes nothing."""
        facts, skip = message.facts, self._skip(message.verdict)
        row = self._db.execute("SELECT skip FROM message WHERE identity = ?", (facts.identity,)).fetchone()
        if row is not None and (row[0] is None or skip is not None):
            return False
        if row is not None:  # it did not count, this copy does
            lost = self._db.execute(
                "DELETE FROM uncounted WHERE message = ? RETURNING address", (facts.identity,)
            )
            self._upgraded.update(number for (number,) in lost.fetchall())
        self._db.execute(
            "INSERT INTO message (identity, folder, uid, skip, message_id) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (identity) DO UPDATE SET folder = excluded.folder, uid = excluded.uid, skip = excluded.skip, "
            "message_id = excluded.message_id",
            (facts.identity, folder, message.uid, skip, None if skip else facts.message_id),
        )
        return True

    def _uncounted(self, message: Judged) -> list[int]:
        facts = message.facts
        key = (facts.at or 0, facts.identity, self._skip(message.verdict))
        opening = message.verdict.opening
        rows = [(self._address(other, facts), *key, opening) for other in message.verdict.about]
        self._db.executemany("INSERT OR IGNORE INTO uncounted VALUES (?, ?, ?, ?, ?)", rows)
        return [row[0] for row in rows]

    def _note_list(self, message: Judged) -> None:
        """Every copy may name the list it came through, whichever copy was seen first."""
        if message.list_address is not None:
            number = self._address(message.list_address, message.facts)
            self._db.execute("UPDATE address SET is_list = 1 WHERE id = ?", (number,))

    def _touched(self, message: Judged) -> list[int]:
        facts, numbers = message.facts, []
        opening = message.verdict.opening
        doubt = self._reason(DOUBTFUL, message.verdict.doubt) if message.verdict.doubt else None
        for touch in message.verdict.touches:
            number = self._address(touch.other, facts, own_word=touch.direction is Direction.RECEIVED)
            numbers.append(number)
            key = (number, facts.at, facts.identity)
            self._db.execute(
                "INSERT OR IGNORE INTO touch VALUES (?, ?, ?, ?, ?, ?)",
                (*key, touch.direction, opening, doubt),
            )
            self._db.execute("INSERT OR IGNORE INTO recent VALUES (?, ?, ?, ?)", (*key, facts.subject))
            self._answers(number, facts, touch.direction)
        if message.verdict.touches[0].direction is Direction.SENT:
            for me in facts.senders:  # how the user writes their own name
                self._address(me, facts, own_word=True)
        return numbers

    def _answers(self, number: int, facts: Facts, direction: Direction) -> None:
        """Note which message this one answers, unless that is one with the same address: the usual case, and no
        evidence. Looked at from both ends, because the answered message may be read later."""
        self._db.execute("DELETE FROM reply WHERE address = ? AND answered = ?", (number, facts.identity))
        if facts.in_reply_to:
            self._db.execute(
                "INSERT OR IGNORE INTO reply SELECT ?1, ?2, ?5 WHERE NOT EXISTS (SELECT 1 FROM touch "
                "WHERE address = ?1 AND at BETWEEN ?3 AND ?4 AND message = ?2)",
                (
                    number,
                    number_of(facts.in_reply_to),
                    (facts.at or 0) - _ANSWERED_WITHIN,
                    facts.at,
                    direction,
                ),
            )

    def _address(self, address: Address, facts: Facts, *, own_word: bool = False) -> int:
        """The number of an address, made on first sight. The newest name its owner used is the one that stays.

        Two names of one second are settled by the alphabet, so that the order of folders never shows.
        """
        rank = (facts.at or 0) + (_OWN_WORD if own_word else 0)
        self._db.execute(
            "INSERT INTO address (spec, name, name_rank) VALUES (?, ?, ?) ON CONFLICT (spec) DO UPDATE "
            "SET name = excluded.name, name_rank = excluded.name_rank "
            "WHERE excluded.name <> '' AND (excluded.name_rank, excluded.name) > (name_rank, name)",
            (address.spec, address.name, rank if address.name else 0),
        )
        (number,) = self._db.execute("SELECT id FROM address WHERE spec = ?", (address.spec,)).fetchone()
        if address.name:
            self._db.execute(
                "INSERT OR IGNORE INTO spelling SELECT ?1, ?2 "
                "WHERE (SELECT count(*) FROM spelling WHERE address = ?1) < ?3",
                (number, address.name, MOST_SPELLINGS),
            )
        return int(number)

    def _skip(self, verdict: Verdict) -> int | None:
        if verdict.skip is None:
            return None
        return self._reason(str(verdict.skip), verdict.because)

    def _reason(self, reason: str, because: str) -> int:
        """The number of a reason, made on first sight."""
        pair = (reason, because)
        if pair not in self._skips:
            self._db.execute("INSERT OR IGNORE INTO skip (reason, because) VALUES (?, ?)", pair)
            (number,) = self._db.execute(
                "SELECT id FROM skip WHERE reason = ? AND because = ?", pair
            ).fetchone()
            self._skips[pair] = int(number)
        return self._skips[pair]

    def _forget_old_subjects(self, addresses: Iterable[int]) -> None:
        self._db.executemany(
            "DELETE FROM recent WHERE address = ?1 AND (at, message) NOT IN "
            "(SELECT at, message FROM recent WHERE address = ?1 ORDER BY at DESC, message DESC LIMIT ?2)",
            ((address, KEPT_SUBJECTS) for address in addresses),
        )


def _without(forgotten: Forgotten, message: Judged) -> Judged:
    """The message without whom the user has asked to forget; one with nobody else counts for nobody."""
    if not forgotten:
        return message
    before, listed = message.verdict, message.list_address
    touches = tuple(touch for touch in before.touches if touch.other.spec not in forgotten)
    verdict = replace(
        before, touches=touches, about=tuple(one for one in before.about if one.spec not in forgotten)
    )
    if before.touches and not touches:
        verdict = Verdict(skip=Skip.IGNORED, because=FORGOTTEN)
    return replace(
        message, verdict=verdict, list_address=listed if listed and listed.spec not in forgotten else None
    )
