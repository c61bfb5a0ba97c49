-- +goose Up

-- What a terminal says of itself: how far its clock is ahead of the hub's, and
-- how often its rows of a feed were not the hub's.
ALTER TABLE device ADD COLUMN skew_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE device ADD COLUMN astray BIGINT NOT NULL DEFAULT 0;
ALTER TABLE device ADD COLUMN astray_at BIGINT NOT NULL DEFAULT 0; -- when that was last
