-- +goose Up
-- What a shop did lately: see hub.FigureStore.
CREATE INDEX cmd_store ON cmd (store, received);
