-- The folder of derivatives that an image refers to: set before the first of them is written, so that nobody deletes them meanwhile.
ALTER TABLE images ADD COLUMN derivatives text;

UPDATE images SET derivatives = manifest ->> 'derivatives' WHERE manifest IS NOT NULL;

CREATE INDEX images_derivatives ON images (derivatives) WHERE derivatives IS NOT NULL;
