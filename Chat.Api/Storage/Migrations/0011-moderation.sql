-- An until of NULL means: until it is taken back.
CREATE TABLE mutes (
    room     text NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
    user_id  text NOT NULL,
    until    timestamptz,
    reason   text,
    set_by   text NOT NULL,
    set_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (room, user_id)
);

CREATE TABLE bans (LIKE mutes INCLUDING ALL);
ALTER TABLE bans ADD FOREIGN KEY (room) REFERENCES rooms (id) ON DELETE CASCADE;

-- What owners, moderators and administrators did, written in the transaction of the act. Acts that go through the log of
-- the room (a deletion) carry their place in it, so that an entry that is stored twice is one act.
CREATE TABLE audit (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    room     text NOT NULL,
    actor    text NOT NULL,
    act      text NOT NULL,
    subject  text,
    details  jsonb,
    at       timestamptz NOT NULL DEFAULT now(),
    epoch    bigint,
    sequence bigint
);

CREATE INDEX audit_by_room ON audit (room, id);
CREATE INDEX audit_by_time ON audit (at);
CREATE UNIQUE INDEX audit_of_entries ON audit (room, epoch, sequence) WHERE sequence IS NOT NULL;

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The table % takes new rows only.', TG_TABLE_NAME;
END
$$;

CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
