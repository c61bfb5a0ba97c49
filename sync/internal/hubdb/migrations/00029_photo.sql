-- +goose Up

-- Photographs of goods, by what their files were named: an id of a SKU, a JAN or a
-- style code, in capitals. The bytes lie among the blobs, of the scope "pictures".
CREATE TABLE photo (
    name        TEXT   NOT NULL PRIMARY KEY,
    source      TEXT   NOT NULL, -- SHA-256 of the file, hex
    thumb       TEXT   NOT NULL,
    pack        TEXT   NOT NULL,
    pack_bytes  BIGINT NOT NULL,
    large       TEXT   NOT NULL,
    large_bytes BIGINT NOT NULL
);
CREATE INDEX photo_pack ON photo (pack);
CREATE INDEX photo_large ON photo (large);
