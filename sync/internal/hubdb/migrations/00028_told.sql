-- +goose Up

-- What web shops have heard of is forgotten by when they did.
CREATE INDEX refund_told ON refund (told) WHERE told > 0;

-- What a device did behind a number of its shop's feed.
CREATE INDEX cmd_seq ON cmd (device, seq);
