"""Reading back: every address with its touches, and where each touch can be looked up."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from kith.model import Correspondent, Direction, Evidence, Habits, Skip


@dataclass(frozen=True, slots=True)
class Uncounted:
    """One message that did not count for somebody, and why. `because` is the mark that decided."""

    at: int
    reason: Skip
    because: str
    account: str
    folder: str


class People:
    """Reads only. Which addresses make one person is decided above (`kith.people.identity`)."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def correspondents(self) -> list[Correspondent]:
        """Every address that any message was about, in the order of the addresses."""
        touches = self._touches()
        habits = self._habits()
        skipped, because = self._skipped()
        found = []
        for number, spec, name, is_list in self._db.execute(
            "SELECT id, spec, name, is_list FROM address ORDER BY spec"
        ):
            if number not in touches and number not in skipped and not is_list:
                continue
            sent, received = touches.get(number, ((), ()))
            mark = "List-Post" if is_list else because.get(number, "")
            found.append(
                Correspondent(
                    spec,
                    name,
                    sent,
                    received,
                    skipped.get(number, {}),
                    mark,
                    bool(is_list),
                    habits.get(number, Habits()),
                )
            )
        return found

    def _touches(self) -> dict[int, tuple[tuple[int, ...], tuple[int, ...]]]:
        """Address -> (times sent, times received), ascending."""
        rows: Iterator[tuple[int, int, str]] = self._db.execute(
            "SELECT address, at, direction FROM touch ORDER BY address, at"
        )
        found = {}
        for number, group in groupby(rows, key=lambda row: row[0]):
            sent: list[int] = []
            received: list[int] = []
            for _, at, direction in group:
                (sent if direction == Direction.SENT else received).append(at)
            found[number] = (tuple(sent), tuple(received))
        return found

    def _habits(self) -> dict[int, Habits]:
        """How each address writes: two passes over what is grouped by address already."""
        found: dict[int, Habits] = {}
        for number, answers, doubted, doubt, _ in self._db.execute(
            # With one max() the other columns are those of its row: the marks on the newest doubtful message.
            "SELECT address, sum(opening IS NULL), count(doubt), because, max(CASE WHEN doubt THEN at END) FROM touch "
            "LEFT JOIN skip ON skip.id = doubt WHERE direction = 'received' GROUP BY address"
        ):
            found[number] = Habits(answers=answers, doubted=doubted, doubt=doubt or "")
        for number, openings, repeats in self._db.execute(
            "SELECT address, sum(times), max(times) FROM (SELECT address, count(*) AS times FROM "
            "(SELECT address, opening FROM touch UNION ALL SELECT address, opening FROM uncounted) "
            "WHERE opening IS NOT NULL GROUP BY address, opening) GROUP BY address"
        ):
            found[number] = replace(found.get(number, Habits()), openings=openings, repeats=repeats)
        for number, mark, _ in self._db.execute(
            "SELECT address, because, max(at) FROM uncounted JOIN skip ON skip.id = uncounted.skip "
            "WHERE reason = ? GROUP BY address",
            (str(Skip.AUTOMATIC),),
        ):
            found[number] = replace(found.get(number, Habits()), automatic=mark)
        return found

    def _skipped(self) -> tuple[dict[int, dict[Skip, int]], dict[int, str]]:
        """Address -> reason -> count, and address -> the mark on its newest uncounted message."""
        counts: dict[int, dict[Skip, int]] = {}
        newest: dict[int, tuple[int, str]] = {}
        for number, reason, mark, count, at in self._db.execute(
            "SELECT address, reason, because, count(*), max(at) FROM uncounted JOIN skip ON skip.id = uncounted.skip "
            "GROUP BY address, skip ORDER BY address, skip"
        ):
            reasons = counts.setdefault(number, {})
            reasons[Skip(reason)] = reasons.get(Skip(reason), 0) + count
            newest[number] = max(newest.get(number, (-1, "")), (at, mark))
        return counts, {number: mark for number, (_, mark) in newest.items()}

    def evidence(
        self, addresses: Sequence[str], at: Iterable[int] | None = None, newest: int | None = None
    ) -> list[Evidence]:
        """Where touches with these addresses can be looked up, newest first.

        `at` keeps only touches of these instants, `newest` only so many.
        """
        instants = None if at is None else list(at)
        rows = self._db.execute(
            "SELECT touch.at, touch.direction, account.name, folder.name, label.message_id, recent.subject, "
            "address.spec FROM touch JOIN address ON address.id = touch.address "
            "JOIN message ON message.identity = touch.message JOIN folder ON folder.id = message.folder "
            "JOIN account ON account.id = folder.account LEFT JOIN label ON label.id = message.label "
            "LEFT JOIN recent ON recent.address = touch.address AND recent.at = touch.at "
            "AND recent.message = touch.message "
            f"WHERE address.spec IN ({_marks(addresses)}) "
            + (f"AND touch.at IN ({_marks(instants)}) " if instants is not None else "")
            + "ORDER BY touch.at DESC, touch.direction DESC, label.message_id LIMIT ?",
            (*addresses, *(instants or ()), -1 if newest is None else newest),
        )
        return [
            Evidence(when, Direction(way), account, folder, message_id or "", subject, spec)
            for when, way, account, folder, message_id, subject, spec in rows
        ]

    def uncounted(self, addresses: Sequence[str], newest: int) -> tuple[list[Uncounted], int]:
        """The newest messages about these addresses that did not count, newest first; and how many there are."""
        (total,) = self._db.execute(
            "SELECT count(*) FROM uncounted JOIN address ON address.id = uncounted.address "
            f"WHERE address.spec IN ({_marks(addresses)})",
            tuple(addresses),
        ).fetchone()
        rows = self._db.execute(
            "SELECT uncounted.at, skip.reason, skip.because, account.name, folder.name FROM uncounted "
            "JOIN address ON address.id = uncounted.address JOIN skip ON skip.id = uncounted.skip "
            "JOIN message ON message.identity = uncounted.message JOIN folder ON folder.id = message.folder "
            f"JOIN account ON account.id = folder.account WHERE address.spec IN ({_marks(addresses)}) "
            "ORDER BY uncounted.at DESC, message.identity LIMIT ?",
            (*addresses, newest),
        )
        return [Uncounted(at, Skip(reason), *rest) for at, reason, *rest in rows], total

    def name_of(self, addresses: Sequence[str]) -> str:
        """The name the owner of these addresses used most recently, "" where none is known."""
        row = self._db.execute(
            f"SELECT name FROM address WHERE spec IN ({_marks(addresses)}) "
            "ORDER BY name_rank DESC, spec LIMIT 1",
            tuple(addresses),
        ).fetchone()
        return "" if row is None else str(row[0])


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" for _ in values)
