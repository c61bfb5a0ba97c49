-- +goose Up

-- Since when goods of the order are out of the cold that nobody was told of, 0 for
-- none: docs/adr/0051.
ALTER TABLE order_key ADD COLUMN cold BIGINT NOT NULL DEFAULT 0;
CREATE INDEX order_cold ON order_key (cold, id) WHERE cold > 0;
