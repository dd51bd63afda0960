-- Seconds that an image of each kind has a slot of a worker, all that is around the work included: what estimates of the wait count with.
-- The column slot_seconds of workers, which knew no kinds, is left for workers of the version before.
CREATE TABLE slot_times (
    worker     text NOT NULL,
    preset     text NOT NULL,
    size_class integer NOT NULL,
    seconds    double precision NOT NULL,
    PRIMARY KEY (worker, preset, size_class)
);
