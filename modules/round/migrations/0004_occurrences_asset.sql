-- The file of a piece of equipment shows what was due on it.
CREATE INDEX occurrences_asset ON occurrences (org_id, asset_id, closes_at, id) WHERE asset_id IS NOT NULL;
