-- +goose Up
-- The verdict that a command had in a life of the hub that was lost, when the
-- hub was restored from a copy that does not know it. Empty: none.
ALTER TABLE outbox ADD COLUMN was TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN was_code TEXT NOT NULL DEFAULT '';
CREATE INDEX outbox_again ON outbox (dseq) WHERE verdict IS NULL AND was <> '';
