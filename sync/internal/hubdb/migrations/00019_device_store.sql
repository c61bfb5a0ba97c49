-- +goose Up

-- The terminals of one shop are asked for one shop at a time.
CREATE INDEX device_store ON device (store);
