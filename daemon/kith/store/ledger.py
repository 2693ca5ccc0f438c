"""What was promised and what was done: appointments, letters, suggestions. A letter is a digest, or an answer to what
the user has written.

A letter is written here, whole, before anything leaves, and its state is moved on only by what is known.
A letter is never deleted: together they say what kith has sent.
"""

import sqlite3
from dataclasses import dataclass
from typing import Any

from kith.mail.carried import Carried
from kith.store import departures
from kith.store.departures import UNKNOWN, HandOver, Way


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter to the user. `content` is the finished message, b"" where it is no longer kept.

    `said`: what it says, as values (JSON); "" once it is closed, or where nothing will have to be worded anew.
    """

    number: int
    message_id: str
    slot: int | None
    composed_at: int
    recipient: str
    content: bytes
    state: str  # written, leaving, delivered, refused, dropped
    tried_at: int | None = None
    retry_at: int | None = None
    tries: int = 0
    answer: str = ""
    said: str = ""
    kind: str = "digest"  # or "answer", "notice"


_LETTER = (
    "SELECT id, message_id, slot, composed_at, recipient, content, state, tried_at, retry_at, tries, "
    "answer, coalesce(said, ''), kind FROM letter "
)

# The number of the newest digest. Of those written here the last: its date may be of a clock that ran years ahead.
# Those found in the mailbox (they have no recipient) were entered in the order of reading, which tells nothing; so they
# go by their own date, among themselves and beside what had been written here before they were found.
_NEWEST = (
    "WITH one AS (SELECT id, composed_at AS at, recipient = '' AS found FROM letter WHERE kind = 'digest' {0}), "
    "here AS (SELECT id, at FROM one WHERE NOT found ORDER BY id DESC LIMIT 1) "
    "SELECT id FROM (SELECT id, at FROM one WHERE found AND id > coalesce((SELECT id FROM here), 0) "
    "UNION ALL SELECT id, at FROM here) ORDER BY at DESC, id DESC LIMIT 1"
)


class Ledger:
    """Writes belong into a transaction of the store."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def secret(self) -> bytes:
        """32 random bytes of this store: Message-IDs made with it cannot be guessed."""
        (value,) = self._db.execute("SELECT value FROM secret WHERE name = 'letters'").fetchone()
        return bytes(value)

    def last_slot(self, name: str) -> tuple[int, str] | None:
        """The newest appointment dealt with, and the rule it was reckoned by; None before the first."""
        row = self._db.execute("SELECT slot, rule FROM appointment WHERE name = ?", (name,)).fetchone()
        return None if row is None else (row[0], row[1])

    def set_slot(self, name: str, slot: int, rule: str) -> None:
        """Start counting appointments from here: at the first run, with a new rule, after a clock gone wrong."""
        self._db.execute(
            "INSERT INTO appointment VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE "
            "SET slot = excluded.slot, rule = excluded.rule",
            (name, slot, rule),
        )

    def claim(self, name: str, before: int, slot: int) -> bool:
        """Take an appointment. True for exactly one caller: the one that moved it."""
        moved = self._db.execute(
            "UPDATE appointment SET slot = ? WHERE name = ? AND slot = ?", (slot, name, before)
        )
        return moved.rowcount == 1

    def slots(self, begins: int, ends: int, besides: int) -> list[int]:
        """The appointments from `begins` up to `ends`, but `besides`, for which there is a digest."""
        rows = self._db.execute(
            "SELECT slot FROM letter WHERE slot >= ? AND slot < ? AND slot <> ? AND state <> 'dropped'",
            (begins, ends, besides),
        )
        return [slot for (slot,) in rows]

    def write(
        self, letter: Letter, suggestions: list[tuple[int, str, str]], messages_read: int, heard: int = 0
    ) -> int | None:
        """Enter a finished letter with its suggestions (number, address, kind of reason).

        `heard` is the newest event that it tells of.

        Gives its number, None where a letter with this Message-ID has been written before.
        """
        row = self._db.execute(
            "INSERT INTO letter (message_id, slot, composed_at, recipient, content, said, state, messages_read, heard) "
            "VALUES (?, ?, ?, ?, ?, ?, 'written', ?, ?) ON CONFLICT DO NOTHING RETURNING id",
            (
                letter.message_id,
                letter.slot,
                letter.composed_at,
                letter.recipient,
                letter.content,
                letter.said,
                messages_read,
                heard,
            ),
        ).fetchone()
        if row is None:
            return None
        self._suggest(int(row[0]), suggestions)
        return int(row[0])

    def recall(self, message_id: str, found: Carried, messages_read: int, now: int) -> bool:
        """Enter a digest that was found in the mailbox, and take its appointment with it. False where it is known.

        Nothing is known of what it told the user of; so the next digest may tell of a command twice.
        """
        row = self._db.execute(
            "INSERT INTO letter (message_id, slot, composed_at, recipient, content, state, answer, messages_read) "
            "VALUES (?, ?, ?, '', NULL, 'delivered', 'found in your mailbox', ?) ON CONFLICT DO NOTHING RETURNING id",
            (message_id, found.slot, found.at, messages_read),
        ).fetchone()
        if row is None:  # one that still waits here has arrived, sent by a store that this one is a copy of
            return (
                self._db.execute(
                    "UPDATE letter SET state = 'delivered', answer = 'found in your mailbox', said = NULL "
                    "WHERE message_id = ? AND state = 'written'",
                    (message_id,),
                ).rowcount
                == 1
            )
        self._suggest(int(row[0]), list(found.people))
        if found.slot is not None and found.slot <= now:
            self._db.execute(
                "UPDATE appointment SET slot = ?1 WHERE name = 'digest' AND slot < ?1", (found.slot,)
            )
        return True

    def begin_anew(self) -> None:
        """This store came from a backup, or out of a broken one: what waits in it may have been sent since, and so may
        the appointments it does not know of. Counting begins at the newest one."""
        self._db.execute(
            "UPDATE letter SET state = iif(state = 'written', 'dropped', 'delivered'), content = NULL, said = NULL, "
            "answer = 'waited in a store that was put back' WHERE state IN ('written', 'leaving')"
        )
        self._db.execute("DELETE FROM appointment")

    def still_here(self, number: int) -> bool:
        """Whether a letter has surely not left. True stays true for the rest of the transaction."""
        (state,) = self._db.execute("SELECT state FROM letter WHERE id = ?", (number,)).fetchone()
        return bool(state == "written")

    def rewrite(self, letter: Letter, suggestions: list[tuple[int, str, str]], heard: int = 0) -> None:
        """Put newer words into a letter that has surely not left: same Message-ID, same appointment."""
        self._db.execute(
            "UPDATE letter SET composed_at = ?, content = ?, said = ?, heard = ? WHERE id = ?",
            (letter.composed_at, letter.content, letter.said, heard, letter.number),
        )
        self._db.execute("DELETE FROM suggestion WHERE letter = ?", (letter.number,))
        self._suggest(letter.number, suggestions)

    def reword(self, number: int, content: bytes) -> None:
        """The same digest in words that have become true: for a letter that has surely not left."""
        self._db.execute(
            "UPDATE letter SET content = ? WHERE id = ? AND state = 'written'", (content, number)
        )

    def _suggest(self, letter: int, suggestions: list[tuple[int, str, str]]) -> None:
        self._db.executemany(
            "INSERT INTO suggestion (letter, number, address, reason) VALUES (?, ?, ?, ?)",
            ((letter, *suggestion) for suggestion in suggestions),
        )

    def waiting(self) -> list[Letter]:
        """Digests and answers that have not been seen to arrive, oldest first."""
        rows = self._db.execute(
            _LETTER + "WHERE state IN ('written', 'leaving') AND kind <> 'notice' ORDER BY id"
        )
        return [_letter(row) for row in rows]

    def notices(self) -> list[Letter]:
        """Notices that have not been seen to arrive, oldest first: they go by whatever way works."""
        rows = self._db.execute(
            _LETTER + "WHERE state IN ('written', 'leaving') AND kind = 'notice' ORDER BY id"
        )
        return [_letter(row) for row in rows]

    def leaving(self, number: int, now: int, way: Way = UNKNOWN) -> None:
        """The letter is about to be handed over: from here on it may have arrived. `way`: by which, and where.

        Raises DeliveryHeld where kith has sent as much by itself as it may within a day; the store holds that.
        """
        departures.enter(self._db, number, now, way)
        self._db.execute("UPDATE letter SET state = 'leaving', tried_at = ? WHERE id = ?", (now, number))

    def perhaps_taken(self, number: int) -> list[HandOver]:
        """Each time a letter was handed over and may have been taken, whatever was said of it; newest first."""
        return departures.perhaps(self._db, number)

    def held(self, number: int, why: str, retry_at: int) -> None:
        """It was not even tried, and stays what it was."""
        self._db.execute(
            "UPDATE letter SET answer = ?, retry_at = ?, tries = tries + 1 WHERE id = ?",
            (why, retry_at, number),
        )

    def retry(self, number: int, at: int) -> None:
        """Try it again then, whatever pause it has."""
        self._db.execute("UPDATE letter SET retry_at = ? WHERE id = ?", (at, number))

    def failed(self, number: int, state: str, answer: str, retry_at: int, *, put_off: bool = False) -> None:
        """A try failed. `state`: "written" when the letter is surely still here, "leaving" when nobody knows.
        `put_off`: it is "written" on the word of a server that got all of it."""
        if put_off:
            departures.put_off(self._db, number)
        elif state == "written":
            departures.take_back(self._db, number)
        self._db.execute(
            "UPDATE letter SET state = ?, answer = ?, retry_at = ?, tries = tries + 1 WHERE id = ?",
            (state, answer, retry_at, number),
        )

    def closed(self, number: int, state: str, answer: str) -> None:
        """The letter is `delivered`, `refused` or `dropped` (nobody is due any more). What a delivered one says is kept
        for a while (`Correspondence.fade`), to tell it from what the user answers."""
        if state != "delivered":
            departures.take_back(self._db, number)
        self._db.execute(
            "UPDATE letter SET state = ?1, answer = ?2, content = CASE ?1 WHEN 'delivered' THEN content END, "
            "said = NULL WHERE id = ?3",
            (state, answer, number),
        )

    def newest(self) -> Letter | None:
        """The digest written last."""
        row = self._db.execute(_LETTER + f"WHERE id = ({_NEWEST.format('')})").fetchone()
        return None if row is None else _letter(row)

    def messages_read_then(self) -> int:
        """How many messages had been read in all when the newest digest was written."""
        row = self._db.execute(
            f"SELECT messages_read FROM letter WHERE id = ({_NEWEST.format('')})"  # noqa: S608  (a constant)
        ).fetchone()
        return 0 if row is None else int(row[0])

    def heard(self, besides: int | None = None) -> int:
        """The newest event that a digest has told of; refused letters and `besides` left out."""
        (number,) = self._db.execute(
            "SELECT coalesce(max(heard), 0) FROM letter WHERE state NOT IN ('refused', 'dropped') AND id <> ?",
            (-1 if besides is None else besides,),
        ).fetchone()
        return int(number)

    def numbers(self) -> dict[int, str]:
        """Number -> address in the newest digest that has left: what the user means by a number."""
        left = _NEWEST.format("AND state IN ('leaving', 'delivered')")
        rows = self._db.execute(f"SELECT number, address FROM suggestion WHERE letter = ({left})")  # noqa: S608
        return dict(rows.fetchall())

    def suggestions(self, letter: int) -> list[str]:
        """The addresses a letter suggested, in its order."""
        rows = self._db.execute("SELECT address FROM suggestion WHERE letter = ? ORDER BY number", (letter,))
        return [address for (address,) in rows]

    def suggested(self, besides: int | None = None) -> dict[str, tuple[tuple[int, str], ...]]:
        """Address -> when it was suggested and why, oldest first; `besides` left out, and refused letters, but for
        those whose drafts lie in the user's folder, or have lain there."""
        found: dict[str, tuple[tuple[int, str], ...]] = {}
        for address, at, reason in self._db.execute(
            "SELECT address, composed_at, reason FROM suggestion JOIN letter ON letter.id = suggestion.letter "
            "WHERE kind = 'digest' AND letter.id <> ? AND (letter.state NOT IN ('refused', 'dropped') "
            "OR EXISTS (SELECT 1 FROM draft WHERE draft.letter = letter.id "
            "AND draft.address = suggestion.address AND draft.placed_at IS NOT NULL)) "
            "ORDER BY composed_at, letter.id",
            (-1 if besides is None else besides,),
        ):
            found[address] = (*found.get(address, ()), (at, reason))
        return found


def _letter(row: tuple[Any, ...]) -> Letter:
    number, message_id, slot, composed_at, recipient, content, *rest = row
    return Letter(number, message_id, slot, composed_at, recipient, content or b"", *rest)
