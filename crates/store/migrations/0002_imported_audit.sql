-- The import that brought what the row speaks of; nobody reads it before the whole import is seen.
ALTER TABLE audit ADD COLUMN import_id UUID;
