-- What the tidying looks for, of whatever endpoint: deliveries that have waited too long, and dead ones that were kept long
-- enough. Not by number: one that is revived begins anew, so the order of the numbers is not the order of the ages.
CREATE INDEX IF NOT EXISTS webhook_deliveries_waiting_since ON webhook_deliveries (created_at) WHERE dead_at IS NULL;
CREATE INDEX IF NOT EXISTS webhook_deliveries_dead_since ON webhook_deliveries (dead_at) WHERE dead_at IS NOT NULL;
