-- +goose Up

-- Holds (取り置き): what movements did to Held, and for which hold.
ALTER TABLE movement ADD COLUMN held BIGINT NOT NULL DEFAULT 0;
ALTER TABLE movement ADD COLUMN hold_id TEXT NOT NULL DEFAULT '';
ALTER TABLE movement_told ADD COLUMN held BIGINT NOT NULL DEFAULT 0;
ALTER TABLE movement_told ADD COLUMN hold_id TEXT NOT NULL DEFAULT '';

-- By which holds are found. A hold that concerns two shops is a row of each.
CREATE TABLE hold_key (
    store  TEXT   NOT NULL, -- whose books
    id     TEXT   NOT NULL,
    own    BIGINT NOT NULL, -- 1: the goods are the store's
    state  TEXT   NOT NULL,
    until  BIGINT NOT NULL,
    skus   TEXT   NOT NULL, -- each between two bars: |SK-1|SK-2|
    ended  BIGINT NOT NULL, -- 0: something is still to be done
    purged BIGINT NOT NULL,
    PRIMARY KEY (store, id)
);
CREATE INDEX hold_key_until ON hold_key (until) WHERE state = 'held';
CREATE INDEX hold_key_ended ON hold_key (ended) WHERE ended > 0 AND purged = 0;
