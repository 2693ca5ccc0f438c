BEGIN TRANSACTION;
CREATE TABLE account (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    looked_at INTEGER,               -- the last good look
    failure TEXT NOT NULL DEFAULT '',
    failing_since INTEGER,
    retry_at INTEGER,                -- not before this
    failures INTEGER NOT NULL DEFAULT 0
, day INTEGER NOT NULL DEFAULT 0, octets INTEGER NOT NULL DEFAULT 0, refusals INTEGER NOT NULL DEFAULT 0, code INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO "account" VALUES(1,'personal',NULL,'',NULL,NULL,0,0,0,0,0);
CREATE TABLE address (
    id INTEGER PRIMARY KEY,
    spec TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL DEFAULT '',
    name_rank INTEGER NOT NULL DEFAULT 0,  -- when the name was used; what its owner writes outranks what others write
    is_list INTEGER NOT NULL DEFAULT 0     -- takes posts for a mailing list (List-Post)
) STRICT;
INSERT INTO "address" VALUES(1,'karen@example.net','Karen Holm',1101304888576,0);
INSERT INTO "address" VALUES(2,'ravi@example.net','Ravi Patel',1791964800,0);
INSERT INTO "address" VALUES(3,'sam@example.org','Sam',1101303592576,0);
INSERT INTO "address" VALUES(4,'list@lists.example','',0,0);
CREATE TABLE alarm (
    episode INTEGER,                 -- since when something told of has not worked; NULL: all is well, or nothing is told
    told_at INTEGER,                 -- the newest notice of trouble
    tellings INTEGER NOT NULL,       -- notices of this episode
    beat_at INTEGER NOT NULL         -- when kith was last seen at work; writing it proves that the store can be written
, pause INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO "alarm" VALUES(NULL,NULL,0,0,0);
CREATE TABLE alert (account INTEGER NOT NULL REFERENCES account, text TEXT NOT NULL, told_at INTEGER NOT NULL,
    PRIMARY KEY (account, text)) STRICT, WITHOUT ROWID;
CREATE TABLE appointment (
    name TEXT PRIMARY KEY,
    slot INTEGER NOT NULL,
    rule TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "appointment" VALUES('digest',1795420800,'mon 07:30 UTC');
CREATE TABLE asking (
    letter INTEGER NOT NULL REFERENCES letter,
    address TEXT NOT NULL,
    moment TEXT NOT NULL,
    PRIMARY KEY (letter, address)
) STRICT, WITHOUT ROWID;
CREATE TABLE attempt (
    folder INTEGER PRIMARY KEY REFERENCES folder,
    low INTEGER NOT NULL,
    high INTEGER NOT NULL,
    level INTEGER NOT NULL,          -- 0 wide windows, 1 small ones, 2 one by one, 3 this one message is the culprit
    running INTEGER NOT NULL,        -- 1 while it is being read
    why TEXT NOT NULL
) STRICT;
CREATE TABLE card (
    path TEXT NOT NULL REFERENCES card_file ON DELETE CASCADE,
    uid TEXT NOT NULL,         -- its own, else a hash of what it says; with a number behind it where that comes twice
    line INTEGER NOT NULL,     -- where it begins
    sha256 BLOB NOT NULL,      -- of its text: what has not changed is not read anew
    fields TEXT NOT NULL,      -- JSON (kith.people.card)
    PRIMARY KEY (path, uid)
) STRICT, WITHOUT ROWID;
CREATE TABLE card_file (
    path TEXT PRIMARY KEY,     -- where it lies; 'import:…' for what was imported
    source TEXT NOT NULL,      -- the path of the configuration it was found by; '' for what was imported
    mtime INTEGER NOT NULL,    -- nanoseconds; -1: to be read again
    size INTEGER NOT NULL,
    sha256 BLOB NOT NULL,
    faults TEXT NOT NULL       -- JSON: [line, what is wrong] each
) STRICT, WITHOUT ROWID;
CREATE TABLE command_mail (
    folder INTEGER NOT NULL REFERENCES folder,
    uid INTEGER NOT NULL,
    at INTEGER NOT NULL,             -- when it was written
    tries INTEGER NOT NULL DEFAULT 0,
    retry_at INTEGER NOT NULL DEFAULT 0,  -- not before this
    PRIMARY KEY (folder, uid)
) STRICT, WITHOUT ROWID;
CREATE TABLE decision (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('merge', 'split')),
    one TEXT NOT NULL,
    other TEXT NOT NULL
) STRICT;
CREATE TABLE departure (
    id INTEGER PRIMARY KEY,
    letter INTEGER NOT NULL REFERENCES letter,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,              -- 'unasked', 'answer', 'asked'
    way TEXT NOT NULL                -- 'smtp', 'imap NAME', '' for the usual one
) STRICT;
CREATE TABLE done (
    key TEXT PRIMARY KEY,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
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
INSERT INTO "event" VALUES(1,1795852800,'command line','karen@example.net every 6w','{"verb": "every", "days": 42}','karen@example.net',NULL,1,NULL);
INSERT INTO "event" VALUES(2,1795852800,'command line','ravi@example.net note likes tea','{"verb": "note", "text": "likes tea"}','ravi@example.net',NULL,2,NULL);
INSERT INTO "event" VALUES(3,1795852800,'command line','called ravi@example.net 2026-11-02','{"verb": "called", "day": "2026-11-02"}','ravi@example.net',1793663999,3,NULL);
CREATE TABLE failure (
    address TEXT NOT NULL,
    returned INTEGER NOT NULL,       -- the number of the message that came back
    at INTEGER NOT NULL,
    status TEXT NOT NULL,
    because TEXT NOT NULL,
    PRIMARY KEY (address, returned)
) STRICT, WITHOUT ROWID;
CREATE TABLE folder (
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES account,
    raw BLOB NOT NULL,
    name TEXT NOT NULL,
    uidvalidity INTEGER NOT NULL,
    low INTEGER NOT NULL,
    high INTEGER NOT NULL,
    messages INTEGER NOT NULL DEFAULT 0,
    failure TEXT NOT NULL DEFAULT '', oldest INTEGER, grown_at INTEGER NOT NULL DEFAULT 0, reconciled_at INTEGER NOT NULL DEFAULT 0, renumbered_at INTEGER, shallow INTEGER NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0, suspended_until INTEGER, absent_since INTEGER,
    UNIQUE (account, raw)
) STRICT;
INSERT INTO "folder" VALUES(1,1,X'494E424F58','INBOX',7,1,0,0,'',NULL,0,0,NULL,0,0,NULL,NULL);
CREATE TABLE forgotten (
    mailbox BLOB PRIMARY KEY,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE headcount (
    basis TEXT PRIMARY KEY,
    people INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE judged_by (
    rules TEXT NOT NULL
) STRICT;
INSERT INTO "judged_by" VALUES('');
CREATE TABLE label (
    id INTEGER PRIMARY KEY,
    message_id TEXT NOT NULL
) STRICT;
INSERT INTO "label" VALUES(1,'<1@example.org>');
INSERT INTO "label" VALUES(2,'<2@example.org>');
INSERT INTO "label" VALUES(3,'<3@example.org>');
INSERT INTO "label" VALUES(4,'<4@example.org>');
INSERT INTO "label" VALUES(5,'<5@example.org>');
INSERT INTO "label" VALUES(6,'<6@example.org>');
INSERT INTO "label" VALUES(7,'<7@example.org>');
INSERT INTO "label" VALUES(8,'<8@example.org>');
INSERT INTO "label" VALUES(9,'<101@example.org>');
INSERT INTO "label" VALUES(10,'<102@example.org>');
INSERT INTO "label" VALUES(11,'<103@example.org>');
INSERT INTO "label" VALUES(12,'<104@example.org>');
CREATE TABLE letter (
    id INTEGER PRIMARY KEY,
    message_id TEXT NOT NULL UNIQUE,
    slot INTEGER UNIQUE,             -- the appointment it answers; NULL when asked for by hand
    composed_at INTEGER NOT NULL,
    recipient TEXT NOT NULL,
    content BLOB,                    -- NULL once it is delivered
    state TEXT NOT NULL CHECK (state IN ('written', 'leaving', 'delivered', 'refused', 'dropped')),
    tried_at INTEGER,                -- when it was last handed over
    retry_at INTEGER,                -- not before this
    tries INTEGER NOT NULL DEFAULT 0,
    answer TEXT NOT NULL DEFAULT '',
    messages_read INTEGER NOT NULL   -- how many messages had been read in all when it was written
, said TEXT, heard INTEGER NOT NULL DEFAULT 0, kind TEXT NOT NULL DEFAULT 'digest', about INTEGER REFERENCES letter) STRICT;
INSERT INTO "letter" VALUES(1,'<kith.fixture@example.org>',1795420800,1795420800,'sam@example.org',X'78','delivered',NULL,NULL,0,'taken',15,NULL,0,'digest',NULL);
CREATE TABLE listened (
    account TEXT NOT NULL,
    raw BLOB NOT NULL,                 -- the folder's name as the server spells it
    uidvalidity INTEGER NOT NULL,
    low INTEGER NOT NULL,
    high INTEGER NOT NULL,
    left INTEGER NOT NULL,             -- older messages that are still to be read
    told INTEGER NOT NULL,             -- 1: it could not be read, and the user has been told
    PRIMARY KEY (account, raw)
) STRICT, WITHOUT ROWID;
CREATE TABLE message (
    identity INTEGER PRIMARY KEY,    -- 63-bit hash of the Message-ID
    folder INTEGER NOT NULL REFERENCES folder,
    uid INTEGER NOT NULL,
    skip INTEGER REFERENCES skip, label INTEGER) STRICT;
INSERT INTO "message" VALUES(1,1,1,NULL,1);
INSERT INTO "message" VALUES(2,1,2,NULL,2);
INSERT INTO "message" VALUES(3,1,3,NULL,3);
INSERT INTO "message" VALUES(4,1,4,NULL,4);
INSERT INTO "message" VALUES(5,1,5,NULL,5);
INSERT INTO "message" VALUES(6,1,6,NULL,6);
INSERT INTO "message" VALUES(7,1,7,NULL,7);
INSERT INTO "message" VALUES(8,1,8,NULL,8);
INSERT INTO "message" VALUES(101,1,101,NULL,9);
INSERT INTO "message" VALUES(102,1,102,NULL,10);
INSERT INTO "message" VALUES(103,1,103,NULL,11);
INSERT INTO "message" VALUES(104,1,104,NULL,12);
INSERT INTO "message" VALUES(201,1,201,1,NULL);
INSERT INTO "message" VALUES(202,1,202,1,NULL);
INSERT INTO "message" VALUES(203,1,203,1,NULL);
CREATE TABLE outage (
    what TEXT PRIMARY KEY,           -- 'account NAME', 'letters', 'refused', 'store'
    code INTEGER NOT NULL,           -- kith.errors' exit codes: 75 time may heal it, 77 a login, 78 a secret
    since INTEGER NOT NULL,
    tried INTEGER NOT NULL,          -- seconds since then in which kith was up and tried
    why TEXT NOT NULL,
    told INTEGER NOT NULL DEFAULT 0, -- 1: a notice tells of it
    ended_at INTEGER                 -- NULL: it goes on
) STRICT, WITHOUT ROWID;
CREATE TABLE proposal (
    letter INTEGER NOT NULL REFERENCES letter,
    address TEXT NOT NULL,
    channel TEXT NOT NULL,
    reach TEXT NOT NULL,             -- a number, '' where none was given
    message TEXT NOT NULL,           -- the Message-ID it was read in
    PRIMARY KEY (letter, address)
) STRICT, WITHOUT ROWID;
CREATE TABLE put_away (
    message_id TEXT NOT NULL,
    account TEXT NOT NULL,           -- its name in the configuration
    at INTEGER NOT NULL,             -- when it was obeyed
    tries INTEGER NOT NULL DEFAULT 0,
    retry_at INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (message_id, account)
) STRICT, WITHOUT ROWID;
CREATE TABLE quarantine (
    folder INTEGER NOT NULL REFERENCES folder,
    uid INTEGER NOT NULL,
    reason TEXT NOT NULL,
    since INTEGER NOT NULL, tries INTEGER NOT NULL DEFAULT 0, retry_at INTEGER,
    PRIMARY KEY (folder, uid)
) STRICT, WITHOUT ROWID;
CREATE TABLE recent (
    address INTEGER NOT NULL REFERENCES address,
    at INTEGER NOT NULL,
    message INTEGER NOT NULL REFERENCES message,
    subject TEXT NOT NULL, people INTEGER NOT NULL DEFAULT 0, answers INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (address, at, message)
) STRICT, WITHOUT ROWID;
INSERT INTO "recent" VALUES(1,1788076800,3,'Tides',0,0);
INSERT INTO "recent" VALUES(1,1790668800,2,'Tides',0,0);
INSERT INTO "recent" VALUES(1,1793260800,1,'Tides',0,0);
INSERT INTO "recent" VALUES(2,1784188800,103,'',0,0);
INSERT INTO "recent" VALUES(2,1788076800,102,'',0,0);
INSERT INTO "recent" VALUES(2,1791964800,101,'',0,0);
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
CREATE TABLE reply (
    address INTEGER NOT NULL REFERENCES address,
    answered INTEGER NOT NULL,
    direction TEXT NOT NULL CHECK (direction IN ('sent', 'received')),  -- which way the answer went
    PRIMARY KEY (address, answered)
) STRICT, WITHOUT ROWID;
CREATE TABLE report (
    folder INTEGER NOT NULL REFERENCES folder,
    uid INTEGER NOT NULL,
    at INTEGER NOT NULL,             -- when it was written
    tries INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (folder, uid)
) STRICT, WITHOUT ROWID;
CREATE TABLE secret (
    name TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "secret" VALUES('letters',X'09178CDFD077BB60CD482100CA086AE7B53A7ACBFBC76D16222BAD5692406736');
CREATE TABLE signal (
    address TEXT NOT NULL,           -- of whom; '' where only a name is known
    name TEXT NOT NULL,              -- full name as names are compared; '' where the address is known
    kind TEXT NOT NULL,              -- gone, new-address, new-job, birthday, work-anniversary
    at INTEGER NOT NULL,             -- when it was told
    what TEXT NOT NULL,              -- the new address or position, '' for none
    source TEXT NOT NULL,            -- who told it: 'automatic reply', 'LinkedIn', 'XING'
    answers INTEGER NOT NULL,        -- the number of the message that was answered, 0 for none
    PRIMARY KEY (address, name, kind, at, what)
) STRICT, WITHOUT ROWID;
CREATE TABLE skip (
    id INTEGER PRIMARY KEY,
    reason TEXT NOT NULL,
    because TEXT NOT NULL,
    UNIQUE (reason, because)
) STRICT;
INSERT INTO "skip" VALUES(1,'list','List-Id');
CREATE TABLE spelling (
    address INTEGER NOT NULL REFERENCES address,
    name TEXT NOT NULL,
    PRIMARY KEY (address, name)
) STRICT, WITHOUT ROWID;
INSERT INTO "spelling" VALUES(1,'Karen Holm');
INSERT INTO "spelling" VALUES(2,'Ravi Patel');
INSERT INTO "spelling" VALUES(3,'Sam');
CREATE TABLE suggestion (
    letter INTEGER NOT NULL REFERENCES letter,
    number INTEGER NOT NULL,
    address TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (letter, number)
) STRICT, WITHOUT ROWID;
INSERT INTO "suggestion" VALUES(1,1,'karen@example.net','fading');
INSERT INTO "suggestion" VALUES(1,2,'ravi@example.net','fading');
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
INSERT INTO "summary" VALUES(1,0,0,0,8,1775116800,1793260800,0,0,8,0,0,NULL,'[]');
INSERT INTO "summary" VALUES(2,4,1780300800,1791964800,0,0,0,0,0,0,0,0,NULL,'[]');
INSERT INTO "summary" VALUES(3,0,0,0,0,0,0,0,0,0,0,0,NULL,'[]');
INSERT INTO "summary" VALUES(4,0,0,0,0,0,0,0,0,0,0,0,NULL,'[[1,3]]');
CREATE TABLE telling (
    folder INTEGER NOT NULL REFERENCES folder,
    uid INTEGER NOT NULL,
    at INTEGER NOT NULL,             -- when it was written
    sender TEXT NOT NULL,            -- whose automatic reply it is; '' for a network's notification
    answers INTEGER NOT NULL,        -- the number of the message it answers, 0 for none
    tries INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (folder, uid)
) STRICT, WITHOUT ROWID;
CREATE TABLE touch (
    address INTEGER NOT NULL REFERENCES address,
    at INTEGER NOT NULL,
    message INTEGER NOT NULL REFERENCES message,
    direction TEXT NOT NULL CHECK (direction IN ('sent', 'received')), opening INTEGER, doubt INTEGER REFERENCES skip,
    PRIMARY KEY (address, at, message)
) STRICT, WITHOUT ROWID;
INSERT INTO "touch" VALUES(1,1775116800,8,'received',NULL,NULL);
INSERT INTO "touch" VALUES(1,1777708800,7,'received',NULL,NULL);
INSERT INTO "touch" VALUES(1,1780300800,6,'received',NULL,NULL);
INSERT INTO "touch" VALUES(1,1782892800,5,'received',NULL,NULL);
INSERT INTO "touch" VALUES(1,1785484800,4,'received',NULL,NULL);
INSERT INTO "touch" VALUES(1,1788076800,3,'received',NULL,NULL);
INSERT INTO "touch" VALUES(1,1790668800,2,'received',NULL,NULL);
INSERT INTO "touch" VALUES(1,1793260800,1,'received',NULL,NULL);
INSERT INTO "touch" VALUES(2,1780300800,104,'sent',NULL,NULL);
INSERT INTO "touch" VALUES(2,1784188800,103,'sent',NULL,NULL);
INSERT INTO "touch" VALUES(2,1788076800,102,'sent',NULL,NULL);
INSERT INTO "touch" VALUES(2,1791964800,101,'sent',NULL,NULL);
CREATE TABLE transition (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,             -- when it was started
    what TEXT NOT NULL,              -- the domain that goes away, or the one address
    place TEXT NOT NULL,             -- what the letters call it
    last_day TEXT NOT NULL,          -- the user's local day: '2026-12-31'
    ends_at INTEGER NOT NULL,        -- when that day is over
    reach TEXT NOT NULL,             -- where the user is to be reached from then on
    phone TEXT NOT NULL
) STRICT;
CREATE TABLE transition_change (
    id INTEGER PRIMARY KEY,
    transition INTEGER NOT NULL REFERENCES transition,
    at INTEGER NOT NULL,
    place TEXT NOT NULL,
    last_day TEXT NOT NULL,          -- as in `transition`, all of them
    ends_at INTEGER NOT NULL,
    reach TEXT NOT NULL,
    phone TEXT NOT NULL
) STRICT;
CREATE TABLE transition_step (
    id INTEGER PRIMARY KEY,
    transition INTEGER NOT NULL REFERENCES transition,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('add', 'drop', 'move', 'pause', 'resume', 'end', 'cancel')),
    address TEXT NOT NULL DEFAULT '',  -- whom it is about, '' for the whole of it
    due INTEGER,                     -- add, move: the beginning of the day from which on they are to be told
    because TEXT NOT NULL DEFAULT '' -- add: why they are to be told (kith.suggest.moving)
) STRICT;
CREATE TABLE uncounted (
    address INTEGER NOT NULL REFERENCES address,
    at INTEGER NOT NULL,
    message INTEGER NOT NULL REFERENCES message,
    skip INTEGER NOT NULL REFERENCES skip, opening INTEGER, mine INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (address, at, message)
) STRICT, WITHOUT ROWID;
INSERT INTO "uncounted" VALUES(4,1795593600,203,1,NULL,0);
INSERT INTO "uncounted" VALUES(4,1795680000,202,1,NULL,0);
INSERT INTO "uncounted" VALUES(4,1795766400,201,1,NULL,0);
CREATE TABLE voice (
    address TEXT NOT NULL,             -- to whom
    period INTEGER NOT NULL,           -- when, in steps of 90 days
    language TEXT NOT NULL,            -- of the letter; '' where it was not told
    formal TEXT NOT NULL CHECK (formal IN ('yes', 'no', '')),
    kind TEXT NOT NULL,                -- greeting, form, family, goodbye, signature, language, formal
    value TEXT NOT NULL,
    uses INTEGER NOT NULL,
    PRIMARY KEY (address, period, language, formal, kind, value)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER departure_cap BEFORE INSERT ON departure
WHEN (SELECT count(*) FROM departure WHERE kind = NEW.kind AND at > NEW.at - 86400 AND at < NEW.at + 86400)
    >= CASE NEW.kind WHEN 'unasked' THEN 4 WHEN 'answer' THEN 10 ELSE 9223372036854775807 END
BEGIN
    SELECT RAISE(ABORT, 'too many letters within a day');
END;
COMMIT;
PRAGMA user_version = 20;
