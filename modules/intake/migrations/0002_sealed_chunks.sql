-- Staged rows hold personal data: they are sealed under the installation's key. What stood there in plain text goes; an
-- import that was waiting is tried again.
DROP TABLE import_chunks;
CREATE TABLE import_chunks (
    org_id UUID NOT NULL,
    import_id UUID NOT NULL,
    nth BIGINT NOT NULL,
    sheet TEXT NOT NULL,
    register TEXT NOT NULL,
    content BYTEA NOT NULL,
    size BIGINT NOT NULL,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    PRIMARY KEY (org_id, import_id, nth)
);
UPDATE imports SET state = 'mapped', sheets = '[]', chunks = 0, position = 0 WHERE state IN ('checking', 'checked', 'applying');
