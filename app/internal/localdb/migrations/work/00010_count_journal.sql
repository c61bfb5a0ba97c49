-- +goose Up

-- A file that was lost, or salvaged, begins another journal of what is counted:
-- what the old one had was told to the hub under its own name, and counts on.
CREATE TABLE count_journal (
  one  INTEGER PRIMARY KEY CHECK (one = 1),
  born INTEGER NOT NULL -- Unix milliseconds, its name
) STRICT;
ALTER TABLE count_scan ADD COLUMN journal INTEGER NOT NULL DEFAULT 0;
