-- What a reason to write is judged by besides the touches: whether the newest messages leave something open, and what
-- the user has said about being reminded of somebody.

ALTER TABLE recent ADD COLUMN people INTEGER NOT NULL DEFAULT 0;    -- to how many it was addressed
ALTER TABLE recent ADD COLUMN answers INTEGER NOT NULL DEFAULT 0;   -- 1: it answers another message

-- Append-only but for `forget`: of an address the newest row holds.
CREATE TABLE wish (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    address TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('snooze', 'skip', 'never', 'back')),
    until INTEGER                    -- of a snooze
) STRICT;
