-- +goose Up

-- What is on its way to a site, and which transfer moved the goods.
ALTER TABLE movement ADD COLUMN incoming BIGINT NOT NULL DEFAULT 0;
ALTER TABLE movement ADD COLUMN transfer_id TEXT NOT NULL DEFAULT '';
ALTER TABLE movement_told ADD COLUMN incoming BIGINT NOT NULL DEFAULT 0;
ALTER TABLE movement_told ADD COLUMN transfer_id TEXT NOT NULL DEFAULT '';
