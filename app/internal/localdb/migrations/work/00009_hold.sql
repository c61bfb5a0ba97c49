-- +goose Up
-- Holds (取り置き), as orders are kept: data is the view without the customer,
-- who is sealed in person; base is what the hub said.
CREATE TABLE holds (
  id      TEXT PRIMARY KEY,
  ver     INTEGER NOT NULL,
  tag     TEXT NOT NULL,
  over_at INTEGER NOT NULL, -- when nothing was to be done any more, else 0
  data    TEXT NOT NULL,
  base    TEXT
) STRICT;
CREATE INDEX holds_tag ON holds (tag);
CREATE INDEX holds_overlaid ON holds (id) WHERE base IS NOT NULL;
