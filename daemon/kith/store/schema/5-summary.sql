-- What is counted for each address, kept until its touches change (kith.store.summary).

CREATE TABLE summary (
    address INTEGER PRIMARY KEY REFERENCES address,
    sent INTEGER NOT NULL, sent_first INTEGER NOT NULL, sent_last INTEGER NOT NULL,
    received INTEGER NOT NULL, received_first INTEGER NOT NULL, received_last INTEGER NOT NULL,
    openings INTEGER NOT NULL,       -- messages that open a conversation
    repeats INTEGER NOT NULL,        -- the most of them with one form of subject
    answers INTEGER NOT NULL,
    punctual INTEGER NOT NULL,       -- the most messages at one time of day
    doubted INTEGER NOT NULL,
    doubt INTEGER REFERENCES skip,   -- the marks on the newest of those
    skipped TEXT NOT NULL            -- JSON: what did not count, [skip, how many] each, the newest first
) STRICT;

-- How many people there are, counted on this basis (settings and version); emptied with every change.
CREATE TABLE headcount (
    basis TEXT PRIMARY KEY,
    people INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
