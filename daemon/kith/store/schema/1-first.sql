-- Accounts, folders, addresses, messages and touches, letters: the store as it began.

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
