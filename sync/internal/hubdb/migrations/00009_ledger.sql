-- +goose Up

-- Which device a movement came from, and the movements of one level by time: a
-- count is judged by what happened around it.
ALTER TABLE movement ADD COLUMN device TEXT NOT NULL DEFAULT '';
CREATE INDEX movement_level ON movement (site, sku, at);
