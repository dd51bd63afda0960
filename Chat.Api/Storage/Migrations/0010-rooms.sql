-- slow_mode: seconds between two messages of a user, 0 for none. direct_pair: both users of a direct room, in order, so
-- that a pair has one room. An archived room is read, but nothing more is said in it.
ALTER TABLE rooms
    ADD COLUMN archived_at    timestamptz,
    ADD COLUMN slow_mode      integer NOT NULL DEFAULT 0 CHECK (slow_mode BETWEEN 0 AND 21600),
    ADD COLUMN retention_days integer CHECK (retention_days > 0),
    ADD COLUMN direct_pair    text[] UNIQUE;

CREATE INDEX rooms_public ON rooms (id) WHERE kind = 'public' AND archived_at IS NULL;
CREATE INDEX rooms_with_retention ON rooms (id) WHERE retention_days IS NOT NULL;
