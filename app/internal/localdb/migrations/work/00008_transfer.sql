-- +goose Up

-- Goods that travel between this shop and another; base as in orders. The
-- customer who waits for them lies sealed in person.
CREATE TABLE transfers (
  id      TEXT PRIMARY KEY,
  ver     INTEGER NOT NULL,
  over_at INTEGER NOT NULL, -- when the last thing happened to one that is over, else 0
  data    TEXT NOT NULL,
  base    TEXT
) STRICT;
CREATE INDEX transfers_overlaid ON transfers (id) WHERE base IS NOT NULL;
