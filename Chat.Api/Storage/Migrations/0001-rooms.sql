CREATE TABLE rooms (
    id         text PRIMARY KEY,
    name       text NOT NULL,
    kind       text NOT NULL CHECK (kind IN ('public', 'private', 'direct')),
    created_by text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE members (
    room      text NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
    user_id   text NOT NULL,
    role      text NOT NULL CHECK (role IN ('owner', 'moderator', 'member')),
    joined_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (room, user_id)
);

CREATE INDEX members_by_user ON members (user_id);

INSERT INTO rooms (id, name, kind, created_by) VALUES ('lobby', 'Lobby', 'public', 'system');
