-- +goose Up

-- Labels on their way to the printer of this terminal. What stands on one is
-- sealed: it may name a customer.
CREATE TABLE print_job (
  no      INTEGER PRIMARY KEY AUTOINCREMENT,
  id      TEXT    NOT NULL UNIQUE,
  title   TEXT    NOT NULL,
  label   BLOB    NOT NULL,
  state   TEXT    NOT NULL,
  cause   TEXT    NOT NULL,
  tries   INTEGER NOT NULL,
  made_at INTEGER NOT NULL, -- Unix milliseconds, as is at
  at      INTEGER NOT NULL
) STRICT;
CREATE INDEX print_job_state ON print_job (state, no);
