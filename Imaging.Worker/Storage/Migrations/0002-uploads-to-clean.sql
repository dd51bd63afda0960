DROP INDEX images_to_clean;

CREATE INDEX images_to_clean ON images (finished_at) WHERE NOT upload_deleted
    AND (status IN ('succeeded', 'cancelled') OR error_code IN ('upload-expired', 'upload-too-long', 'upload-too-short'));
