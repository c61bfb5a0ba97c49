-- +goose Up

-- Numbers of a device under which a command came that was judged before under
-- another one: after a new enrolment, or numbered anew by the terminal.
CREATE TABLE cmd_alias (
    device TEXT   NOT NULL,
    dseq   BIGINT NOT NULL,
    id     TEXT   NOT NULL, -- of the command in cmd
    PRIMARY KEY (device, dseq)
);
