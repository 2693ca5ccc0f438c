-- A plan that was corrected: what holds of it from then on, the newest row of a plan. `transition` itself is never
-- changed; there `what` is '' where the user moves and nothing goes away.

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
