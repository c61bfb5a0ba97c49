-- +goose Up

-- One text for both engines: for SQLite BIGINT is read as INTEGER, BYTEA as
-- BLOB, and a closing ");" as ") STRICT;". Instants are milliseconds since 1970.

CREATE TABLE meta (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

-- Where every feed stands. The row is locked for as long as a transaction
-- writes to the feed, so its numbers have no gaps and never come out of order.
CREATE TABLE scope (
    id    TEXT   NOT NULL PRIMARY KEY,
    head  BIGINT NOT NULL,
    chain TEXT   NOT NULL -- chain hash at head, 16 hex digits
);

-- The feeds. last is where the transaction of the change ended.
CREATE TABLE change (
    scope  TEXT   NOT NULL,
    seq    BIGINT NOT NULL,
    last   BIGINT NOT NULL,
    entity TEXT   NOT NULL,
    key    TEXT   NOT NULL,
    op     TEXT   NOT NULL,
    ver    BIGINT NOT NULL,
    data   TEXT   NOT NULL, -- JSON of the whole row, empty for an end
    chain  TEXT   NOT NULL,
    at     BIGINT NOT NULL,
    cmd    TEXT   NOT NULL,
    PRIMARY KEY (scope, seq)
);

-- The present row of everything in a feed. live 0: ended in the feed.
CREATE TABLE entity (
    scope  TEXT   NOT NULL,
    entity TEXT   NOT NULL,
    key    TEXT   NOT NULL,
    ver    BIGINT NOT NULL,
    live   BIGINT NOT NULL,
    data   TEXT   NOT NULL,
    PRIMARY KEY (scope, entity, key)
);

-- What orders are looked for by, and what of them never enters a feed.
CREATE TABLE order_key (
    id       TEXT   NOT NULL PRIMARY KEY,
    store    TEXT   NOT NULL,
    channel  TEXT   NOT NULL,
    external TEXT   NOT NULL,
    number   TEXT   NOT NULL,
    state    TEXT   NOT NULL,
    notice   TEXT   NOT NULL,
    deadline BIGINT NOT NULL,
    done     BIGINT NOT NULL, -- 1: nothing more to be done for the customer
    ended    BIGINT NOT NULL, -- when it was over or last touched since, 0 before
    email    TEXT   NOT NULL,
    source   TEXT   NOT NULL, -- fingerprint of what was last taken in
    times    BIGINT NOT NULL  -- how often something was taken in
);
CREATE INDEX order_number ON order_key (store, number) WHERE done = 0;
CREATE INDEX order_deadline ON order_key (state, deadline) WHERE state IN ('staged', 'notified');
CREATE INDEX order_notice ON order_key (notice) WHERE notice IN ('queued', 'sending');
CREATE INDEX order_ended ON order_key (ended) WHERE ended > 0;

-- Every command as it was judged: the audit.
CREATE TABLE cmd (
    device   TEXT   NOT NULL,
    dseq     BIGINT NOT NULL,
    id       TEXT   NOT NULL UNIQUE,
    kind     TEXT   NOT NULL,
    store    TEXT   NOT NULL,
    at       BIGINT NOT NULL,
    received BIGINT NOT NULL,
    verdict  TEXT   NOT NULL,
    code     TEXT   NOT NULL,
    seq      BIGINT NOT NULL,
    raw      BYTEA  NOT NULL,
    PRIMARY KEY (device, dseq)
);

-- The stock books: a level is the sum of its movements.
CREATE TABLE movement (
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
    PRIMARY KEY (cmd, n)
);

CREATE TABLE sku_code (
    gtin TEXT NOT NULL PRIMARY KEY,
    sku  TEXT NOT NULL
);
CREATE INDEX sku_code_sku ON sku_code (sku);

CREATE TABLE device (
    id        TEXT   NOT NULL PRIMARY KEY,
    store     TEXT   NOT NULL,
    name      TEXT   NOT NULL,
    model     TEXT   NOT NULL,
    app       TEXT   NOT NULL,
    public    BYTEA  NOT NULL,
    secret    BYTEA  NOT NULL,
    revoked   BIGINT NOT NULL,
    last_dseq BIGINT NOT NULL,
    left_over BIGINT NOT NULL, -- unsent on the terminal, as it last said
    last_seen BIGINT NOT NULL
);

CREATE TABLE enrol_code (
    hash    TEXT   NOT NULL PRIMARY KEY,
    store   TEXT   NOT NULL,
    expires BIGINT NOT NULL,
    used    BIGINT NOT NULL
);

CREATE TABLE staff_key (
    staff TEXT  NOT NULL PRIMARY KEY,
    salt  BYTEA NOT NULL,
    pin   BYTEA NOT NULL,
    badge TEXT  NOT NULL
);
