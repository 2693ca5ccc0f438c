"""Writing down what messages mean. Every write is safe to repeat: a message seen again changes nothing.

A window is written table by table, each in the order of its key: statements and pages are what a message costs.
"""

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from kith.store.decisions import Forgotten
from kith.store.window import DOUBTFUL, FORGOTTEN, Judged, Reason, Window, without

__all__ = ["DOUBTFUL", "FORGOTTEN", "KEPT_SUBJECTS", "MOST_SPELLINGS", "Judged", "Touches"]

KEPT_SUBJECTS = 3  # of each address' newest exchanges: enough for a draft and for `kith why`
MOST_SPELLINGS = 8  # names of one address that are kept: more than a few say that it is no one person's
_ANSWERED_WITHIN = 90 * 86_400  # seconds; how far back the answered message is looked for, to spare a row
_AT_ONCE = 500  # values looked up by one statement

Key = tuple[int, int, int]  # address, instant, message


@dataclass(slots=True)
class _Rows:
    """What is inserted for the new messages of a window."""

    message: list[tuple[Any, ...]] = field(default_factory=list)
    label: list[tuple[int, str]] = field(default_factory=list)
    touch: dict[Key, tuple[Any, ...]] = field(default_factory=dict)
    uncounted: dict[Key, tuple[Any, ...]] = field(default_factory=dict)


class Touches:
    """Inside a transaction of the store, together with the cursor of the folder they came from."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def record(self, folder: int, messages: Iterable[Judged]) -> Counter[str]:
        """Write down one window of a folder.

        Gives how many touches are new under the key "touches", and every other message under its reason. A copy of
        a message that counts is a duplicate; a copy that counts of one that did not (the same mail came through
        a list, and directly) makes it count.
        """
        forgotten = Forgotten(self._db)
        read = [without(forgotten, message) for message in messages]
        known = self._found(
            "SELECT identity, skip IS NULL FROM message WHERE identity IN (?)",
            sorted({message.facts.identity for message in read}),
        )
        window = Window({identity: bool(counts) for identity, counts in known})
        for message in read:
            window.add(message)
        numbers, reasons = self._addresses(window), self._reasons(window.reasons)
        self._spellings({numbers[spec]: names for spec, names in window.spellings.items()})
        rows = self._rows(folder, window, numbers, reasons)
        touched = sorted(rows.touch)
        self._write(window.upgraded, rows, touched)
        self._subjects(window, touched)
        self._answers(window, numbers, touched)
        return window.tally

    def _addresses(self, window: Window) -> dict[str, int]:
        """The numbers of the window's addresses, by spec; made on first sight, with their names."""
        query = "SELECT spec, id, name_rank, name, is_list FROM address WHERE spec IN (?)"
        known = self._found(query, list(window.names))
        numbers = {row[0]: row[1] for row in known}
        new = [spec for spec in window.names if spec not in numbers]
        self._db.executemany("INSERT INTO address (spec) VALUES (?)", [(spec,) for spec in new])
        known += self._found(query, new)
        renamed, listed = [], []
        for spec, number, rank, name, is_list in known:
            numbers[spec] = number
            best = window.names[spec]
            if best > (rank, name):
                renamed.append((*best, number))
            if spec in window.lists and not is_list:
                listed.append((number,))
        self._db.executemany("UPDATE address SET name_rank = ?, name = ? WHERE id = ?", renamed)
        self._db.executemany("UPDATE address SET is_list = 1 WHERE id = ?", listed)
        return numbers

    def _spellings(self, seen: Mapping[int, set[str]]) -> None:
        """Of too many names the first by the alphabet are kept, so that the order of reading never shows."""
        have: dict[int, set[str]] = {}
        for number, name in self._found(
            "SELECT address, name FROM spelling WHERE address IN (?)", list(seen)
        ):
            have.setdefault(number, set()).add(name)
        added, dropped = [], []
        for number, names in seen.items():
            before = have.get(number, set())
            if names <= before:
                continue
            kept = set(sorted(before | names)[:MOST_SPELLINGS])
            added += [(number, name) for name in kept - before]
            dropped += [(number, name) for name in before - kept]
        self._db.executemany("DELETE FROM spelling WHERE address = ? AND name = ?", dropped)
        self._db.executemany("INSERT INTO spelling VALUES (?, ?)", sorted(added))

    def _reasons(self, reasons: Collection[Reason]) -> dict[Reason, int]:
        """The numbers of reasons, made on first sight."""
        self._db.executemany("INSERT OR IGNORE INTO skip (reason, because) VALUES (?, ?)", reasons)
        found = self._found(
            "SELECT id, reason, because FROM skip WHERE because IN (?)",
            list({because for _, because in reasons}),
        )
        return {(reason, because): number for number, reason, because in found}

    def _rows(
        self, folder: int, window: Window, numbers: Mapping[str, int], reasons: Mapping[Reason, int]
    ) -> _Rows:
        rows = _Rows()
        (label,) = self._db.execute("SELECT coalesce(max(id), 0) FROM label").fetchone()
        for identity, (message, reason) in window.messages.items():
            facts, verdict = message.facts, message.verdict
            at, opening = facts.at or 0, verdict.opening
            if reason is not None:
                skip = reasons[reason]
                rows.message.append((identity, folder, message.uid, skip, None))
                for other in verdict.about:
                    key = (numbers[other.spec], at, identity)
                    rows.uncounted[key] = (*key, skip, opening)
                continue
            if facts.message_id:
                label += 1
                rows.label.append((label, facts.message_id))
            rows.message.append((identity, folder, message.uid, None, label if facts.message_id else None))
            doubt = reasons[DOUBTFUL, verdict.doubt] if verdict.doubt else None
            for touch in verdict.touches:
                key = (numbers[touch.other.spec], at, identity)
                rows.touch.setdefault(key, (*key, str(touch.direction), opening, doubt))
        rows.message.sort()
        return rows

    def _write(self, upgraded: list[int], rows: _Rows, touched: list[Key]) -> None:
        write = self._db.executemany
        self._found("DELETE FROM uncounted WHERE message IN (?)", upgraded)
        write("INSERT INTO label VALUES (?, ?)", rows.label)
        write(
            "INSERT INTO message (identity, folder, uid, skip, label) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (identity) DO UPDATE SET folder = excluded.folder, uid = excluded.uid, skip = excluded.skip, "
            "label = excluded.label",
            rows.message,
        )
        write(
            "INSERT OR IGNORE INTO uncounted VALUES (?, ?, ?, ?, ?)",
            [rows.uncounted[key] for key in sorted(rows.uncounted)],
        )
        write("INSERT OR IGNORE INTO touch VALUES (?, ?, ?, ?, ?, ?)", [rows.touch[key] for key in touched])

    def _subjects(self, window: Window, touched: Iterable[Key]) -> None:
        """Keep the newest of each address; most are older than those it has, and never written."""
        newest = {
            number: list(keys)[-KEPT_SUBJECTS:] for number, keys in groupby(touched, key=lambda key: key[0])
        }
        have: dict[int, list[Key]] = {}
        for key in self._found("SELECT address, at, message FROM recent WHERE address IN (?)", list(newest)):
            have.setdefault(key[0], []).append(key)
        added, dropped = [], []
        for number, keys in newest.items():
            before = have.get(number, [])
            if len(before) == KEPT_SUBJECTS and keys[-1] < before[0]:
                continue
            kept = sorted(before + keys)[-KEPT_SUBJECTS:]
            added += [(*key, window.messages[key[2]][0].facts.subject) for key in kept if key in keys]
            dropped += [key for key in before if key not in kept]
        self._db.executemany("DELETE FROM recent WHERE address = ? AND at = ? AND message = ?", dropped)
        self._db.executemany("INSERT INTO recent VALUES (?, ?, ?, ?)", added)

    def _answers(self, window: Window, numbers: Mapping[str, int], touched: list[Key]) -> None:
        """Note which messages are answered, unless they are with the same address; after the touches, which tell."""
        self._db.executemany(
            "DELETE FROM reply WHERE address = ? AND answered = ?", [(key[0], key[2]) for key in touched]
        )
        found = sorted((numbers[spec], answered, ways) for (spec, answered), ways in window.answers.items())
        self._db.executemany(
            "INSERT OR IGNORE INTO reply SELECT ?1, ?2, ?4 WHERE NOT EXISTS (SELECT 1 FROM touch "
            "WHERE address = ?1 AND at BETWEEN ?3 - ?5 AND ?3 AND message = ?2)",
            [(number, answered, *way, _ANSWERED_WITHIN) for number, answered, ways in found for way in ways],
        )

    def _found(self, query: str, values: list[Any]) -> list[Any]:
        """The rows for any number of values; `query` has one question mark, in the brackets of an IN."""
        found = []
        for at in range(0, len(values), _AT_ONCE):
            part = values[at : at + _AT_ONCE]
            found += self._db.execute(query.replace("?", ", ".join("?" * len(part))), part).fetchall()
        return found
