-- What the user has said, append-only but for `forget`. What follows from it is reckoned from these rows alone
-- (kith.commands.events), so that an undo restores what there was.

CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    source TEXT NOT NULL,            -- how it came: 'command line'
    line TEXT NOT NULL,              -- as it was written
    command TEXT NOT NULL,           -- as it was understood: JSON
    address TEXT NOT NULL,           -- whom it is about, '' for nobody
    due INTEGER,                     -- when a touch is counted, or a snooze or pause ends
    turn INTEGER NOT NULL,           -- the first event of the same line
    undoes INTEGER REFERENCES event  -- the event it takes back
) STRICT;

INSERT INTO event (id, at, source, line, command, address, due, turn)
    SELECT id, at, 'kith', kind, json_object('verb', kind), address, until, id FROM wish;
DROP TABLE wish;

ALTER TABLE letter ADD COLUMN heard INTEGER NOT NULL DEFAULT 0;   -- the newest event that a digest tells of
