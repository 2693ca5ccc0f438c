"""The schema, as an append-only list of steps. A released step is never changed; a new one is added below it.

Instants are whole seconds since 1970 in UTC. No message body is stored; subjects only in `recent`, a person's
newest exchanges.
"""

import sqlite3
from collections.abc import Callable

from kith.errors import StoreUnusable

_FIRST = """
CREATE TABLE account (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    looked_at INTEGER,               -- the last good look
    failure TEXT NOT NULL DEFAULT '',
    failing_since INTEGER,
    retry_at INTEGER,                -- not before this
    failures INTEGER NOT NULL DEFAULT 0
) STRICT;

-- How far a folder has been read: every UID from low to high. Identity is the raw name as the server spells it.
CREATE TABLE folder (
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES account,
    raw BLOB NOT NULL,
    name TEXT NOT NULL,
    uidvalidity INTEGER NOT NULL,
    low INTEGER NOT NULL,
    high INTEGER NOT NULL,
    messages INTEGER NOT NULL DEFAULT 0,
    failure TEXT NOT NULL DEFAULT '',
    UNIQUE (account, raw)
) STRICT;

CREATE TABLE address (
    id INTEGER PRIMARY KEY,
    spec TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL DEFAULT '',
    name_rank INTEGER NOT NULL DEFAULT 0,  -- when the name was used; what its owner writes outranks what others write
    is_list INTEGER NOT NULL DEFAULT 0     -- takes posts for a mailing list (List-Post)
) STRICT;

-- Why messages count for nobody: few distinct pairs, so each message holds only a number.
CREATE TABLE skip (
    id INTEGER PRIMARY KEY,
    reason TEXT NOT NULL,
    because TEXT NOT NULL,
    UNIQUE (reason, because)
) STRICT;

-- One row per message, however many folders and accounts hold a copy; folder and uid are those of one copy.
CREATE TABLE message (
    identity INTEGER PRIMARY KEY,    -- 63-bit hash of the Message-ID
    folder INTEGER NOT NULL REFERENCES folder,
    uid INTEGER NOT NULL,
    skip INTEGER REFERENCES skip,    -- NULL: it counts
    message_id TEXT                  -- only where it counts
) STRICT;

CREATE TABLE touch (
    address INTEGER NOT NULL REFERENCES address,
    at INTEGER NOT NULL,
    message INTEGER NOT NULL REFERENCES message,
    direction TEXT NOT NULL CHECK (direction IN ('sent', 'received')),
    PRIMARY KEY (address, at, message)
) STRICT, WITHOUT ROWID;

-- The addresses a message that does not count is about.
CREATE TABLE uncounted (
    address INTEGER NOT NULL REFERENCES address,
    at INTEGER NOT NULL,
    message INTEGER NOT NULL REFERENCES message,
    skip INTEGER NOT NULL REFERENCES skip,
    PRIMARY KEY (address, at, message)
) STRICT, WITHOUT ROWID;

CREATE TABLE recent (
    address INTEGER NOT NULL REFERENCES address,
    at INTEGER NOT NULL,
    message INTEGER NOT NULL REFERENCES message,
    subject TEXT NOT NULL,
    PRIMARY KEY (address, at, message)
) STRICT, WITHOUT ROWID;

-- Messages that could not be read: set aside by name, never in the way of the others.
CREATE TABLE quarantine (
    folder INTEGER NOT NULL REFERENCES folder,
    uid INTEGER NOT NULL,
    reason TEXT NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (folder, uid)
) STRICT, WITHOUT ROWID;

-- The newest appointment that was dealt with, and the rule it was reckoned by.
CREATE TABLE appointment (
    name TEXT PRIMARY KEY,
    slot INTEGER NOT NULL,
    rule TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Letters to the user: written here before anything leaves, emptied once delivered.
CREATE TABLE letter (
    id INTEGER PRIMARY KEY,
    message_id TEXT NOT NULL UNIQUE,
    slot INTEGER UNIQUE,             -- the appointment it answers; NULL when asked for by hand
    composed_at INTEGER NOT NULL,
    recipient TEXT NOT NULL,
    content BLOB,                    -- NULL once it is delivered
    state TEXT NOT NULL CHECK (state IN ('written', 'leaving', 'delivered', 'refused', 'dropped')),
    tried_at INTEGER,                -- when it was last handed over
    retry_at INTEGER,                -- not before this
    tries INTEGER NOT NULL DEFAULT 0,
    answer TEXT NOT NULL DEFAULT '',
    messages_read INTEGER NOT NULL   -- how many messages had been read in all when it was written
) STRICT;

CREATE TABLE suggestion (
    letter INTEGER NOT NULL REFERENCES letter,
    number INTEGER NOT NULL,
    address TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (letter, number)
) STRICT, WITHOUT ROWID;

-- The settings and the version of the judgement that all verdicts were made by; one row.
CREATE TABLE judged_by (
    rules TEXT NOT NULL
) STRICT;

CREATE TABLE secret (
    name TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO judged_by VALUES ('');
INSERT INTO secret VALUES ('letters', randomblob(32));
"""

# What joining addresses to people is judged by, and what the user has said about it.
_IDENTITY = """
-- Every name an address was seen with, at most MOST_SPELLINGS: joining wants one full name, and no other beside it.
CREATE TABLE spelling (
    address INTEGER NOT NULL REFERENCES address,
    name TEXT NOT NULL,
    PRIMARY KEY (address, name)
) STRICT, WITHOUT ROWID;

-- A message with this address answers the message of that number; only where that one is not known to be with the
-- same address too.
CREATE TABLE reply (
    address INTEGER NOT NULL REFERENCES address,
    answered INTEGER NOT NULL,
    direction TEXT NOT NULL CHECK (direction IN ('sent', 'received')),  -- which way the answer went
    PRIMARY KEY (address, answered)
) STRICT, WITHOUT ROWID;

-- The user's own word, append-only but for `forget`: of a pair of mailboxes the newest row holds.
CREATE TABLE decision (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('merge', 'split')),
    one TEXT NOT NULL,
    other TEXT NOT NULL
) STRICT;

-- Mailboxes that are kept out: a keyed hash each, for their addresses are not to be kept.
CREATE TABLE forgotten (
    mailbox BLOB PRIMARY KEY,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO spelling SELECT id, name FROM address WHERE name <> '';
UPDATE judged_by SET rules = '';     -- what is recorded from here on is missing of old mail: it is read again
"""


# How an address writes, so that machines are told by what they do; filled in as the mailbox is read again.
_HABITS = """
ALTER TABLE touch ADD COLUMN opening INTEGER;         -- the form of a subject that opens a conversation; else NULL
ALTER TABLE touch ADD COLUMN doubt INTEGER REFERENCES skip;  -- weak marks of a machine
ALTER TABLE uncounted ADD COLUMN opening INTEGER;
"""


# How reading goes wrong, and what was done about it; the day's budget of bytes.
_TROUBLE = """
ALTER TABLE account ADD COLUMN day INTEGER NOT NULL DEFAULT 0;          -- since 1970, of the bytes below
ALTER TABLE account ADD COLUMN octets INTEGER NOT NULL DEFAULT 0;       -- read on that day

ALTER TABLE folder ADD COLUMN oldest INTEGER;                           -- arrival of the oldest message read so far
ALTER TABLE folder ADD COLUMN grown_at INTEGER NOT NULL DEFAULT 0;      -- when it last had new mail
ALTER TABLE folder ADD COLUMN reconciled_at INTEGER NOT NULL DEFAULT 0; -- the last look back at its newest days
ALTER TABLE folder ADD COLUMN renumbered_at INTEGER;                    -- the last time it was read again as a whole
ALTER TABLE folder ADD COLUMN shallow INTEGER NOT NULL DEFAULT 0;       -- since then only its newest days were
ALTER TABLE folder ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;      -- in a row
ALTER TABLE folder ADD COLUMN suspended_until INTEGER;
ALTER TABLE folder ADD COLUMN absent_since INTEGER;                     -- no longer in the listing

ALTER TABLE quarantine ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;     -- after the first
ALTER TABLE quarantine ADD COLUMN retry_at INTEGER;                     -- NULL: given up
UPDATE quarantine SET retry_at = since + 86400;

-- UIDs that are being read right now, or were when the line or the process died: read next time in smaller steps.
CREATE TABLE attempt (
    folder INTEGER PRIMARY KEY REFERENCES folder,
    low INTEGER NOT NULL,
    high INTEGER NOT NULL,
    level INTEGER NOT NULL,          -- 0 wide windows, 1 small ones, 2 one by one, 3 this one message is the culprit
    running INTEGER NOT NULL,        -- 1 while it is being read
    why TEXT NOT NULL
) STRICT;
"""


# A hash falls anywhere, so what is kept by it is written page by page: the narrower its rows, the fewer pages. The text
# of a Message-ID, the widest thing there is, stands apart, in the order of reading.
_NARROW = """
CREATE TABLE label (
    id INTEGER PRIMARY KEY,
    message_id TEXT NOT NULL
) STRICT;

CREATE TEMP TABLE labelled AS SELECT identity, message_id FROM message WHERE message_id <> '' ORDER BY identity;
INSERT INTO label SELECT rowid, message_id FROM labelled;
ALTER TABLE message DROP COLUMN message_id;
ALTER TABLE message ADD COLUMN label INTEGER;   -- of its Message-ID; only where it counts and has one
UPDATE message SET label = labelled.rowid FROM labelled WHERE labelled.identity = message.identity;
DROP TABLE labelled;
"""


def _run(script: str) -> Callable[[sqlite3.Connection], None]:
    """A step made of statements; each alone, because `executescript` would commit the surrounding transaction."""

    def step(db: sqlite3.Connection) -> None:
        for statement in _statements(script):
            db.execute(statement)

    return step


def _statements(script: str) -> list[str]:
    found, pending = [], ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            found.append(pending)
            pending = ""
    return found


MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (
    _run(_FIRST),
    _run(_HABITS),
    _run(_IDENTITY),
    _run(_TROUBLE),
    _run(_NARROW),
)


def version(db: sqlite3.Connection) -> int:
    """How many of the steps a store has taken.

    Raises StoreUnusable for a store that a newer kith has written; it is left as it is.
    """
    (have,) = db.execute("PRAGMA user_version").fetchone()
    if have > len(MIGRATIONS):
        raise StoreUnusable(
            f"the store has schema {have}, this kith knows up to {len(MIGRATIONS)}: "
            "install the newer kith again, or move the store away to start anew"
        )
    return int(have)


def migrate(db: sqlite3.Connection) -> None:
    """Bring the store to this kith's schema, each step and its number in one transaction."""
    have = version(db)
    for number, step in enumerate(MIGRATIONS[have:], start=have + 1):
        db.execute("BEGIN IMMEDIATE")
        try:
            (now_at,) = db.execute("PRAGMA user_version").fetchone()
            if now_at < number:  # another process may have been quicker
                step(db)
                db.execute(f"PRAGMA user_version = {number}")
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise
