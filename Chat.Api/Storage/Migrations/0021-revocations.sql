-- Users whose tokens of before a moment count no more. A row is of use for as long as such a token may live.
CREATE TABLE revocations (
    user_id text        PRIMARY KEY,
    before  timestamptz NOT NULL
);

CREATE INDEX revocations_by_time ON revocations (before);
