-- +goose Up

-- Money that web shops owe customers (返金), and what they said to have heard. A row
-- comes from the row of its order, and stays when that is out of the feed.
CREATE TABLE refund (
    key      TEXT   PRIMARY KEY,
    channel  TEXT   NOT NULL, -- of the order
    order_id TEXT   NOT NULL,
    external TEXT   NOT NULL, -- the web shop's own number of it
    store    TEXT   NOT NULL,
    number   TEXT   NOT NULL,
    amount   BIGINT NOT NULL, -- yen, with tax
    why      TEXT   NOT NULL,
    at       BIGINT NOT NULL,
    sku      TEXT   NOT NULL, -- '' for all that was not given
    qty      BIGINT NOT NULL,
    told     BIGINT NOT NULL  -- when the web shop said so, 0: it did not
);
CREATE INDEX refund_untold ON refund (channel, at, key) WHERE told = 0;
