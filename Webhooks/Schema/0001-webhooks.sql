-- A scope is whatever the service groups events by: chat's is a room. next_at is when the endpoint is visited next; a visit
-- sets it to the end of its lease, so that no other node comes in between.
CREATE TABLE webhook_endpoints (
    id            uuid PRIMARY KEY,
    scope         text        NOT NULL,
    url           text        NOT NULL,
    types         text[],
    secret        bytea       NOT NULL,
    created_by    text        NOT NULL,
    created_at    timestamptz NOT NULL,
    next_at       timestamptz NOT NULL DEFAULT '-infinity',
    failures      integer     NOT NULL DEFAULT 0,
    failing_since timestamptz,
    disabled_at   timestamptz
);

CREATE INDEX webhook_endpoints_by_scope ON webhook_endpoints (scope, id);

-- The outbox: a delivery that was taken is deleted, one that was given up is dead and kept for a while.
CREATE TABLE webhook_deliveries (
    id         uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    number     bigint      GENERATED ALWAYS AS IDENTITY,
    endpoint   uuid        NOT NULL REFERENCES webhook_endpoints (id) ON DELETE CASCADE,
    event_id   text        NOT NULL,
    type       text        NOT NULL,
    payload    text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    due_at     timestamptz NOT NULL DEFAULT now(),
    attempts   integer     NOT NULL DEFAULT 0,
    last_error text,
    dead_at    timestamptz,
    UNIQUE (endpoint, event_id)
);

CREATE INDEX webhook_deliveries_due ON webhook_deliveries (endpoint, number) WHERE dead_at IS NULL;
CREATE INDEX webhook_deliveries_dead ON webhook_deliveries (endpoint, number) WHERE dead_at IS NOT NULL;

-- Without a configured key, secrets are sealed with this one (docs/decisions/0008).
CREATE TABLE webhook_keys (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    key      bytea NOT NULL
);
