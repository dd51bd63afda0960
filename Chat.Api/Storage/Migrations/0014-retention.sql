-- Where a room's log stood when entries were deleted, so that a room that was emptied goes on where it was; gone is the
-- highest sequence that was deleted: there is nothing at and below it any more.
ALTER TABLE epochs
    ADD COLUMN sequence bigint NOT NULL DEFAULT 0,
    ADD COLUMN ordinal  bigint NOT NULL DEFAULT 0,
    ADD COLUMN gone     bigint NOT NULL DEFAULT 0;
