-- Retention may have deleted every entry of a room: then the table epochs says where its log stood.
CREATE OR REPLACE FUNCTION begin_read_mark() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO read_marks (room, user_id, ordinal, sequence)
    SELECT NEW.room, NEW.user_id, last.ordinal, last.sequence
    FROM (
        (SELECT ordinal, sequence FROM entries WHERE room = NEW.room ORDER BY sequence DESC, epoch DESC LIMIT 1)
        UNION ALL SELECT ordinal, sequence FROM epochs WHERE room = NEW.room
    ) AS last
    WHERE last.sequence > 0 ORDER BY last.sequence DESC LIMIT 1
    ON CONFLICT (room, user_id) DO NOTHING;
    RETURN NULL;
END
$$;
