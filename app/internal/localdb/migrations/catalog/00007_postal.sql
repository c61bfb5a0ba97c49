-- +goose Up

-- The postal table, by the first three digits of its codes.
CREATE TABLE postal (
  district TEXT PRIMARY KEY,
  ver      INTEGER NOT NULL,
  gen      INTEGER NOT NULL, -- of the snapshot that last had it
  data     TEXT NOT NULL
) STRICT;
