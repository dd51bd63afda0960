-- The token itself is not kept: its hash finds the row.
CREATE TABLE invitations (
    id         uuid PRIMARY KEY,
    room       text NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
    token_hash bytea NOT NULL UNIQUE,
    created_by text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    uses       integer NOT NULL DEFAULT 0,
    uses_max   integer CHECK (uses_max > 0),
    revoked_at timestamptz,
    CHECK (uses <= coalesce(uses_max, uses))
);

CREATE INDEX invitations_by_room ON invitations (room, id);
