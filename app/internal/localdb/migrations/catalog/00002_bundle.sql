-- +goose Up

-- A snapshot that is being taken in, part by part.
CREATE TABLE bundle (
  scope    TEXT PRIMARY KEY,
  manifest TEXT NOT NULL,    -- JSON
  gen      INTEGER NOT NULL, -- of its rows
  done     INTEGER NOT NULL  -- parts that are in
) STRICT;

-- What other sites have, as it came: a pack says when its figures were known
-- and numbers its sites; its blocks hold the SKUs from first on.
CREATE TABLE stock_pack (
  n     INTEGER PRIMARY KEY,
  gen   INTEGER NOT NULL,
  at    INTEGER NOT NULL, -- Unix milliseconds
  sites TEXT NOT NULL     -- JSON
) STRICT;
CREATE INDEX stock_pack_gen ON stock_pack (gen);

CREATE TABLE stock_block (
  n     INTEGER PRIMARY KEY,
  gen   INTEGER NOT NULL,
  first TEXT NOT NULL,
  pack  INTEGER NOT NULL,
  data  BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX stock_block_first ON stock_block (gen, first);

-- What has changed since, by SKU; its sites are numbered by stock_site.
CREATE TABLE stock_patch (
  sku  TEXT PRIMARY KEY,
  data BLOB NOT NULL
) STRICT;

CREATE TABLE stock_site (
  n    INTEGER PRIMARY KEY,
  site TEXT NOT NULL UNIQUE
) STRICT;

-- Which blocks are in use, and when the figures were last known: one row.
CREATE TABLE stock_state (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  gen INTEGER NOT NULL DEFAULT 0,
  at  INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO stock_state (one) VALUES (1);
