"""The user's own word about who is who: merge, split, forget.

Decisions are about mailboxes (`match_key`), so that they hold for every spelling of one. They are only ever added;
of a pair the newest holds. `forget` alone takes away, and keeps no address: a hash keyed with the store's own secret
is enough to recognise one.
"""

import hmac
import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kith.mail.ids import NUMBER
from kith.model import Direction
from kith.people.address import match_key
from kith.people.fullname import full_name
from kith.people.joining import Answer, Decision
from kith.store.cards import forget as forget_cards
from kith.store.cards import read_again
from kith.store.known import Addresses
from kith.store.summary import changed


@dataclass(frozen=True, slots=True)
class Removed:
    """What `forget` took out of the store."""

    addresses: int
    touches: int
    suggestions: int
    rewritten: int  # letters still here that named them
    said: int = 0  # commands about them


class Forgotten:
    """The mailboxes kept out, as they are now; ask it with `in`. Empty, it is false and costs nothing."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._mailboxes = {bytes(row[0]) for row in db.execute("SELECT mailbox FROM forgotten")}
        self._secret = _secret(db) if self._mailboxes else b""
        self._known: dict[str, bool] = {}

    def __bool__(self) -> bool:
        return bool(self._mailboxes)

    def __contains__(self, spec: object) -> bool:
        if not isinstance(spec, str) or not self._mailboxes:
            return False
        if spec not in self._known:
            self._known[spec] = _hidden(self._secret, match_key(spec)) in self._mailboxes
        return self._known[spec]


class Decisions:
    """Writes belong into a transaction of the store."""

    def __init__(self, db: sqlite3.Connection, addresses: Addresses) -> None:
        self._db = db
        self._addresses = addresses

    def all(self) -> list[Decision]:
        """Every merge and split, oldest first."""
        rows = self._db.execute("SELECT at, kind, one, other FROM decision ORDER BY id")
        return [Decision(at, kind, one, other) for at, kind, one, other in rows]

    def add(self, decisions: Iterable[Decision]) -> None:
        self._db.executemany(
            "INSERT INTO decision (at, kind, one, other) VALUES (?, ?, ?, ?)",
            ((one.at, one.kind, one.one, one.other) for one in decisions),
        )
        changed(self._db, ())

    def names(self) -> dict[str, frozenset[str]]:
        """Address -> every name it was seen with."""
        found: dict[str, set[str]] = {}
        for spec, name in self._db.execute(
            "SELECT spec, spelling.name FROM spelling JOIN address ON address.id = spelling.address"
        ):
            found.setdefault(spec, set()).add(name)
        return {spec: frozenset(names) for spec, names in found.items()}

    def answers(self, specs: Sequence[str]) -> list[Answer]:
        """Threads that went on with another of these addresses; the answered message was not with that one."""
        asked = json.dumps(list(specs))
        replies = self._db.execute(
            "SELECT spec, answered, direction FROM reply JOIN address ON address.id = reply.address "
            "WHERE spec IN (SELECT value FROM json_each(?)) ORDER BY spec, answered",
            (asked,),
        ).fetchall()
        answered = {number for _, number, _ in replies}
        parties: dict[int, dict[str, str]] = {}  # message -> address -> direction
        for spec, number, direction in self._db.execute(
            "SELECT spec, message & ?3, direction FROM touch JOIN address ON address.id = touch.address "
            "WHERE spec IN (SELECT value FROM json_each(?1)) AND message & ?3 IN (SELECT value FROM json_each(?2)) "
            # A letter that came back may have been answered from elsewhere all the same.
            "UNION SELECT spec, message & ?3, 'sent' FROM uncounted JOIN address ON address.id = uncounted.address "
            "JOIN skip ON skip.id = skip WHERE reason = 'came-back' AND mine "
            "AND spec IN (SELECT value FROM json_each(?1)) AND message & ?3 IN (SELECT value FROM json_each(?2))",
            (asked, json.dumps(list(answered)), NUMBER),
        ):
            parties.setdefault(number, {})[spec] = direction
        return [
            Answer(earlier, later, Direction(was), Direction(way))
            for later, number, way in replies
            if later not in parties.get(number, {})
            for earlier, was in sorted(parties.get(number, {}).items())
        ]

    def forget(self, specs: Sequence[str], now: int) -> Removed:
        """Take all spellings of these mailboxes out of every table, and keep them out from here on.

        Their rows are overwritten, not just unlinked; `sweep` afterwards clears the write-ahead log too.
        """
        self._db.execute("PRAGMA secure_delete = ON")
        keys, secret = {match_key(spec) for spec in specs}, _secret(self._db)
        self._db.executemany(
            "INSERT OR IGNORE INTO forgotten VALUES (?, ?)",
            ((_hidden(secret, key), now) for key in sorted(keys)),
        )
        found = [
            (number, spec)
            for number, spec in self._db.execute("SELECT id, spec FROM address")
            if match_key(spec) in keys
        ]
        numbers = [(number,) for number, _ in found]
        changed(self._db, [number for number, _ in found])
        known = [(spec,) for spec in sorted({*(spec for _, spec in found), *specs})]
        self._forget_signals([number for number, _ in found], known)
        for table in ("recent", "uncounted", "reply", "spelling"):
            self._db.executemany(f"DELETE FROM {table} WHERE address = ?", numbers)  # noqa: S608  (names above)
        touches = self._db.executemany("DELETE FROM touch WHERE address = ?", numbers).rowcount
        self._db.executemany("DELETE FROM address WHERE id = ?", numbers)
        self._addresses.forget()
        self._db.execute(
            "UPDATE message SET label = NULL WHERE label IS NOT NULL AND identity NOT IN (SELECT message FROM touch)"
        )
        self._db.execute(  # a Message-ID tells where its writer writes from
            "DELETE FROM label WHERE id NOT IN (SELECT label FROM message WHERE label IS NOT NULL)"
        )
        self._db.executemany("DELETE FROM decision WHERE ? IN (one, other)", ((key,) for key in sorted(keys)))
        rewritten = self._db.executemany(  # old enough to be written anew before it leaves
            "UPDATE letter SET composed_at = 0 WHERE state = 'written' AND kind = 'digest' "
            "AND id IN (SELECT letter FROM suggestion WHERE address = ?)",
            known,
        ).rowcount
        self._db.execute(  # an answer is not written anew
            "UPDATE letter SET state = 'dropped', content = NULL WHERE state = 'written' AND kind = 'answer'"
        )
        suggestions = self._db.executemany("DELETE FROM suggestion WHERE address = ?", known).rowcount
        self._db.execute("UPDATE letter SET content = NULL WHERE state = 'delivered'")  # it may tell of them
        for table in ("failure", "draft", "redraft", "transition_step", "asking", "proposal"):
            self._db.executemany(f"DELETE FROM {table} WHERE address = ?", known)  # noqa: S608  (names above)
        spoken_to = self._db.execute("SELECT DISTINCT address FROM voice").fetchall()
        self._db.executemany(
            "DELETE FROM voice WHERE address = ?",
            [(spec,) for (spec,) in spoken_to if match_key(spec) in keys],
        )
        forget_cards(self._db, keys)
        said = self._forget_words(keys)
        if said:  # a letter may tell of them without suggesting anybody
            rewritten = self._db.execute(
                "UPDATE letter SET composed_at = 0 WHERE state = 'written' AND kind = 'digest'"
            ).rowcount
        return Removed(len(numbers), max(touches, 0), max(suggestions, 0), max(rewritten, 0), said)

    def _forget_signals(self, numbers: Sequence[int], known: Sequence[tuple[str]]) -> None:
        """Take out what was told of them, by address and by name, and where theirs is the new address of another."""
        asked = json.dumps(list(numbers))
        called = self._db.execute(
            "SELECT name FROM spelling WHERE address IN (SELECT value FROM json_each(?))", (asked,)
        )
        names = {" ".join(full_name(name)) for (name,) in called} - {""}
        self._db.executemany("DELETE FROM signal WHERE name = ?", [(name,) for name in sorted(names)])
        self._db.executemany("DELETE FROM signal WHERE ?1 IN (address, what)", known)
        self._db.executemany("DELETE FROM telling WHERE sender = ?", known)

    def _forget_words(self, keys: set[str]) -> int:
        """Take out what was said about these mailboxes; an undo goes with what it takes back."""
        about = self._db.execute("SELECT DISTINCT address FROM event WHERE address <> ''").fetchall()
        out = [spec for (spec,) in about if match_key(spec) in keys]
        return self._db.execute(
            "DELETE FROM event WHERE address IN (SELECT value FROM json_each(?))", (json.dumps(out),)
        ).rowcount

    def forgotten(self) -> Forgotten:
        """The mailboxes that are kept out."""
        return Forgotten(self._db)

    def remember(self, spec: str) -> bool:
        """Keep a mailbox out no longer; the next scan reads all mail again. False where it was not kept out."""
        hidden = _hidden(_secret(self._db), match_key(spec))
        if self._db.execute("DELETE FROM forgotten WHERE mailbox = ?", (hidden,)).rowcount != 1:
            return False
        self._db.execute("UPDATE judged_by SET rules = ''")
        read_again(self._db)
        return True

    def sweep(self) -> None:
        """Clear the write-ahead log of what was taken out; outside of a transaction. A reader may put it off."""
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _secret(db: sqlite3.Connection) -> bytes:
    (value,) = db.execute("SELECT value FROM secret WHERE name = 'letters'").fetchone()
    return bytes(value)


def _hidden(secret: bytes, key: str) -> bytes:
    """Whoever has the whole store can still try addresses out; nobody can read them off."""
    return hmac.digest(secret, b"forgotten " + key.encode("utf-8", "surrogatepass"), "sha256")
