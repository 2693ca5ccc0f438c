-- Mail that came back (kith.mail.bounces).

-- Reports whose text has not been looked at yet.
CREATE TABLE report (
    folder INTEGER NOT NULL REFERENCES folder,
    uid INTEGER NOT NULL,
    at INTEGER NOT NULL,             -- when it was written
    tries INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (folder, uid)
) STRICT, WITHOUT ROWID;

-- Who could not be reached. Believed only where the returned message is known to have gone there, which is looked up
-- when it is asked for: the report may be read first.
CREATE TABLE failure (
    address TEXT NOT NULL,
    returned INTEGER NOT NULL,       -- the number of the message that came back
    at INTEGER NOT NULL,
    status TEXT NOT NULL,
    because TEXT NOT NULL,
    PRIMARY KEY (address, returned)
) STRICT, WITHOUT ROWID;

-- 1: a message of mine that counts for nobody, to a group, or written by my calendar: an answer all the same.
ALTER TABLE uncounted ADD COLUMN mine INTEGER NOT NULL DEFAULT 0;

UPDATE judged_by SET rules = '';     -- all this is missing of old mail: it is read again
