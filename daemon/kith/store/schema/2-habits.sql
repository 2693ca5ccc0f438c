-- How an address writes, so that machines are told by what they do; filled in as the mailbox is read again.

ALTER TABLE touch ADD COLUMN opening INTEGER;         -- the form of a subject that opens a conversation; else NULL
ALTER TABLE touch ADD COLUMN doubt INTEGER REFERENCES skip;  -- weak marks of a machine
ALTER TABLE uncounted ADD COLUMN opening INTEGER;
