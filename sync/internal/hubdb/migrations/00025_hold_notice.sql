-- +goose Up

-- How far the notice of a hold has come: what waits for it is found without reading
-- every hold.
ALTER TABLE hold_key ADD COLUMN notice TEXT NOT NULL DEFAULT '';
CREATE INDEX hold_key_queued ON hold_key (until) WHERE notice = 'queued';
CREATE INDEX hold_key_sending ON hold_key (until) WHERE notice = 'sending';
