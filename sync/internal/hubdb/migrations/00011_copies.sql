-- +goose Up

-- How far a device's commands are in a finished copy: what a terminal need not
-- keep any more.
ALTER TABLE device ADD COLUMN stable BIGINT NOT NULL DEFAULT 0;

-- Copies of this database. A copy holds its own row, unfinished.
CREATE TABLE backup (
    id       TEXT   NOT NULL PRIMARY KEY,
    begun    BIGINT NOT NULL,
    finished BIGINT NOT NULL, -- 0: not known to be whole
    place    TEXT   NOT NULL
);

-- Where every device stood before a copy was begun.
CREATE TABLE backup_mark (
    backup TEXT   NOT NULL,
    device TEXT   NOT NULL,
    dseq   BIGINT NOT NULL,
    PRIMARY KEY (backup, device)
);

-- Lives of this database that began with an older copy of it.
CREATE TABLE life (
    epoch  TEXT   NOT NULL PRIMARY KEY,
    began  BIGINT NOT NULL, -- when the copy was brought in, or was noticed
    copied BIGINT NOT NULL, -- the last that the copy knows of
    found  BIGINT NOT NULL, -- 1: nobody said so, it showed
    ledger BIGINT NOT NULL  -- 1: the ledger of notices goes on from before
);

-- Where every device stood in the copy.
CREATE TABLE life_device (
    epoch  TEXT   NOT NULL,
    device TEXT   NOT NULL,
    dseq   BIGINT NOT NULL,
    seen   BIGINT NOT NULL,
    PRIMARY KEY (epoch, device)
);
