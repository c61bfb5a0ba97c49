-- +goose Up

-- What a terminal says that it holds with any request, not only when it sends.
ALTER TABLE device ADD COLUMN unsent BIGINT NOT NULL DEFAULT 0; -- as it said at last_seen
UPDATE device SET unsent = left_over;

-- Notices that somebody must look after.
CREATE INDEX order_trouble ON order_key (notice) WHERE notice IN ('unknown', 'failed', 'no_address');
