-- How far each member has read each room. Redis has the latest; it is written here in batches.
CREATE TABLE read_marks (
    room     text   NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
    user_id  text   NOT NULL,
    ordinal  bigint NOT NULL,
    sequence bigint NOT NULL,
    PRIMARY KEY (room, user_id)
);

-- Whoever becomes a member has nothing unread of what was said before; whoever comes back keeps the old mark.
CREATE FUNCTION begin_read_mark() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO read_marks (room, user_id, ordinal, sequence)
    SELECT NEW.room, NEW.user_id, ordinal, sequence
    FROM entries WHERE room = NEW.room ORDER BY sequence DESC, epoch DESC LIMIT 1
    ON CONFLICT (room, user_id) DO NOTHING;
    RETURN NULL;
END
$$;

CREATE TRIGGER members_begin_read_mark AFTER INSERT ON members FOR EACH ROW EXECUTE FUNCTION begin_read_mark();

-- Those who are members already begin at what is there now.
INSERT INTO read_marks (room, user_id, ordinal, sequence)
SELECT members.room, members.user_id, last.ordinal, last.sequence
FROM members CROSS JOIN LATERAL (
    SELECT ordinal, sequence FROM entries WHERE entries.room = members.room ORDER BY sequence DESC, epoch DESC LIMIT 1) AS last;
