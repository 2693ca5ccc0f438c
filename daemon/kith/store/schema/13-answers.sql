-- The user's mail to kith (kith.commands.whose): what waits to be read, what has been done, what is to be put away; and
-- kith's answers, which are letters as digests are.

-- Messages that may hold commands, by their headers. Their text has not been looked at yet.
CREATE TABLE command_mail (
    folder INTEGER NOT NULL REFERENCES folder,
    uid INTEGER NOT NULL,
    at INTEGER NOT NULL,             -- when it was written
    tries INTEGER NOT NULL DEFAULT 0,
    retry_at INTEGER NOT NULL DEFAULT 0,  -- not before this
    PRIMARY KEY (folder, uid)
) STRICT, WITHOUT ROWID;

-- Keys of mails, lines and tokens that have been done; nothing can be read back from them. Never done again.
CREATE TABLE done (
    key TEXT PRIMARY KEY,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Mails that were obeyed, and whose copy in INBOX is to be marked as read and moved.
CREATE TABLE put_away (
    message_id TEXT NOT NULL,
    account TEXT NOT NULL,           -- its name in the configuration
    at INTEGER NOT NULL,             -- when it was obeyed
    tries INTEGER NOT NULL DEFAULT 0,
    retry_at INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (message_id, account)
) STRICT, WITHOUT ROWID;

ALTER TABLE letter ADD COLUMN kind TEXT NOT NULL DEFAULT 'digest';   -- or 'answer'
ALTER TABLE letter ADD COLUMN about INTEGER REFERENCES letter;       -- of an answer: the digest whose numbers it means

