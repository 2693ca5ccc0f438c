-- What messages tell of people: they left, write from elsewhere, have a new position or a birthday.

-- Messages whose text may tell it, and has not been looked at yet.
CREATE TABLE telling (
    folder INTEGER NOT NULL REFERENCES folder,
    uid INTEGER NOT NULL,
    at INTEGER NOT NULL,             -- when it was written
    sender TEXT NOT NULL,            -- whose automatic reply it is; '' for a network's notification
    answers INTEGER NOT NULL,        -- the number of the message it answers, 0 for none
    tries INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (folder, uid)
) STRICT, WITHOUT ROWID;

-- What was told, and nothing else of the text. Whether an automatic reply is believed is looked up when it is asked for:
-- it has to answer a letter of the user's that went there, and that may be read later.
CREATE TABLE signal (
    address TEXT NOT NULL,           -- of whom; '' where only a name is known
    name TEXT NOT NULL,              -- full name as names are compared; '' where the address is known
    kind TEXT NOT NULL,              -- gone, new-address, new-job, birthday, work-anniversary
    at INTEGER NOT NULL,             -- when it was told
    what TEXT NOT NULL,              -- the new address or position, '' for none
    source TEXT NOT NULL,            -- who told it: 'automatic reply', 'LinkedIn', 'XING'
    answers INTEGER NOT NULL,        -- the number of the message that was answered, 0 for none
    PRIMARY KEY (address, name, kind, at, what)
) STRICT, WITHOUT ROWID;

UPDATE judged_by SET rules = '';     -- it is missing of old mail, which is read again
