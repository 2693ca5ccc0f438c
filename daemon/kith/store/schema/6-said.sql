-- What a server says: how often in a row it refused the login, and what it wants the user to read.

ALTER TABLE account ADD COLUMN refusals INTEGER NOT NULL DEFAULT 0;
CREATE TABLE alert (account INTEGER NOT NULL REFERENCES account, text TEXT NOT NULL, told_at INTEGER NOT NULL,
    PRIMARY KEY (account, text)) STRICT, WITHOUT ROWID;
