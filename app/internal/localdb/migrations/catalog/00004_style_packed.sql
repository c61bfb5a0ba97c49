-- +goose Up

-- Articles are packed in a form of our own: JSON of a list of fifty costs more than
-- finding it. They are made anew from the SKUs, as after a new catalogue.
DROP TABLE style;
CREATE TABLE style (
  n     INTEGER PRIMARY KEY,
  code  TEXT NOT NULL UNIQUE,
  words TEXT NOT NULL, -- folded, to tell whether the index must change and what a slip may mean
  data  BLOB NOT NULL  -- see packStyle
) STRICT;
INSERT INTO style_index (style_index) VALUES ('delete-all');
UPDATE style_state SET gen = -1, done = 0, all_in = 0;

-- What the catalogue has of categories, brands, colours and sizes, in how many
-- articles each; filled when the index is through.
CREATE TABLE facet (
  kind TEXT NOT NULL, -- category, brand, color, size
  word TEXT NOT NULL,
  n    INTEGER NOT NULL,
  PRIMARY KEY (kind, word)
) STRICT;

-- Which SKUs another site can give, as far as stock_block and stock_patch tell.
CREATE TABLE stock_reach (
  sku TEXT NOT NULL,
  gen INTEGER NOT NULL,
  PRIMARY KEY (sku, gen)
) STRICT, WITHOUT ROWID;
