-- +goose Up

-- Of which deadline the customer was reminded, 0 for none.
ALTER TABLE order_key ADD COLUMN reminded BIGINT NOT NULL DEFAULT 0;
