-- "I am leaving": what the user leaves, and whom they tell. A transition is never changed; what becomes of it follows
-- from its steps, which are only ever added to (`forget` alone takes away).

CREATE TABLE transition (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,             -- when it was started
    what TEXT NOT NULL,              -- the domain that goes away, or the one address
    place TEXT NOT NULL,             -- what the letters call it
    last_day TEXT NOT NULL,          -- the user's local day: '2026-12-31'
    ends_at INTEGER NOT NULL,        -- when that day is over
    reach TEXT NOT NULL,             -- where the user is to be reached from then on
    phone TEXT NOT NULL
) STRICT;

CREATE TABLE transition_step (
    id INTEGER PRIMARY KEY,
    transition INTEGER NOT NULL REFERENCES transition,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('add', 'drop', 'move', 'pause', 'resume', 'end', 'cancel')),
    address TEXT NOT NULL DEFAULT '',  -- whom it is about, '' for the whole of it
    due INTEGER,                     -- add, move: the beginning of the day from which on they are to be told
    because TEXT NOT NULL DEFAULT '' -- add: why they are to be told (kith.suggest.moving)
) STRICT;

-- In which letter a draft asked somebody how they like to be reached, and why then.
CREATE TABLE asking (
    letter INTEGER NOT NULL REFERENCES letter,
    address TEXT NOT NULL,
    moment TEXT NOT NULL,
    PRIMARY KEY (letter, address)
) STRICT, WITHOUT ROWID;

-- What somebody's answer to that seems to say, as a digest has proposed it: nothing holds before the user accepts it.
CREATE TABLE proposal (
    letter INTEGER NOT NULL REFERENCES letter,
    address TEXT NOT NULL,
    channel TEXT NOT NULL,
    reach TEXT NOT NULL,             -- a number, '' where none was given
    message TEXT NOT NULL,           -- the Message-ID it was read in
    PRIMARY KEY (letter, address)
) STRICT, WITHOUT ROWID;
