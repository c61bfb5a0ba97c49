-- +goose Up
-- Where this device stands: exactly one row.
CREATE TABLE device (
  one         INTEGER PRIMARY KEY CHECK (one = 1),
  dseq        INTEGER NOT NULL DEFAULT 0, -- last one given out, never reused
  recorded    INTEGER NOT NULL DEFAULT 0, -- commands ever recorded
  acked       INTEGER NOT NULL DEFAULT 0, -- of them with a verdict
  acked_at    INTEGER NOT NULL DEFAULT 0, -- Unix milliseconds, as everywhere in this file
  device_last INTEGER NOT NULL DEFAULT 0, -- last own dseq that the pulled state contains
  stable      INTEGER NOT NULL DEFAULT 0, -- last own dseq that is in a backup of the hub
  hub_time    INTEGER NOT NULL DEFAULT 0, -- largest hub time seen
  clock_off   INTEGER NOT NULL DEFAULT 0, -- hub clock minus own clock, milliseconds
  staff       TEXT NOT NULL DEFAULT '',   -- signed in
  staff_at    INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO device (one) VALUES (1);

CREATE TABLE cursor (
  scope TEXT PRIMARY KEY,
  epoch TEXT NOT NULL,
  seq   INTEGER NOT NULL,
  h     TEXT NOT NULL
) STRICT;

-- What was done here. A line without a verdict is unsent.
CREATE TABLE outbox (
  dseq     INTEGER PRIMARY KEY,
  id       TEXT NOT NULL UNIQUE,
  kind     TEXT NOT NULL,
  at       INTEGER NOT NULL,
  entity   TEXT NOT NULL,
  ref      TEXT NOT NULL,
  role     TEXT NOT NULL,
  command  TEXT NOT NULL, -- as on the wire, but for dseq
  verdict  TEXT,
  code     TEXT NOT NULL DEFAULT '',
  seq      INTEGER NOT NULL DEFAULT 0,
  acked_at INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX outbox_unsent ON outbox (dseq) WHERE verdict IS NULL;

-- data is the view: what the hub said and what was done here since. base is
-- what the hub said where the two differ: NULL when they do not, '' when the
-- hub has not heard of the row.
CREATE TABLE orders (
  id       TEXT PRIMARY KEY,
  ver      INTEGER NOT NULL,
  state    TEXT NOT NULL,
  handover TEXT NOT NULL,
  over_at  INTEGER NOT NULL, -- when the last thing happened to an order that is over, else 0
  data     TEXT NOT NULL,    -- without the customer
  base     TEXT
) STRICT;
CREATE INDEX orders_handover ON orders (handover);
CREATE INDEX orders_over ON orders (over_at) WHERE over_at > 0;
CREATE INDEX orders_overlaid ON orders (id) WHERE base IS NOT NULL;

-- The customer of an order, sealed.
CREATE TABLE person (
  id     TEXT PRIMARY KEY,
  sealed BLOB NOT NULL
) STRICT;

CREATE TABLE order_bag (
  label TEXT NOT NULL,
  id    TEXT NOT NULL,
  PRIMARY KEY (label, id)
) STRICT;

-- Orders with a line still to be picked, by SKU.
CREATE TABLE order_sku (
  sku TEXT NOT NULL,
  id  TEXT NOT NULL,
  PRIMARY KEY (sku, id)
) STRICT;

CREATE TABLE exceptions (
  id     TEXT PRIMARY KEY,
  ver    INTEGER NOT NULL,
  open   INTEGER NOT NULL,
  opened INTEGER NOT NULL,
  data   TEXT NOT NULL,
  base   TEXT
) STRICT;
CREATE INDEX exceptions_open ON exceptions (opened) WHERE open = 1;
CREATE INDEX exceptions_overlaid ON exceptions (id) WHERE base IS NOT NULL;

CREATE TABLE stock (
  id    TEXT PRIMARY KEY, -- site, SKU and class
  ver   INTEGER NOT NULL,
  key   TEXT NOT NULL,    -- as the feed names it
  sku   TEXT NOT NULL,
  shelf TEXT NOT NULL,
  data  TEXT NOT NULL,
  base  TEXT
) STRICT;
CREATE INDEX stock_key ON stock (key);
CREATE INDEX stock_sku ON stock (sku);
CREATE INDEX stock_shelf ON stock (shelf);
CREATE INDEX stock_overlaid ON stock (id) WHERE base IS NOT NULL;

-- Sites, staff, terminals, staging places, secrets, the chain: what terminals only read.
CREATE TABLE known (
  entity TEXT NOT NULL,
  key    TEXT NOT NULL,
  ver    INTEGER NOT NULL,
  scope  TEXT NOT NULL,
  data   TEXT NOT NULL,
  PRIMARY KEY (entity, key)
) STRICT;

CREATE TABLE wrong_pin (
  who     TEXT PRIMARY KEY,
  tries   INTEGER NOT NULL,
  last_at INTEGER NOT NULL
) STRICT;

-- Who signed in here lately.
CREATE TABLE signed_in (
  staff TEXT PRIMARY KEY,
  at    INTEGER NOT NULL
) STRICT;
