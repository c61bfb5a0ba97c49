-- +goose Up

-- The articles as lists show them. n says in which order a search returns them:
-- a newer catalogue before an older one (its numbers are lower by 2^32 each), and
-- in a catalogue the ones that sell best first.
CREATE TABLE style (
  n     INTEGER PRIMARY KEY,
  code  TEXT NOT NULL UNIQUE,
  words TEXT NOT NULL, -- folded, to tell whether the index must change and what a slip may mean
  data  TEXT NOT NULL  -- JSON, retail.Style
) STRICT;

CREATE VIRTUAL TABLE style_index USING fts5(
  tokens, content = '', contentless_delete = 1, prefix = '1 2', tokenize = "unicode61 remove_diacritics 0 tokenchars '=.'"
);

-- Which catalogue the index is of, and how many of its articles are in: one row.
CREATE TABLE style_state (
  one  INTEGER PRIMARY KEY CHECK (one = 1),
  gen  INTEGER NOT NULL DEFAULT -1,
  done INTEGER NOT NULL DEFAULT 0,
  all_in INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO style_state (one) VALUES (1);
