-- Tagged addresses of the user's own (sam+kith@…) that `kith check` has seen a letter arrive at. Nobody else's is here.

CREATE TABLE plus_address (
    address TEXT PRIMARY KEY,        -- in the normal form of kith.people.address, with its tag
    proven_at INTEGER NOT NULL       -- when the newest letter to it was found in the mailbox
) STRICT, WITHOUT ROWID;
