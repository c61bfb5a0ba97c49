-- +goose Up

-- What a feed no longer keeps: its changes up to min_seq. min_chain is the chain
-- hash there; min_rows is the sum of the digests of the rows that no kept change
-- speaks of, so that these can still be checked: docs/adr/0011.
ALTER TABLE scope ADD COLUMN min_seq BIGINT NOT NULL DEFAULT 0;
ALTER TABLE scope ADD COLUMN min_chain TEXT NOT NULL DEFAULT '';
ALTER TABLE scope ADD COLUMN min_rows TEXT NOT NULL DEFAULT '';

ALTER TABLE entity ADD COLUMN seq BIGINT NOT NULL DEFAULT 0; -- of the row's last change
UPDATE entity SET seq = c.seq
FROM (SELECT scope, entity, key, max(seq) AS seq FROM change GROUP BY scope, entity, key) AS c
WHERE entity.scope = c.scope AND entity.entity = c.entity AND entity.key = c.key;
