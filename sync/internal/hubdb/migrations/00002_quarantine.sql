-- +goose Up

-- Files that were read: by what they held, and by the name they came under.
CREATE TABLE import_seen (
    hash TEXT   NOT NULL PRIMARY KEY, -- SHA-256 of the bytes, hex
    name TEXT   NOT NULL,
    size BIGINT NOT NULL,
    rows BIGINT NOT NULL,
    at   BIGINT NOT NULL
);

CREATE TABLE import_file (
    name TEXT   NOT NULL PRIMARY KEY,
    hash TEXT   NOT NULL,
    size BIGINT NOT NULL,
    rows BIGINT NOT NULL,
    at   BIGINT NOT NULL
);

-- Rows that could not be taken in. A row that was taken in later is deleted; of
-- one that a person dropped only its id stays, so that it does not come again.
CREATE TABLE quarantine (
    id      TEXT   NOT NULL PRIMARY KEY,
    dropped BIGINT NOT NULL,
    profile TEXT   NOT NULL,
    file    TEXT   NOT NULL,
    line    BIGINT NOT NULL,
    waits   TEXT   NOT NULL, -- what waits together: channel:number of an order
    body    TEXT   NOT NULL, -- the row as it stood in the file
    cells   TEXT   NOT NULL, -- JSON, "null" where the columns were not right
    header  TEXT   NOT NULL, -- id in quarantine_header
    reason  TEXT   NOT NULL, -- JSON
    at      BIGINT NOT NULL
);

CREATE INDEX quarantine_waits ON quarantine (waits);
CREATE INDEX quarantine_file ON quarantine (file);

CREATE TABLE quarantine_header (
    id    TEXT NOT NULL PRIMARY KEY,
    cells TEXT NOT NULL -- JSON
);
