"""Each time a letter was handed over, and the most of them that there may be within a day.

What kith sends unasked (digests by appointment, notices) and what it answers are counted apart; what the user asks for
at the command line is counted and not held. The cap itself is a trigger of the schema: no code above it can pass it by.
"""

import sqlite3

from kith.errors import DeliveryHeld

KEPT = 4 * 86_400  # seconds
_KIND = (
    "SELECT CASE WHEN kind = 'answer' THEN 'answer' WHEN kind = 'notice' OR slot IS NOT NULL THEN 'unasked' "
    "ELSE 'asked' END FROM letter WHERE id = ?"
)


def enter(db: sqlite3.Connection, letter: int, now: int, way: str) -> None:
    """A letter is about to leave (unix seconds). Raises DeliveryHeld where it may not."""
    db.execute(
        "DELETE FROM departure WHERE (at < ? OR at > ?) AND letter IN "
        "(SELECT id FROM letter WHERE state NOT IN ('written', 'leaving'))",
        (now - KEPT, now + KEPT),
    )
    (kind,) = db.execute(_KIND, (letter,)).fetchone()
    try:
        db.execute(
            "INSERT INTO departure (letter, at, kind, way) VALUES (?, ?, ?, ?)", (letter, now, kind, way)
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


def way(db: sqlite3.Connection, letter: int) -> str:
    """By which way a letter was last handed over, "" for the usual one."""
    row = db.execute(
        "SELECT way FROM departure WHERE letter = ? ORDER BY id DESC LIMIT 1", (letter,)
    ).fetchone()
    return "" if row is None else str(row[0])
