-- Full text: the words of a message together with the name of its room, so that one index finds the words within a few
-- rooms. The name begins with a character that no word of a text has.
CREATE INDEX entries_by_word ON entries
    USING gin ((to_tsvector('simple', text) || array_to_tsvector(ARRAY[E'\x01' || room])))
    WHERE kind = 'message' AND text IS NOT NULL;

-- Threads: the replies to a message, in their order.
CREATE INDEX entries_by_reply ON entries (room, (details ->> 'replyTo'), sequence)
    WHERE kind = 'message' AND details ? 'replyTo';

-- Who is mentioned where; ids of messages rise with time.
CREATE TABLE mentions (
    user_id text NOT NULL,
    id      uuid NOT NULL,
    room    text NOT NULL,
    PRIMARY KEY (user_id, id)
);

-- What the last reaction of a user to a message with an emoji said; epoch and sequence make replays do nothing.
CREATE TABLE reactions (
    room     text    NOT NULL,
    id       uuid    NOT NULL,
    emoji    text    NOT NULL,
    user_id  text    NOT NULL,
    is_on    boolean NOT NULL,
    epoch    bigint  NOT NULL,
    sequence bigint  NOT NULL,
    PRIMARY KEY (room, id, emoji, user_id)
);

INSERT INTO mentions (user_id, id, room)
SELECT DISTINCT mentioned, entries.id, entries.room
FROM entries, jsonb_array_elements_text(entries.details -> 'mentions') AS mentioned
WHERE entries.kind = 'message' AND entries.details ? 'mentions'
ON CONFLICT DO NOTHING;

INSERT INTO reactions (room, id, emoji, user_id, is_on, epoch, sequence)
SELECT DISTINCT ON (room, id, details ->> 'emoji', sender)
    room, id, details ->> 'emoji', sender, (details ->> 'on')::boolean, epoch, sequence
FROM entries WHERE kind = 'reaction' AND details ? 'emoji'
ORDER BY room, id, details ->> 'emoji', sender, epoch DESC, sequence DESC;
