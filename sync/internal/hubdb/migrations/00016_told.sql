-- +goose Up
-- Movements that another hub booked before this relay became home: a count that
-- comes in late is held against them. They are in no sum.
CREATE TABLE movement_told (
    cmd       TEXT   NOT NULL,
    n         BIGINT NOT NULL,
    site      TEXT   NOT NULL,
    sku       TEXT   NOT NULL,
    class     TEXT   NOT NULL,
    kind      TEXT   NOT NULL,
    on_hand   BIGINT NOT NULL,
    allocated BIGINT NOT NULL,
    picked    BIGINT NOT NULL,
    doubt     BIGINT NOT NULL,
    order_id  TEXT   NOT NULL,
    staff     TEXT   NOT NULL,
    at        BIGINT NOT NULL,
    device    TEXT   NOT NULL,
    PRIMARY KEY (cmd, n)
);
CREATE INDEX movement_told_level ON movement_told (site, sku, at);
