-- How reading goes wrong, and what was done about it; the day's budget of bytes.

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
