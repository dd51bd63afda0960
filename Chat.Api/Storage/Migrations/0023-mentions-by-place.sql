-- Where a mention stands in its room's order: how many a user has not read is counted from the index, whatever there was before.
ALTER TABLE mentions ADD COLUMN sequence bigint NOT NULL DEFAULT 0;

UPDATE mentions SET sequence = entries.sequence FROM entries
WHERE entries.room = mentions.room AND entries.id = mentions.id AND entries.kind = 'message';

CREATE INDEX mentions_by_place ON mentions (user_id, room, sequence);

-- Retention deletes those of the messages that it deletes.
CREATE INDEX mentions_by_message ON mentions (room, id);
