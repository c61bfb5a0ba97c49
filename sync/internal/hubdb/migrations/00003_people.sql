-- +goose Up

-- Who ordered is chained as a salted digest, so that it can be removed and the
-- chain still holds: docs/adr/0010.
ALTER TABLE change ADD COLUMN salt TEXT NOT NULL DEFAULT ''; -- empty: holds nobody, or nobody any more
ALTER TABLE change ADD COLUMN seal TEXT NOT NULL DEFAULT ''; -- the digest; empty: never held anybody
CREATE INDEX change_people ON change (scope, key) WHERE salt <> '';

ALTER TABLE order_key ADD COLUMN purged BIGINT NOT NULL DEFAULT 0; -- 1: nobody is left in it
CREATE INDEX order_people ON order_key (ended) WHERE ended > 0 AND purged = 0;
DROP INDEX order_ended;
