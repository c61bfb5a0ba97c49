-- +goose Up

-- Cancels of orders that had not come in: files overtake each other.
CREATE TABLE early_cancel (
    id    TEXT   NOT NULL PRIMARY KEY, -- of the order
    why   TEXT   NOT NULL,
    at    BIGINT NOT NULL,             -- when it was canceled
    heard BIGINT NOT NULL              -- when the hub heard of it
);
CREATE INDEX early_cancel_heard ON early_cancel (heard);
