-- Bulk work waits for interactive work; within each, owners take turns.
ALTER TABLE images ADD COLUMN bulk boolean NOT NULL DEFAULT false;

CREATE INDEX images_turns ON images (bulk, owner, queued_at, id) WHERE status = 'queued';
CREATE INDEX images_in_work_of_owner ON images (owner) WHERE status = 'processing';

-- When an owner's turn was last: the one who has waited longest is next.
CREATE TABLE turns (
    owner    text PRIMARY KEY,
    taken_at timestamptz NOT NULL
);

-- Seconds that an image has a slot of the worker, all that is around the work included; what estimates of the wait count with.
ALTER TABLE workers ADD COLUMN slot_seconds double precision;
