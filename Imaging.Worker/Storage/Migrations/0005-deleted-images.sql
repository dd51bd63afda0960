-- A deleted image is seen by nobody, and its row stays for a while: a worker that is late may still write blobs of it, which the sweeper then finds.
ALTER TABLE images ADD COLUMN deleted_at timestamptz;

CREATE INDEX images_deleted ON images (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX images_to_clear ON images (finished_at) WHERE derivatives IS NOT NULL AND status IN ('failed', 'cancelled');
