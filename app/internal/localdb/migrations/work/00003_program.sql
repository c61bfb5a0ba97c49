-- +goose Up

-- Version of the program that last worked on this file: see newProgram.
ALTER TABLE device ADD COLUMN program TEXT NOT NULL DEFAULT '';
