-- +goose Up
-- Waves (まとめてピッキング) and totes (かご) of the shop; base as in orders.
CREATE TABLE walk (
  entity TEXT NOT NULL, -- wave, tote
  id     TEXT NOT NULL,
  ver    INTEGER NOT NULL,
  data   TEXT NOT NULL,
  base   TEXT,
  PRIMARY KEY (entity, id)
) STRICT;
CREATE INDEX walk_overlaid ON walk (entity, id) WHERE base IS NOT NULL;
