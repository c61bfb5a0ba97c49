-- +goose Up

-- Holds that customers asked for in a web shop: whose they are, and how they last
-- stood, also when they are out of their feed.
ALTER TABLE hold_key ADD COLUMN channel TEXT NOT NULL DEFAULT '';
ALTER TABLE hold_key ADD COLUMN external TEXT NOT NULL DEFAULT '';
ALTER TABLE hold_key ADD COLUMN said TEXT NOT NULL DEFAULT '';
ALTER TABLE hold_key ADD COLUMN moved BIGINT NOT NULL DEFAULT 0;
CREATE INDEX hold_key_external ON hold_key (channel, external) WHERE channel <> '';
CREATE INDEX hold_key_moved ON hold_key (channel, moved) WHERE channel <> '';
