-- +goose Up
-- What was sold lately, in all shops: see hub.GoodsStore.
CREATE INDEX movement_at ON movement (at);
