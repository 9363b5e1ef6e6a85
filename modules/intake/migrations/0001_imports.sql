-- One uploaded workbook on its way into the registers. `runner` holds the lease of the process that works on it until
-- `locked_until`; `position` is the chunk to be taken next.
CREATE TABLE imports (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    source TEXT NOT NULL,
    file_id UUID NOT NULL,
    file_name TEXT NOT NULL,
    state TEXT NOT NULL,
    policy TEXT NOT NULL,
    lang TEXT NOT NULL,
    plan TEXT,
    sheets TEXT NOT NULL,
    total BIGINT NOT NULL,
    done BIGINT NOT NULL,
    refused BIGINT NOT NULL,
    chunks BIGINT NOT NULL,
    position BIGINT NOT NULL,
    fault TEXT,
    error_file_id UUID,
    uploaded_at BIGINT NOT NULL,
    begun_at BIGINT,
    ended_at BIGINT,
    by_id UUID NOT NULL,
    by_name TEXT NOT NULL,
    stopping BOOLEAN NOT NULL,
    runner UUID,
    locked_until BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);

CREATE INDEX imports_latest ON imports (org_id, uploaded_at, id);
CREATE INDEX imports_under_way ON imports (locked_until) WHERE state IN ('uploaded', 'checking', 'applying');

-- Checked rows of one sheet, as one JSON text, waiting to be taken in one transaction; gone when the import has ended.
CREATE TABLE import_chunks (
    org_id UUID NOT NULL,
    import_id UUID NOT NULL,
    nth BIGINT NOT NULL,
    sheet TEXT NOT NULL,
    register TEXT NOT NULL,
    content TEXT NOT NULL,
    size BIGINT NOT NULL,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    PRIMARY KEY (org_id, import_id, nth)
);

-- Rows with something wrong. What stood in their cells is read from the file again when it is needed.
CREATE TABLE import_rows (
    org_id UUID NOT NULL,
    import_id UUID NOT NULL,
    sheet TEXT NOT NULL,
    number BIGINT NOT NULL,
    problems TEXT NOT NULL,
    PRIMARY KEY (org_id, import_id, sheet, number)
);

-- What people decided about the workbooks of one source.
CREATE TABLE mappings (
    org_id UUID NOT NULL,
    source TEXT NOT NULL,
    mapping TEXT NOT NULL,
    decided_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, source)
);
