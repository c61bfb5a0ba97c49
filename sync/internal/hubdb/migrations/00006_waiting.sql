-- +goose Up

-- Facts about an order that had not come in when they were judged. They are
-- applied as it comes, and leave this table.
CREATE TABLE cmd_waiting (
    order_id TEXT   NOT NULL,
    device   TEXT   NOT NULL,
    dseq     BIGINT NOT NULL,
    PRIMARY KEY (order_id, device, dseq)
);
