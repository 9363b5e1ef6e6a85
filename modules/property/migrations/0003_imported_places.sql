-- The import a place came by; nobody sees it before the whole import is seen.
ALTER TABLE places ADD COLUMN import_id UUID;
