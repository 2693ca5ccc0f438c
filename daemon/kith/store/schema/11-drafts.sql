-- The drafts of a digest that go into a Drafts folder: entered together with the letter, before anything is written to
-- a mailbox. A row stays when the draft lies there: whether it was sent, edited or has become stale is told by it.

CREATE TABLE draft (
    letter INTEGER NOT NULL REFERENCES letter,
    address TEXT NOT NULL,           -- whom it is to
    account TEXT NOT NULL,           -- its name in the configuration
    message_id TEXT NOT NULL UNIQUE,
    answers TEXT NOT NULL,           -- the Message-ID it answers, '' for a new thread
    content BLOB,                    -- NULL once it lies there, or never will
    words BLOB NOT NULL,             -- a hash of to whom, subject, text and what it answers: whether a digest shows just this
    sha256 BLOB NOT NULL,            -- of the content, so that one that was changed is never taken away
    state TEXT NOT NULL CHECK (state IN ('written', 'leaving', 'placed', 'refused')),
    folder BLOB,                     -- raw name; NULL until it was handed over
    folder_name TEXT NOT NULL DEFAULT '',
    uidvalidity INTEGER,             -- these two where the server tells (UIDPLUS)
    uid INTEGER,
    placed_at INTEGER,
    retry_at INTEGER,                -- not before this
    tries INTEGER NOT NULL DEFAULT 0,
    answer TEXT NOT NULL DEFAULT '', -- why it does not lie there
    PRIMARY KEY (letter, address)
) STRICT, WITHOUT ROWID;

ALTER TABLE letter ADD COLUMN said TEXT;   -- what it says, as values (JSON), to word it anew; NULL once it is closed
