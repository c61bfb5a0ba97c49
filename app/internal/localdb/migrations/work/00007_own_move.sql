-- +goose Up

-- What was done here moved, as far as the hub's state does not contain it yet.
CREATE TABLE own_move (
  dseq INTEGER NOT NULL,
  n    INTEGER NOT NULL,
  sku  TEXT NOT NULL,
  data TEXT NOT NULL, -- JSON, retail.Movement
  PRIMARY KEY (dseq, n)
) STRICT;
CREATE INDEX own_move_sku ON own_move (sku);
