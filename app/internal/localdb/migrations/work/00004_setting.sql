-- +goose Up

-- What this device keeps for itself: how its scanner types, for example.
CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  data TEXT NOT NULL -- JSON
) STRICT;
