-- +goose Up

-- Store relays: docs/adr/0015.

-- Who judges the commands of a shop. A shop without a row is the hub's own. On a
-- relay it is the row of its own shop. See hub.Home.
CREATE TABLE home (
    store       TEXT   NOT NULL PRIMARY KEY,
    device      TEXT   NOT NULL,
    no          BIGINT NOT NULL, -- fencing number
    state       TEXT   NOT NULL,
    judges      BIGINT NOT NULL, -- 1: this hub judges
    url         TEXT   NOT NULL,
    pins        BYTEA  NOT NULL, -- JSON
    epoch       TEXT   NOT NULL,
    seq         BIGINT NOT NULL, -- of the relay's log: mirrored here, or written there
    h           TEXT   NOT NULL,
    errands     BIGINT NOT NULL,
    done        BIGINT NOT NULL,
    rev         BIGINT NOT NULL,
    contact     BIGINT NOT NULL,
    pack        TEXT   NOT NULL,
    parts       BIGINT NOT NULL,
    closed      BIGINT NOT NULL,
    last_errand TEXT   NOT NULL,
    taken       BIGINT NOT NULL
);

-- What this hub wants done in shops whose home is a relay.
CREATE TABLE errand (
    store    TEXT   NOT NULL,
    n        BIGINT NOT NULL,
    id       TEXT   NOT NULL,
    kind     TEXT   NOT NULL,
    order_id TEXT   NOT NULL,
    at       BIGINT NOT NULL,
    body     BYTEA  NOT NULL,
    PRIMARY KEY (store, n)
);
CREATE INDEX errand_id ON errand (id);
CREATE INDEX errand_order ON errand (order_id, kind, n) WHERE order_id <> '';

-- Errands that this hub did, whatever their numbers.
CREATE TABLE errand_done (
    id TEXT   NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL
);

-- The log of a relay: one line for each transaction of its shop.
CREATE TABLE relay_log (
    seq  BIGINT NOT NULL PRIMARY KEY,
    h    TEXT   NOT NULL,
    at   BIGINT NOT NULL,
    body BYTEA  NOT NULL
);

-- Which line of a relay's log a command or a movement belongs to, on the relay
-- and where its log is mirrored.
CREATE TABLE relay_item (
    store TEXT   NOT NULL,
    log   BIGINT NOT NULL,
    kind  TEXT   NOT NULL, -- c: command, m: movement
    id    TEXT   NOT NULL, -- of the command
    n     BIGINT NOT NULL, -- of the movement within it
    PRIMARY KEY (store, log, kind, id, n)
);

-- Mails that relays handed over: none leaves twice.
CREATE TABLE relay_mail (
    id      TEXT   NOT NULL PRIMARY KEY,
    outcome TEXT   NOT NULL,
    at      BIGINT NOT NULL
);

ALTER TABLE device ADD COLUMN kind TEXT NOT NULL DEFAULT ''; -- relay, empty for a terminal
ALTER TABLE enrol_code ADD COLUMN kind TEXT NOT NULL DEFAULT '';
