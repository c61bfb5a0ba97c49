-- +goose Up

-- What web shops are told of stock: docs/adr/0030. A channel is one that is told.
CREATE TABLE outgoing_channel (
    name  TEXT   NOT NULL PRIMARY KEY,
    rule  TEXT   NOT NULL, -- by which its figures were made
    epoch TEXT   NOT NULL, -- the life of the database in which it was told
    head  BIGINT NOT NULL, -- the newest number that was given
    acked BIGINT NOT NULL  -- up to where the channel said that it has it
);

-- Up to where the sites' feeds are in a channel's figures. silent: the site was
-- not heard of for too long, and counts for nothing.
CREATE TABLE outgoing_cut (
    channel TEXT   NOT NULL,
    scope   TEXT   NOT NULL,
    seq     BIGINT NOT NULL,
    silent  BIGINT NOT NULL,
    PRIMARY KEY (channel, scope)
);

-- One row for each figure, however often it changes: only the last one goes out.
-- An empty site is the sum of the channel's sites, else figure is the site's mark.
CREATE TABLE outgoing (
    channel   TEXT   NOT NULL,
    sku       TEXT   NOT NULL,
    site      TEXT   NOT NULL,
    seq       BIGINT NOT NULL, -- grows with each change, 0: not made yet
    figure    BIGINT NOT NULL,
    at        BIGINT NOT NULL, -- when it changed
    told      BIGINT NOT NULL, -- what the channel said that it has, -1: not known
    given     BIGINT NOT NULL, -- what was handed out since
    given_seq BIGINT NOT NULL, -- and under which number, 0: nothing
    dirty     BIGINT NOT NULL, -- it may have changed
    PRIMARY KEY (channel, sku, site)
);
CREATE INDEX outgoing_seq ON outgoing (channel, seq);
CREATE INDEX outgoing_given ON outgoing (channel, given_seq) WHERE given_seq > 0;
CREATE INDEX outgoing_dirty ON outgoing (channel, sku) WHERE dirty = 1;
