-- +goose Up

-- Latin words are found by their first letters, up to eight, as Japanese ones by
-- their first character: without it, whoever types "whit" waits for every white
-- thing to be listed. Japanese tokens have two characters and make nothing longer.
DROP TABLE style_index;
CREATE VIRTUAL TABLE style_index USING fts5(
  tokens, content = '', contentless_delete = 1, prefix = '1 2 3 4 5 6 7 8', tokenize = "unicode61 remove_diacritics 0 tokenchars '=.'"
);
DELETE FROM style;
UPDATE style_state SET gen = -1, done = 0, all_in = 0;
