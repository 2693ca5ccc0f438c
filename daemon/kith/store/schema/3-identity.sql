-- What joining addresses to people is judged by, and what the user has said about it.

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
