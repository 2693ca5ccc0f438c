-- Address books: the files that were read, and each card in them, as JSON of what kith wants of it. What was imported
-- by hand (`kith import`) stands under a file of its own that is on no disk, and stays.

CREATE TABLE card_file (
    path TEXT PRIMARY KEY,     -- where it lies; 'import:…' for what was imported
    source TEXT NOT NULL,      -- the path of the configuration it was found by; '' for what was imported
    mtime INTEGER NOT NULL,    -- nanoseconds; -1: to be read again
    size INTEGER NOT NULL,
    sha256 BLOB NOT NULL,
    faults TEXT NOT NULL       -- JSON: [line, what is wrong] each
) STRICT, WITHOUT ROWID;

CREATE TABLE card (
    path TEXT NOT NULL REFERENCES card_file ON DELETE CASCADE,
    uid TEXT NOT NULL,         -- its own, else a hash of what it says; with a number behind it where that comes twice
    line INTEGER NOT NULL,     -- where it begins
    sha256 BLOB NOT NULL,      -- of its text: what has not changed is not read anew
    fields TEXT NOT NULL,      -- JSON (kith.people.card)
    PRIMARY KEY (path, uid)
) STRICT, WITHOUT ROWID;
