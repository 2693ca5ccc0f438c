-- What does not work and what the user was told of it; how much kith has sent by itself; logins that are left alone.

ALTER TABLE account ADD COLUMN code INTEGER NOT NULL DEFAULT 0;  -- of the newest failure: kith.errors' exit codes

-- Trouble that is going on, and trouble that is over and was told of, until its end is told too.
CREATE TABLE outage (
    what TEXT PRIMARY KEY,           -- 'account NAME', 'letters', 'refused', 'store'
    code INTEGER NOT NULL,           -- kith.errors' exit codes: 75 time may heal it, 77 a login, 78 a secret
    since INTEGER NOT NULL,
    tried INTEGER NOT NULL,          -- seconds since then in which kith was up and tried
    why TEXT NOT NULL,
    told INTEGER NOT NULL DEFAULT 0, -- 1: a notice tells of it
    ended_at INTEGER                 -- NULL: it goes on
) STRICT, WITHOUT ROWID;

-- What the user was told of it; one row.
CREATE TABLE alarm (
    episode INTEGER,                 -- since when something told of has not worked; NULL: all is well, or nothing is told
    told_at INTEGER,                 -- the newest notice of trouble
    tellings INTEGER NOT NULL,       -- notices of this episode
    beat_at INTEGER NOT NULL         -- when kith was last seen at work; writing it proves that the store can be written
) STRICT;
INSERT INTO alarm VALUES (NULL, NULL, 0, 0);

-- Each time a letter was handed over and may have left: what is surely still here has none.
CREATE TABLE departure (
    id INTEGER PRIMARY KEY,
    letter INTEGER NOT NULL REFERENCES letter,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,              -- 'unasked', 'answer', 'asked'
    way TEXT NOT NULL                -- 'smtp', 'imap NAME', '' for the usual one
) STRICT;

-- The last word on loops (RFC 3834 section 2), whatever the code above it does. Both sides of the instant are counted,
-- so that a clock that was once years ahead neither lifts the cap nor holds letters back for years.
CREATE TRIGGER departure_cap BEFORE INSERT ON departure
WHEN (SELECT count(*) FROM departure WHERE kind = NEW.kind AND at > NEW.at - 86400 AND at < NEW.at + 86400)
    >= CASE NEW.kind WHEN 'unasked' THEN 4 WHEN 'answer' THEN 10 ELSE 9223372036854775807 END
BEGIN
    SELECT RAISE(ABORT, 'too many letters within a day');
END;
