-- +goose Up

-- Until when something that is owed because of a handover is held, 0 for nothing.
ALTER TABLE order_key ADD COLUMN owes BIGINT NOT NULL DEFAULT 0;
CREATE INDEX order_owes ON order_key (owes) WHERE owes > 0;
