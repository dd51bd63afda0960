-- The client's name for its request: the same key of the same owner is the same upload.
ALTER TABLE images ADD COLUMN idempotency_key text;

CREATE UNIQUE INDEX images_of_key ON images (owner, idempotency_key) WHERE idempotency_key IS NOT NULL;

-- Bytes that an owner announced on a day (UTC): what a quota is counted against, also when images are deleted meanwhile.
CREATE TABLE owner_days (
    owner text   NOT NULL,
    day   date   NOT NULL,
    bytes bigint NOT NULL,
    PRIMARY KEY (owner, day)
);
