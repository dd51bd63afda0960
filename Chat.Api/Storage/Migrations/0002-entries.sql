-- The log of all rooms. A message row is kept in its latest form (text, edited_at, deleted_at), and changed_epoch and
-- changed_sequence say which change it has seen last, so that a change that is replayed or late does nothing.
CREATE TABLE entries (
    room              text        NOT NULL,
    epoch             bigint      NOT NULL,
    sequence          bigint      NOT NULL,
    ordinal           bigint      NOT NULL,
    kind              text        NOT NULL,
    id                uuid        NOT NULL,
    sender            text        NOT NULL,
    client_message_id uuid,
    sent_at           timestamptz NOT NULL,
    text              text,
    details           jsonb,
    edited_at         timestamptz,
    deleted_at        timestamptz,
    changed_epoch     bigint      NOT NULL DEFAULT 0,
    changed_sequence  bigint      NOT NULL DEFAULT 0,
    PRIMARY KEY (room, epoch, sequence)
);

-- Pages go by sequence alone; it never falls, whatever the epoch.
CREATE INDEX entries_by_sequence ON entries (room, sequence);
CREATE INDEX entries_by_id ON entries (room, id);

-- The last epoch that was handed out per room: an epoch that began and stored nothing is not handed out again.
CREATE TABLE epochs (
    room  text   PRIMARY KEY,
    epoch bigint NOT NULL
);
