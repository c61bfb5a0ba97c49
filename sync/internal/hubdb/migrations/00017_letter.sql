-- +goose Up

-- What shops wrote to each other: docs/adr/0027. On a relay what its own shop
-- wrote, for it goes up with the log. A letter that was delivered has no body.
CREATE TABLE letter (
    id    TEXT   NOT NULL PRIMARY KEY,
    store TEXT   NOT NULL, -- that wrote it
    n     BIGINT NOT NULL, -- its place among those of the store
    at    BIGINT NOT NULL, -- when it was kept here
    done  BIGINT NOT NULL, -- when it was delivered, 0: it waits
    body  BYTEA  NOT NULL  -- JSON of retail.Letter
);
CREATE INDEX letter_store ON letter (store, n);
CREATE INDEX letter_waits ON letter (store, n) WHERE done = 0;
