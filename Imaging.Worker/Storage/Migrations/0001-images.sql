CREATE TABLE images (
    id                text PRIMARY KEY,
    owner             text NOT NULL,
    status            text NOT NULL CHECK (status IN ('pending-upload', 'queued', 'processing', 'succeeded', 'failed', 'cancelled')),
    visibility        text NOT NULL DEFAULT 'private' CHECK (visibility IN ('private', 'shared')),
    file_name         text NOT NULL,
    content_type      text NOT NULL,
    length            bigint NOT NULL,
    preset            text NOT NULL,
    created_at        timestamptz NOT NULL DEFAULT now(),
    upload_expires_at timestamptz NOT NULL,
    upload_etag       text,
    upload_deleted    boolean NOT NULL DEFAULT false,
    queued_at         timestamptz,
    message_seen_at   timestamptz,
    not_before        timestamptz,
    attempts          integer NOT NULL DEFAULT 0,
    -- Grows with every claim; a write that carries an older one has no effect.
    fence             bigint NOT NULL DEFAULT 0,
    lease_until       timestamptz,
    worker            text,
    started_at        timestamptz,
    finished_at       timestamptz,
    error_code        text,
    error_detail      text,
    poison_sent       boolean NOT NULL DEFAULT false,
    manifest          jsonb,
    -- Grows with every change that a reader of the events may see.
    version           bigint NOT NULL DEFAULT 1,
    trace_parent      text
);

CREATE INDEX images_of_owner ON images (owner, created_at DESC, id DESC);
CREATE INDEX images_waiting ON images (queued_at, id) WHERE status = 'queued';
CREATE INDEX images_in_work ON images (lease_until) WHERE status = 'processing';
CREATE INDEX images_pending ON images (upload_expires_at) WHERE status = 'pending-upload';
CREATE INDEX images_pending_of_owner ON images (owner) WHERE status = 'pending-upload';
CREATE INDEX images_done ON images (finished_at DESC) WHERE status = 'succeeded';
CREATE INDEX images_to_clean ON images (finished_at) WHERE NOT upload_deleted AND status IN ('succeeded', 'cancelled');
CREATE INDEX images_to_poison ON images (finished_at) WHERE error_code = 'attempts-exhausted' AND NOT poison_sent;

-- Slots of the living workers, for the estimate of the wait.
CREATE TABLE workers (
    name    text PRIMARY KEY,
    slots   integer NOT NULL,
    seen_at timestamptz NOT NULL DEFAULT now()
);
