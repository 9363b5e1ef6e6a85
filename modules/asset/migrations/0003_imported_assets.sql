-- The import a piece of equipment came by; nobody sees it before the whole import is seen.
ALTER TABLE assets ADD COLUMN import_id UUID;
