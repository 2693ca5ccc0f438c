"""What the user has said, in the order of saying. Only ever added to; `forget` alone takes away (`decisions`)."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from kith.commands.command import Command
from kith.commands.events import Event


class Events:
    """Writes belong into a transaction of the store."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def enter(self, events: Sequence[Event]) -> list[Event]:
        """Add the events of one line; gives them with their numbers."""
        # A number that a digest has told of is never given again, not even after `forget`.
        (newest,) = self._db.execute(
            "SELECT max((SELECT coalesce(max(id), 0) FROM event), (SELECT coalesce(max(heard), 0) FROM letter))"
        ).fetchone()
        entered = [
            replace(event, number=newest + place, turn=newest + 1)
            for place, event in enumerate(events, start=1)
        ]
        self._db.executemany(
            "INSERT INTO event (id, at, source, line, command, address, due, turn, undoes) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            map(_row, entered),
        )
        return entered

    def all(self, by: int | None = None) -> list[Event]:
        """Everything said by an instant (unix seconds), oldest first."""
        rows = self._db.execute(
            "SELECT at, source, line, command, address, due, undoes, id, turn FROM event "
            "WHERE at <= coalesce(?, at) ORDER BY id",
            (by,),
        )
        return [
            Event(at, source, line, _parted(command, address, line), *rest)
            for at, source, line, command, address, *rest in rows
        ]


def _row(one: Event) -> tuple[object, ...]:
    kept = _kept(one.command)
    return one.number, one.at, one.source, one.line, kept, one.person, one.when, one.turn, one.undoes


def _kept(command: Command) -> str:
    """What was understood, as JSON; what is empty left out, the address in its own column."""
    said = {
        "verb": command.verb,
        "day": command.day and command.day.isoformat(),
        "days": command.days,
        "channel": command.channel,
        "to": command.to,
        "text": command.text,
    }
    return json.dumps({name: value for name, value in said.items() if value}, ensure_ascii=False)


def _parted(kept: str, address: str, line: str) -> Command:
    try:
        said: dict[str, Any] = json.loads(kept)
        day = date.fromisoformat(said["day"]) if "day" in said else None
        return Command(**{**said, "day": day, "person": address, "line": line})
    except (ValueError, TypeError) as error:
        raise sqlite3.DatabaseError("an event of the user's is damaged") from error
