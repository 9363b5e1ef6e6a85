-- Cases of the past gone through once more under another version of their process. `definition` is that version as it was when
-- somebody asked; `runner` holds the lease of the process that works on it until `locked_until`.
CREATE TABLE what_ifs (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    process TEXT NOT NULL,
    draft_id UUID,
    definition TEXT NOT NULL,
    hash TEXT NOT NULL,
    since BIGINT NOT NULL,
    until BIGINT NOT NULL,
    state TEXT NOT NULL,
    done BIGINT NOT NULL,
    total BIGINT NOT NULL,
    answer TEXT,
    asked_at BIGINT NOT NULL,
    asked_by UUID NOT NULL,
    asked_by_name TEXT NOT NULL,
    ended_at BIGINT,
    stopping BOOLEAN NOT NULL,
    runner UUID,
    locked_until BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE INDEX what_ifs_latest ON what_ifs (org_id, asked_at, id);
CREATE INDEX what_ifs_under_way ON what_ifs (locked_until) WHERE state IN ('waiting', 'running');
