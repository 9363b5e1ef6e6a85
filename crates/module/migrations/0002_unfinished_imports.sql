-- The import that is bringing rows into a unit's registers and has not shown them yet; one at a time. While it stands here
-- nobody sees its rows; when it is gone all of them are seen.
CREATE TABLE unfinished_imports (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    since_at BIGINT NOT NULL,
    PRIMARY KEY (org_id)
);
CREATE INDEX unfinished_imports_by_id ON unfinished_imports (id);

-- The import an entry came by.
ALTER TABLE search_entries ADD COLUMN import_id UUID;
