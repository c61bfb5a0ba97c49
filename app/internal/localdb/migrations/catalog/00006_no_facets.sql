-- +goose Up

-- What a search can be narrowed down to is counted when somebody asks.
DROP TABLE facet;
