"""Writing down what messages mean. Every write is safe to repeat: a message seen again changes nothing.

A window is written table by table, each in the order of its key: statements and pages are what a message costs.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from operator import itemgetter
from typing import Any

from kith.mail.ids import NUMBER
from kith.model import Facts, Skip, Verdict
from kith.people import subjects
from kith.store.decisions import Forgotten
from kith.store.known import MOST_SPELLINGS, Addresses, Key, Known, rows_of
from kith.store.summary import changed
from kith.store.window import DOUBTFUL, Judged, Reason, Window, has_bcc

__all__ = ["DOUBTFUL", "FORGOTTEN", "KEPT_SUBJECTS", "MOST_SPELLINGS", "Judged", "Touches"]

FORGOTTEN = "kith forget"  # the mark on messages that were only with somebody kept out
KEPT_SUBJECTS = 3  # of each address' newest exchanges: enough for a draft and for `kith why`
_KEY = itemgetter(0, 1, 2)  # of a touch: address, instant, message
_ANSWERED_WITHIN = 90 * 86_400  # seconds; how far back the answered message is looked for, to spare a row


@dataclass(slots=True)
class _Rows:
    """What is inserted for the new messages of a window."""

    message: list[tuple[Any, ...]] = field(default_factory=list)
    label: list[tuple[int, str]] = field(default_factory=list)
    touch: list[tuple[Any, ...]] = field(default_factory=list)
    uncounted: list[tuple[Any, ...]] = field(default_factory=list)


class Touches:
    """Inside a transaction of the store, together with the cursor of the folder they came from."""

    def __init__(self, db: sqlite3.Connection, addresses: Addresses) -> None:
        self._db = db
        self._addresses = addresses

    def number(self) -> int:
        """How many touches there are."""
        return int(self._db.execute("SELECT count(*) FROM touch").fetchone()[0])

    def record(self, folder: int, messages: Iterable[Judged]) -> Counter[str]:
        """Write down one window of a folder.

        Gives how many touches are new under the key "touches", and every other message under its reason. A copy of
        a message that counts is a duplicate; a copy that counts of one that did not (the same mail came through
        a list, and directly) makes it count. A copy with a Bcc adds the touches that the others could not know of.
        """
        forgotten = Forgotten(self._db)
        read = [_without(forgotten, message) for message in messages]
        entered = rows_of(
            self._db,
            "SELECT identity, skip IS NULL FROM message WHERE identity IN (?)",
            sorted({message.facts.identity for message in read}),
        )
        window = Window({identity: bool(counts) for identity, counts in entered}, self._told(read))
        for message in read:
            window.add(message)
        known, reasons = self._addresses.of(window), self._reasons(window.reasons)
        rows = self._rows(folder, window, known, reasons)
        self._write(window.upgraded, rows)
        self._subjects(window, known)
        self._answers(window, known, rows)
        return window.tally

    def _told(self, read: list[Judged]) -> dict[int, set[str]]:
        """Of the letters of mine with a Bcc, whom each has a touch with by now, or had before it came back from there.
        Few, so one at a time."""
        query = (
            "SELECT spec FROM touch JOIN address ON address.id = touch.address "
            "WHERE spec IN (SELECT value FROM json_each(?1)) AND message = ?2 UNION "
            "SELECT spec FROM uncounted JOIN address ON address.id = uncounted.address JOIN skip ON skip.id = skip "
            "WHERE spec IN (SELECT value FROM json_each(?1)) AND message = ?2 AND reason = 'came-back'"
        )
        told: dict[int, set[str]] = {}
        for message in filter(has_bcc, read):
            identity, specs = message.facts.identity, [touch.other.spec for touch in message.verdict.touches]
            found = self._db.execute(query, (json.dumps(specs), identity))
            told.setdefault(identity, set()).update(spec for (spec,) in found)
        return told

    def _reasons(self, reasons: Collection[Reason]) -> dict[Reason, int]:
        """The numbers of reasons, made on first sight."""
        self._db.executemany("INSERT OR IGNORE INTO skip (reason, because) VALUES (?, ?)", reasons)
        found = rows_of(
            self._db,
            "SELECT id, reason, because FROM skip WHERE because IN (?)",
            list({because for _, because in reasons}),
        )
        return {(reason, because): number for number, reason, because in found}

    def _rows(
        self, folder: int, window: Window, known: Mapping[str, Known], reasons: Mapping[Reason, int]
    ) -> _Rows:
        rows = _Rows()
        (label,) = self._db.execute("SELECT coalesce(max(id), 0) FROM label").fetchone()
        for identity, (message, reason) in window.messages.items():
            facts, verdict = message.facts, message.verdict
            if reason is not None:
                skip = reasons[reason]
                rows.message.append((identity, folder, message.uid, skip, None))
                for other in verdict.about:
                    key = known[other.spec].number, facts.at or 0, identity
                    rows.uncounted.append((*key, skip, verdict.opening, verdict.mine))
                continue
            if facts.message_id:
                label += 1
                rows.label.append((label, facts.message_id))
            rows.message.append((identity, folder, message.uid, None, label if facts.message_id else None))
        for message in window.counted:
            facts, verdict = message.facts, message.verdict
            doubt = reasons[DOUBTFUL, verdict.doubt] if verdict.doubt else None
            for touch in verdict.touches:
                key = known[touch.other.spec].number, facts.at or 0, facts.identity
                rows.touch.append((*key, str(touch.direction), verdict.opening, doubt))
        for table in (rows.message, rows.touch, rows.uncounted):
            table.sort(key=_KEY)
        return rows

    def _write(self, upgraded: list[int], rows: _Rows) -> None:
        write = self._db.executemany
        lost = rows_of(self._db, "DELETE FROM uncounted WHERE message IN (?) RETURNING address", upgraded)
        write("INSERT INTO label VALUES (?, ?)", rows.label)
        write(
            "INSERT INTO message (identity, folder, uid, skip, label) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (identity) DO UPDATE SET folder = excluded.folder, uid = excluded.uid, skip = excluded.skip, "
            "label = excluded.label",
            rows.message,
        )
        write(
            "INSERT OR IGNORE INTO uncounted VALUES (?, ?, ?, ?, ?, ?)",
            rows.uncounted,
        )
        write("INSERT OR IGNORE INTO touch VALUES (?, ?, ?, ?, ?, ?)", rows.touch)
        changed(self._db, {key[0] for key in (*lost, *rows.touch, *rows.uncounted)})

    def _subjects(self, window: Window, known: Mapping[str, Known]) -> None:
        """Keep the newest of each address; most are older than those it has, and never written."""
        found: dict[str, dict[Key, Facts]] = {}
        for message in window.counted:
            facts = message.facts
            for touch in message.verdict.touches:
                one = known[touch.other.spec]
                key = (one.number, facts.at or 0, facts.identity)
                if len(one.recent) < KEPT_SUBJECTS or key > one.recent[0]:
                    found.setdefault(touch.other.spec, {}).setdefault(key, facts)
        added, dropped = [], []
        for spec, said in found.items():
            before = known[spec].recent
            kept = known[spec].recent = sorted({*before, *said})[-KEPT_SUBJECTS:]
            added += [(*key, *_said(said[key])) for key in kept if key in said]
            dropped += [key for key in before if key not in kept]
        self._db.executemany("DELETE FROM recent WHERE address = ? AND at = ? AND message = ?", dropped)
        self._db.executemany("INSERT INTO recent VALUES (?, ?, ?, ?, ?, ?)", sorted(added))

    def _answers(self, window: Window, known: Mapping[str, Known], rows: _Rows) -> None:
        """Note which messages are answered, unless they are with the same address; after the touches, which tell."""
        self._db.executemany(
            "DELETE FROM reply WHERE address = ? AND answered = ?",
            [(row[0], row[2] & NUMBER) for row in rows.touch],
        )
        found = sorted(
            (known[spec].number, answered, ways) for (spec, answered), ways in window.answers.items()
        )
        self._db.executemany(
            "INSERT OR IGNORE INTO reply SELECT ?1, ?2, ?4 WHERE NOT EXISTS (SELECT 1 FROM touch "
            "WHERE address = ?1 AND at BETWEEN ?3 - ?5 AND ?3 AND message & ?6 = ?2)",
            [
                (number, answered, *way, _ANSWERED_WITHIN, NUMBER)
                for number, answered, ways in found
                for way in ways
            ],
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


def _said(facts: Facts) -> tuple[str, int, bool]:
    """What `recent` keeps: the subject, to how many it was addressed, whether it answers or passes on."""
    people = len({one.spec for one in (*facts.to, *facts.cc, *facts.bcc)})
    answers = bool(facts.in_reply_to) or subjects.answers(facts.subject) or subjects.forwards(facts.subject)
    return facts.subject, people, answers
