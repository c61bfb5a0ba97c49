-- +goose Up

-- Snapshots of the scopes that all terminals share, in blobs that are the same
-- bytes for everybody: docs/adr/0016.
CREATE TABLE blob (
    sha   TEXT   NOT NULL PRIMARY KEY, -- SHA-256, hex
    scope TEXT   NOT NULL,
    held  BIGINT NOT NULL,             -- 1: the snapshot of its scope, or a cut after it, names it
    at    BIGINT NOT NULL,             -- when it was made, or held no longer
    data  BYTEA  NOT NULL
);
CREATE INDEX blob_scope ON blob (scope, held);

CREATE TABLE bundle (
    scope TEXT   NOT NULL PRIMARY KEY,
    seq   BIGINT NOT NULL,
    chain TEXT   NOT NULL,
    parts TEXT   NOT NULL -- JSON
);

-- Up to where each shop's feed is contained in the stock feed.
CREATE TABLE stock_cut (
    scope TEXT   NOT NULL PRIMARY KEY,
    seq   BIGINT NOT NULL
);

-- What every site has of a SKU.
CREATE INDEX entity_stock ON entity (key, scope) WHERE entity = 'stock';
