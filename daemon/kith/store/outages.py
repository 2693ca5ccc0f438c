"""What does not work, since when and for how long kith has tried; and what the user was told of it."""

import sqlite3
from collections.abc import Iterable, Sequence

from kith.store.ledger import Letter
from kith.suggest.alarm import Alarm, Outage, counted

_OUTAGES = "SELECT what, code, since, tried, why, told = 1, ended_at FROM outage ORDER BY since, what"


class Outages:
    """Writes belong into a transaction of the store. Times are unix seconds."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def beat(self, now: int) -> None:
        """Kith is at work, and its store can be written to."""
        self._db.execute(
            "UPDATE alarm SET pause = iif(beat_at = 0, 0, max(0, ?1 - beat_at)), beat_at = ?1", (now,)
        )

    def tried_since_beat(self, now: int, patience: int) -> float:
        """Seconds that a run which is started again and again has tried since its newest beat (`counted`)."""
        at, usual = self._db.execute("SELECT beat_at, pause FROM alarm").fetchone()
        return float(counted(now - at, usual, patience))

    def all(self) -> list[Outage]:
        """Those that go on, and those that are over and whose end is still to be told; oldest first."""
        return [
            Outage(what, code, since, tried, why, bool(told), ended_at)
            for what, code, since, tried, why, told, ended_at in self._db.execute(_OUTAGES)
        ]

    def goes_on(self, what: str, code: int, why: str, now: int, seconds: int) -> None:
        """It does not work. `seconds`: for how long kith was up and tried since it last said so; 0 the first time, and
        where it had worked in between."""
        self._db.execute(
            "INSERT INTO outage (what, code, since, tried, why) VALUES (?1, ?2, ?4, 0, ?3) "
            "ON CONFLICT (what) DO UPDATE SET code = ?2, why = ?3, since = iif(ended_at IS NULL, since, ?4), "
            "tried = iif(ended_at IS NULL, tried + ?5, 0), ended_at = NULL",
            (what, code, why, now, seconds),
        )

    def over(self, what: str, now: int) -> None:
        """It works again. What nobody was told of is forgotten."""
        self._db.execute("DELETE FROM outage WHERE what = ? AND told = 0", (what,))
        self._db.execute("UPDATE outage SET ended_at = ? WHERE what = ? AND ended_at IS NULL", (now, what))

    def told_of(self, what: str, code: int, why: str, since: int, now: int) -> None:
        """Something that is over, and that the user was told of while the store could not be written to."""
        self._db.execute(
            "INSERT OR REPLACE INTO outage VALUES (?, ?, ?, 0, ?, 1, ?)", (what, code, since, why, now)
        )
        self._db.execute("UPDATE alarm SET episode = coalesce(episode, ?), told_at = ?", (since, now))

    def alarm(self) -> Alarm:
        """What the user was told."""
        return Alarm(*self._db.execute("SELECT episode, told_at, tellings FROM alarm").fetchone())

    def trouble_told(self, letter: Letter, episode: int, telling: int, whats: Iterable[str]) -> bool:
        """Enter a notice that something does not work. False where it was entered before."""
        if not self._enter(letter):
            return False
        self._db.execute(
            "UPDATE alarm SET episode = ?, told_at = ?, tellings = ?", (episode, letter.composed_at, telling)
        )
        self._told(whats)
        return True

    def recovery_told(self, letter: Letter) -> bool:
        """Enter the notice that all is well again; with it the episode is over."""
        if not self._enter(letter):
            return False
        self.close_episode()
        return True

    def close_episode(self) -> None:
        """Nothing that the user was told of is still wrong, and they know; or they were never told."""
        self._db.execute("UPDATE alarm SET episode = NULL, tellings = 0")
        self._db.execute("DELETE FROM outage WHERE ended_at IS NOT NULL")
        self._db.execute("UPDATE outage SET told = 0")

    def reword(self, letter: Letter, whats: Iterable[str]) -> None:
        """Newer words for a notice that has surely not left."""
        self._db.execute(
            "UPDATE letter SET content = ? WHERE id = ? AND state = 'written'",
            (letter.content, letter.number),
        )
        self._told(whats)

    def take_back(self, number: int) -> None:
        """A notice that never left is not needed any more: as if it had not been written. Where it was the first,
        nobody has been told anything."""
        self._db.execute(
            "UPDATE letter SET state = 'dropped', content = NULL, answer = 'it was over before it could be told' "
            "WHERE id = ?",
            (number,),
        )
        self._db.execute(
            "UPDATE alarm SET tellings = max(0, tellings - 1), told_at = iif(tellings > 1, told_at, NULL)"
        )
        if self.alarm().tellings == 0:
            self.close_episode()

    def arrived(self, letter: Letter, now: int) -> None:
        """A notice has reached the user: from here a day is counted to the next."""
        if letter.said == "trouble":
            self._db.execute("UPDATE alarm SET told_at = ? WHERE episode IS NOT NULL", (now,))

    def _enter(self, letter: Letter) -> bool:
        row = self._db.execute(
            "INSERT INTO letter (message_id, composed_at, recipient, content, said, state, messages_read, kind) "
            "VALUES (?, ?, ?, ?, ?, 'written', 0, 'notice') ON CONFLICT (message_id) DO UPDATE SET state = 'written', "
            "composed_at = excluded.composed_at, content = excluded.content, said = excluded.said, answer = '', "
            "retry_at = NULL, tries = 0 WHERE state = 'dropped' RETURNING id",
            (letter.message_id, letter.composed_at, letter.recipient, letter.content, letter.said),
        ).fetchone()
        return row is not None

    def _told(self, whats: Iterable[str]) -> None:
        self._db.executemany("UPDATE outage SET told = 1 WHERE what = ?", ((what,) for what in whats))

    def code_of_letters(self) -> int:
        """Of what keeps letters waiting: 77 where the login at the SMTP server is refused, else 75."""
        row = self._db.execute("SELECT code FROM account WHERE name = '[smtp]' AND refusals > 1").fetchone()
        return 75 if row is None else int(row[0])

    def going_on(self) -> Sequence[Outage]:
        """What does not work now."""
        return [one for one in self.all() if one.ended_at is None]
