-- +goose Up
CREATE TABLE cursor (
  scope TEXT PRIMARY KEY,
  epoch TEXT NOT NULL,
  seq   INTEGER NOT NULL,
  h     TEXT NOT NULL
) STRICT;

CREATE TABLE sku (
  id    TEXT PRIMARY KEY,
  ver   INTEGER NOT NULL,
  style TEXT NOT NULL,
  gen   INTEGER NOT NULL, -- of the snapshot that last had it
  data  TEXT NOT NULL
) STRICT;
CREATE INDEX sku_style ON sku (style);
CREATE INDEX sku_gen ON sku (gen);

CREATE TABLE code (
  gtin TEXT PRIMARY KEY, -- 14 digits
  sku  TEXT NOT NULL,
  qty  INTEGER NOT NULL
) STRICT;
CREATE INDEX code_sku ON code (sku);
