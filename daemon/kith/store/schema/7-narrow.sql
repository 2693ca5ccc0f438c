-- A hash falls anywhere, so what is kept by it is written page by page: the narrower its rows, the fewer pages. The
-- text of a Message-ID, the widest thing there is, stands apart, in the order of reading.

CREATE TABLE label (
    id INTEGER PRIMARY KEY,
    message_id TEXT NOT NULL
) STRICT;

CREATE TEMP TABLE labelled AS SELECT identity, message_id FROM message WHERE message_id <> '' ORDER BY identity;
INSERT INTO label SELECT rowid, message_id FROM labelled;
ALTER TABLE message DROP COLUMN message_id;
ALTER TABLE message ADD COLUMN label INTEGER;   -- of its Message-ID; only where it counts and has one
UPDATE message SET label = labelled.rowid FROM labelled WHERE labelled.identity = message.identity;
DROP TABLE labelled;
