-- +goose Up

-- What several hub processes on one database share: the signed challenges that
-- were answered, up to when each could be shown again.
CREATE TABLE nonce (
    id    TEXT   NOT NULL PRIMARY KEY,
    until BIGINT NOT NULL
);
CREATE INDEX nonce_until ON nonce (until);
