"""What the user leaves, whom they tell, and what was done to that plan: rows that are only ever added to."""

import sqlite3
from collections.abc import Iterable
from datetime import date

from kith.store.known import rows_of
from kith.suggest.moving import Leaving, Standing, Step, standing


class Transitions:
    """Writes belong into a transaction of the store."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def start(self, leaving: Leaving, at: int, steps: Iterable[Step]) -> int:
        """Enter a plan with its first steps; gives its number."""
        row = (
            at,
            leaving.what,
            leaving.place,
            leaving.last_day.isoformat(),
            leaving.ends_at,
            leaving.reach,
            leaving.phone,
        )
        entered = self._db.execute(
            "INSERT INTO transition (at, what, place, last_day, ends_at, reach, phone) VALUES (?, ?, ?, ?, ?, ?, ?)",
            row,
        )
        number = int(entered.lastrowid or 0)
        self.add(number, steps)
        return number

    def add(self, number: int, steps: Iterable[Step]) -> None:
        """Enter what was done to a plan."""
        self._db.executemany(
            "INSERT INTO transition_step (transition, at, kind, address, due, because) VALUES (?, ?, ?, ?, ?, ?)",
            [(number, one.at, one.kind, one.address, one.due, one.because) for one in steps],
        )

    def change(self, number: int, at: int, leaving: Leaving) -> None:
        """Enter what holds of a plan from now on: place, last day, where the user is to be reached."""
        self._db.execute(
            "INSERT INTO transition_change (transition, at, place, last_day, ends_at, reach, phone) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                number,
                at,
                leaving.place,
                leaving.last_day.isoformat(),
                leaving.ends_at,
                leaving.reach,
                leaving.phone,
            ),
        )

    def all(self, by: int | None = None) -> list[Standing]:
        """Every plan as it stood at an instant (unix seconds), oldest first."""
        started = self._db.execute(
            "SELECT what, place, last_day, ends_at, reach, phone, id, at FROM transition "
            "WHERE at <= coalesce(?, at) ORDER BY id",
            (by,),
        ).fetchall()
        if not started:  # nearly always
            return []
        changes = {
            number: changed
            for number, *changed in self._db.execute(
                "SELECT transition, place, last_day, ends_at, reach, phone, at FROM transition_change "
                "WHERE at <= coalesce(?, at) ORDER BY id",
                (by,),
            )
        }
        steps: dict[int, list[Step]] = {}
        for number, *step in self._db.execute(
            "SELECT transition, at, kind, address, due, because FROM transition_step "
            "WHERE at <= coalesce(?, at) ORDER BY id",
            (by,),
        ):
            steps.setdefault(number, []).append(Step(*step))
        plans = []
        for what, *first, number, at in started:
            place, day, ends_at, reach, phone, changed_at = changes.get(number, (*first, 0))
            left = Leaving(
                what, place, date.fromisoformat(day), ends_at, reach, phone, number, at, changed_at
            )
            plans.append(standing(left, steps.get(number, ())))
        return plans

    def through(self, accounts: Iterable[str], specs: Iterable[str]) -> dict[str, tuple[int, int]]:
        """Address -> how many of its touches lie in one of these accounts (by name), and how many there are."""
        names, found = set(accounts), dict[str, tuple[int, int]]()
        query = (
            "SELECT spec, account.name, count(*) FROM touch JOIN address ON address.id = touch.address "
            "JOIN message ON message.identity = touch.message JOIN folder ON folder.id = message.folder "
            "JOIN account ON account.id = folder.account WHERE spec IN (?) GROUP BY spec, account.name"
        )
        for spec, name, touches in rows_of(self._db, query, sorted(set(specs))):
            via, every = found.get(spec, (0, 0))
            found[spec] = (via + touches * (name in names), every + touches)
        return found

    def last_digest(self, besides: int | None = None) -> int | None:
        """When the newest digest was written (unix seconds), None for never; `besides`: before this letter."""
        row = self._db.execute(
            "SELECT composed_at FROM letter WHERE kind = 'digest' AND state NOT IN ('refused', 'dropped') AND id < ? "
            "ORDER BY id DESC LIMIT 1",
            (1 << 62 if besides is None else besides,),
        ).fetchone()
        return None if row is None else int(row[0])
