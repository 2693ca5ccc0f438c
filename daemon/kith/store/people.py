"""Reading back: every address with what is counted for it, its touches, and where each can be looked up."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kith.counts import Correspondent, Habits, Tally
from kith.model import Aside, Direction, Evidence, Exchange, Skip
from kith.store.summary import Counted, reckoned


@dataclass(frozen=True, slots=True)
class Uncounted:
    """One message that did not count for somebody, and why. `because` is the mark that decided."""

    at: int
    reason: Skip
    because: str
    account: str
    folder: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a copy of a message was read: the folder by its raw name, and the UID that holds under this UIDVALIDITY."""

    account: str
    folder: bytes
    uidvalidity: int
    uid: int


class People:
    """Reads only. Which addresses make one person is decided above (`kith.people.identity`)."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def correspondents(self) -> list[Correspondent]:
        """Every address that any message was about, in the order of the addresses."""
        rows = self._db.execute(
            "SELECT id, spec, name, is_list, summary.* FROM address LEFT JOIN summary ON address = id ORDER BY spec"
        ).fetchall()
        missing = reckoned(self._db, [number for number, _, _, _, kept, *_ in rows if kept is None])
        marks = {number: mark for number, *mark in self._db.execute("SELECT id, reason, because FROM skip")}
        found = []
        for number, spec, name, is_list, _, *kept in rows:
            counted = missing.get(number) or Counted(*kept)
            if counted.sent or counted.received or counted.skipped != "[]" or is_list:
                try:
                    found.append(_correspondent(spec, name, bool(is_list), counted, marks))
                except (ValueError, KeyError, TypeError) as error:  # no number of a mark, or no JSON
                    raise sqlite3.DatabaseError("what is counted of an address is damaged") from error
        return found

    def touches(self, addresses: Iterable[str]) -> dict[str, tuple[list[int], list[int]]]:
        """Address -> (times sent, times received), ascending; of these addresses, where they are known."""
        rows = self._db.execute(
            "SELECT spec, (SELECT json_group_array(at) FROM touch WHERE address = address.id AND direction = 'sent'), "
            "(SELECT json_group_array(at) FROM touch WHERE address = address.id AND direction = 'received') "
            "FROM json_each(?) JOIN address ON spec = value",
            (json.dumps(list(addresses)),),
        )
        return {
            spec: (sorted(json.loads(sent)), sorted(json.loads(received))) for spec, sent, received in rows
        }

    def evidence(
        self,
        addresses: Sequence[str],
        at: Iterable[int] | None = None,
        newest: int | None = None,
        until: int | None = None,
    ) -> list[Evidence]:
        """Where touches with these addresses can be looked up, newest first.

        `at` keeps only touches of these instants, `newest` only so many, `until` those up to an instant.
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
            + "AND touch.at <= coalesce(?, touch.at) "
            "ORDER BY touch.at DESC, touch.direction DESC, label.message_id LIMIT ?",
            (*addresses, *(instants or ()), until, -1 if newest is None else newest),
        )
        return [
            Evidence(when, Direction(way), account, folder, message_id or "", subject, spec)
            for when, way, account, folder, message_id, subject, spec in rows
        ]

    def place(self, evidence: Evidence) -> Place | None:
        """Where a copy of that message was read; None where it is no longer known."""
        row = self._db.execute(
            "SELECT account.name, folder.raw, folder.uidvalidity, message.uid FROM touch "
            "JOIN address ON address.id = touch.address JOIN message ON message.identity = touch.message "
            "JOIN label ON label.id = message.label JOIN folder ON folder.id = message.folder "
            "JOIN account ON account.id = folder.account "
            "WHERE address.spec = ? AND touch.at = ? AND label.message_id = ?",
            (evidence.address, evidence.at, evidence.message_id),
        ).fetchone()
        return None if row is None else Place(row[0], bytes(row[1]), row[2], row[3])

    def exchanges(self, since: int, until: int) -> dict[str, list[Exchange]]:
        """Address -> its newest messages between two instants (unix seconds), of the three newest of all."""
        found: dict[str, list[Exchange]] = {}
        for spec, at, way, subject, answers, people in self._db.execute(
            "SELECT spec, recent.at, direction, subject, answers, people FROM recent "
            "JOIN address ON address.id = recent.address JOIN touch ON touch.address = recent.address "
            "AND touch.at = recent.at AND touch.message = recent.message WHERE recent.at BETWEEN ? AND ?",
            (since, until),
        ):
            found.setdefault(spec, []).append(Exchange(at, Direction(way), subject, bool(answers), people))
        return found

    def aside(self, since: int, until: int) -> dict[str, Aside]:
        """Address -> when I last wrote there, and they last wrote to me and others, in messages that count for nobody,
        between two instants (unix seconds); of the addresses with exchanges in that time."""
        found: dict[str, Aside] = {}
        for spec, mine, theirs in self._db.execute(
            "SELECT spec, max(iif(mine AND reason <> 'came-back', at, 0)), "
            "max(iif(NOT mine AND reason IN ('group', 'list', 'not-to-me'), at, 0)) "
            "FROM uncounted JOIN address ON address.id = uncounted.address JOIN skip ON skip.id = uncounted.skip "
            "WHERE uncounted.address IN (SELECT address FROM recent WHERE recent.at BETWEEN ?1 AND ?2) "
            "AND uncounted.at BETWEEN ?1 AND ?2 GROUP BY spec",
            (since, until),
        ):
            found[spec] = Aside(mine, theirs)
        return found

    def subjects(self, addresses: Iterable[str], until: int) -> dict[str, tuple[int, str]]:
        """Address -> when its newest message up to an instant (unix seconds) was, and its subject; of these addresses,
        where one is kept."""
        rows = self._db.execute(
            "SELECT spec, max(recent.at), subject FROM json_each(?) JOIN address ON spec = value "
            "JOIN recent ON recent.address = address.id WHERE recent.at <= ? GROUP BY spec",
            (json.dumps(list(addresses)), until),
        )
        return {spec: (at, subject or "") for spec, at, subject in rows}

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


def _correspondent(
    spec: str, name: str, is_list: bool, counted: Counted, marks: Mapping[int, Sequence[str]]
) -> Correspondent:
    """`marks`: number -> why a message did not count, and the mark that decided."""
    skipped: dict[Skip, int] = {}
    newest = automatic = ""
    for number, count in json.loads(counted.skipped) if counted.skipped != "[]" else ():
        reason, because = Skip(marks[number][0]), marks[number][1]
        skipped[reason] = skipped.get(reason, 0) + count
        newest = newest or because
        automatic = automatic or (because if reason is Skip.AUTOMATIC else "")
    return Correspondent(
        spec,
        name,
        Tally(counted.sent, counted.sent_first, counted.sent_last),
        Tally(counted.received, counted.received_first, counted.received_last),
        skipped,
        "List-Post" if is_list else newest,
        is_list,
        Habits(
            openings=counted.openings,
            repeats=counted.repeats,
            answers=counted.answers,
            doubted=counted.doubted,
            doubt=marks[counted.doubt][1] if counted.doubt else "",
            automatic=automatic,
            punctual=counted.punctual,
        ),
    )


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" for _ in values)
