-- What becomes of a draft after it was put into its folder: sent, edited, thrown away, taken out again. What is known of
-- the person when it is written is kept with it, so that anything newer tells that it is out of date.

ALTER TABLE draft RENAME TO draft_before;
CREATE TABLE draft (
    letter INTEGER NOT NULL REFERENCES letter,
    address TEXT NOT NULL,           -- whom it is to
    account TEXT NOT NULL,           -- its name in the configuration
    message_id TEXT NOT NULL UNIQUE,
    answers TEXT NOT NULL,           -- the Message-ID it answers, '' for a new thread
    content BLOB,                    -- NULL once it lies there, or never will
    words BLOB NOT NULL,             -- a hash of to whom, subject, text and what it answers: whether a digest shows just this
    sha256 BLOB NOT NULL,            -- of the content, so that one that was changed is never taken away
    meaning BLOB NOT NULL,           -- of what is read in it (kith.mail.same_draft); x'' where only the bytes are known
    sent_before INTEGER NOT NULL,    -- the newest mail to them, and from them, that it was written with
    received_before INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('written', 'leaving', 'placed', 'refused',
        'removing', 'sent', 'edited', 'dropped', 'removed', 'left')),
    folder BLOB,                     -- raw name; NULL until it was handed over
    folder_name TEXT NOT NULL DEFAULT '',
    uidvalidity INTEGER,             -- these two where the server tells (UIDPLUS)
    uid INTEGER,
    placed_at INTEGER,
    looked_at INTEGER,               -- when it was last looked for in its folder
    gone_at INTEGER,                 -- since when it is not there any more
    retry_at INTEGER,                -- not before this
    tries INTEGER NOT NULL DEFAULT 0,
    answer TEXT NOT NULL DEFAULT '', -- why it does not lie there
    because TEXT NOT NULL DEFAULT '', -- why it came to its end
    ended_at INTEGER,
    ended_after INTEGER,             -- the newest letter at that time: the next one tells of it
    PRIMARY KEY (letter, address)
) STRICT, WITHOUT ROWID;

INSERT INTO draft (letter, address, account, message_id, answers, content, words, sha256, meaning, sent_before,
        received_before, state, folder, folder_name, uidvalidity, uid, placed_at, retry_at, tries, answer)
    SELECT before.letter, address, account, before.message_id, answers, before.content, words, sha256, x'',
        letter.composed_at, letter.composed_at, before.state, folder, folder_name, uidvalidity, uid, placed_at,
        before.retry_at, before.tries, before.answer
    FROM draft_before AS before JOIN letter ON letter.id = before.letter;
DROP TABLE draft_before;

-- What is to take the place of a draft that lies in its folder with the words of before its digest was written anew.
CREATE TABLE redraft (
    letter INTEGER NOT NULL REFERENCES letter,
    address TEXT NOT NULL,
    account TEXT NOT NULL,
    message_id TEXT NOT NULL,
    answers TEXT NOT NULL,
    content BLOB NOT NULL,
    words BLOB NOT NULL,
    sha256 BLOB NOT NULL,
    meaning BLOB NOT NULL,
    sent_before INTEGER NOT NULL,
    received_before INTEGER NOT NULL,
    PRIMARY KEY (letter, address)
) STRICT, WITHOUT ROWID;
