-- +goose Up

-- What was counted here, scan by scan. Entries are never changed.
CREATE TABLE count_scan (
  n         INTEGER PRIMARY KEY AUTOINCREMENT,
  stocktake TEXT    NOT NULL,
  area      TEXT    NOT NULL,
  sku       TEXT    NOT NULL,
  class     TEXT    NOT NULL,
  code      TEXT    NOT NULL, -- as it was read, when no SKU has it
  qty       INTEGER NOT NULL, -- pieces; below zero when another entry is taken back
  undoes    INTEGER NOT NULL DEFAULT 0,
  staff     TEXT    NOT NULL,
  at        INTEGER NOT NULL,
  since     INTEGER NOT NULL DEFAULT 0, -- of a look that found none
  price     INTEGER NOT NULL DEFAULT 0,
  stray     INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX count_scan_area ON count_scan (stocktake, area, sku, class, code);
CREATE UNIQUE INDEX count_scan_once ON count_scan (undoes) WHERE undoes > 0;

-- Up to which entry a part was put into tallies, and whether this terminal has
-- ended it.
CREATE TABLE count_part (
  stocktake TEXT    NOT NULL,
  area      TEXT    NOT NULL,
  kind      TEXT    NOT NULL,
  n         INTEGER NOT NULL DEFAULT 0,
  began     INTEGER NOT NULL,
  done      INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (stocktake, area)
) STRICT;

-- Stocktakes and their lines: the view, and what the hub said where that is
-- another (see orders).
CREATE TABLE stocktake (
  id   TEXT PRIMARY KEY,
  ver  INTEGER NOT NULL,
  data TEXT NOT NULL,
  base TEXT
) STRICT;
CREATE INDEX stocktake_overlaid ON stocktake (id) WHERE base IS NOT NULL;

CREATE TABLE count_line (
  id        TEXT PRIMARY KEY, -- as the feed names it
  ver       INTEGER NOT NULL,
  stocktake TEXT NOT NULL,
  data      TEXT NOT NULL,
  base      TEXT
) STRICT;
CREATE INDEX count_line_of ON count_line (stocktake);
CREATE INDEX count_line_overlaid ON count_line (id) WHERE base IS NOT NULL;
