-- +goose Up

-- Photographs of goods: the small ones that rows of the catalogue name, and the packs
-- that they came in.
CREATE TABLE photo (
  name        TEXT PRIMARY KEY, -- see retail.Photo
  pack        TEXT NOT NULL,
  large       TEXT NOT NULL,    -- SHA-256 of the large one, hex
  large_bytes INTEGER NOT NULL,
  data        BLOB NOT NULL     -- JPEG
) STRICT;

CREATE TABLE photo_pack (
  sha   TEXT PRIMARY KEY,
  bytes INTEGER NOT NULL
) STRICT;

-- The large ones that somebody looked at here, in the order in which they came.
CREATE TABLE photo_large (
  n    INTEGER PRIMARY KEY,
  sha  TEXT NOT NULL UNIQUE,
  data BLOB NOT NULL
) STRICT;
