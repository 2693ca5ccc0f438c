-- How the user writes to whom: counts of greetings, goodbyes and names as they were used, and how far the folders of
-- sent mail have been read for it. No text but these few words.

CREATE TABLE voice (
    address TEXT NOT NULL,             -- to whom
    period INTEGER NOT NULL,           -- when, in steps of 90 days
    language TEXT NOT NULL,            -- of the letter; '' where it was not told
    formal TEXT NOT NULL CHECK (formal IN ('yes', 'no', '')),
    kind TEXT NOT NULL,                -- greeting, form, family, goodbye, signature, language, formal
    value TEXT NOT NULL,
    uses INTEGER NOT NULL,
    PRIMARY KEY (address, period, language, formal, kind, value)
) STRICT, WITHOUT ROWID;

-- Every UID from low to high has been read for it. Nothing yet: low = high + 1.
CREATE TABLE listened (
    account TEXT NOT NULL,
    raw BLOB NOT NULL,                 -- the folder's name as the server spells it
    uidvalidity INTEGER NOT NULL,
    low INTEGER NOT NULL,
    high INTEGER NOT NULL,
    left INTEGER NOT NULL,             -- older messages that are still to be read
    told INTEGER NOT NULL,             -- 1: it could not be read, and the user has been told
    PRIMARY KEY (account, raw)
) STRICT, WITHOUT ROWID;
