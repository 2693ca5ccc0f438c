"""Each time a letter was handed over and may have been taken, and the most of them that there may be within a day.

What kith sends unasked (digests by appointment, notices) and what it answers are counted apart; what the user asks for
at the command line is counted and not held. The cap itself is a trigger of the schema: no code above it can pass it by.
What a server has whole and says it did not take (`put_off`) is kept, to look for it there, and not counted.
"""

import sqlite3
from dataclasses import dataclass

from kith.errors import DeliveryHeld

KEPT = 4 * 86_400  # seconds
_KIND = (
    "SELECT CASE WHEN kind = 'answer' THEN 'answer' WHEN kind = 'notice' OR slot IS NOT NULL THEN 'unasked' "
    "ELSE 'asked' END FROM letter WHERE id = ?"
)


@dataclass(frozen=True, slots=True)
class Way:
    """By which way a letter leaves, and the account whose mailbox it goes to: its name in the configuration and its
    address, since either may be changed there. "" is what is not known (a letter that an older kith handed over)."""

    by: str = ""  # "smtp", "imap"
    account: str = ""
    email: str = ""


UNKNOWN = Way()


@dataclass(frozen=True, slots=True)
class HandOver:
    """A letter was handed over at `at` (unix seconds), and may have been taken."""

    at: int
    way: Way


def enter(db: sqlite3.Connection, letter: int, now: int, way: Way) -> None:
    """A letter is about to leave (unix seconds). Raises DeliveryHeld where it may not."""
    db.execute(
        "DELETE FROM departure WHERE (at < ? OR at > ?) AND letter IN "
        "(SELECT id FROM letter WHERE state NOT IN ('written', 'leaving'))",
        (now - KEPT, now + KEPT),
    )
    (kind,) = db.execute(_KIND, (letter,)).fetchone()
    try:
        db.execute(
            "INSERT INTO departure (letter, at, kind, way) VALUES (?, ?, ?, ?)",
            (letter, now, kind, f"{way.by} {way.account} {way.email}".strip()),
        )
    except sqlite3.IntegrityError as error:
        what = "answered as many mails" if kind == "answer" else "sent as many letters by itself"
        raise DeliveryHeld(
            f"kith has {what} within a day as it ever does, so this one waits until tomorrow; "
            "if you did not expect so many, something may be answering it: look into your INBOX"
        ) from error


def take_back(db: sqlite3.Connection, letter: int) -> None:
    """The newest try has surely left the letter here."""
    db.execute("DELETE FROM departure WHERE id = (SELECT max(id) FROM departure WHERE letter = ?)", (letter,))


def put_off(db: sqlite3.Connection, letter: int) -> None:
    """The server that got the newest try says that it did not take it. It counts no more; it may have been taken."""
    db.execute(
        "UPDATE departure SET kind = 'put off' WHERE id = (SELECT max(id) FROM departure WHERE letter = ?)",
        (letter,),
    )


def perhaps(db: sqlite3.Connection, letter: int) -> list[HandOver]:
    """Each time it may have been taken, newest first."""
    rows = db.execute("SELECT at, way FROM departure WHERE letter = ? ORDER BY id DESC", (letter,))
    return [HandOver(at, Way(*way.split(" ", 2))) for at, way in rows]
