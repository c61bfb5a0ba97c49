-- +goose Up

-- The feeds and the audit by day, on PostgreSQL: what is old goes with its
-- partition (docs/adr/0019). What stands between two "engine" marks is for that engine alone.

-- engine: sqlite
-- Where each command stands; see below.
CREATE VIEW cmd_key AS SELECT id, device, dseq, received FROM cmd;
-- engine: all

-- engine: postgres
ALTER TABLE change RENAME TO change_before;
ALTER TABLE change_before RENAME CONSTRAINT change_pkey TO change_before_pkey;
DROP INDEX change_people;
CREATE TABLE change (LIKE change_before INCLUDING DEFAULTS) PARTITION BY RANGE (at);
ALTER TABLE change ADD PRIMARY KEY (scope, seq, at); -- (scope, seq) is unique by the lock on the scope
CREATE INDEX change_people ON change (scope, key) WHERE salt <> '';
CREATE TABLE change_rest PARTITION OF change DEFAULT; -- of days that have no partition
INSERT INTO change SELECT * FROM change_before;
DROP TABLE change_before;

ALTER TABLE cmd RENAME TO cmd_before;
ALTER TABLE cmd_before RENAME CONSTRAINT cmd_pkey TO cmd_before_pkey;
CREATE TABLE cmd (LIKE cmd_before INCLUDING DEFAULTS) PARTITION BY RANGE (received);
ALTER TABLE cmd ADD PRIMARY KEY (id, received);
CREATE INDEX cmd_dseq ON cmd (device, dseq);
CREATE TABLE cmd_rest PARTITION OF cmd DEFAULT;

-- A unique key of a partitioned table must hold the day, and the same command on
-- another day would be another one. So the keys stand here, for ever, kept by the
-- database itself: a command with a known id, or a known number of its device, is
-- refused whatever day it comes.
CREATE TABLE cmd_key (
    id       TEXT   NOT NULL PRIMARY KEY,
    device   TEXT   NOT NULL,
    dseq     BIGINT NOT NULL,
    received BIGINT NOT NULL,
    UNIQUE (device, dseq)
);

-- +goose StatementBegin
CREATE FUNCTION cmd_keep_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM cmd_key WHERE id = OLD.id;
    ELSE
        INSERT INTO cmd_key (id, device, dseq, received) VALUES (NEW.id, NEW.device, NEW.dseq, NEW.received);
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER cmd_keep_key AFTER INSERT OR DELETE ON cmd FOR EACH ROW EXECUTE FUNCTION cmd_keep_key();

INSERT INTO cmd SELECT * FROM cmd_before;
DROP TABLE cmd_before;
-- engine: all
