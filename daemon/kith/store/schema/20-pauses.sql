-- How long the pause before the newest beat was: what a run by a timer that comes once a day is known by.

ALTER TABLE alarm ADD COLUMN pause INTEGER NOT NULL DEFAULT 0;   -- seconds
