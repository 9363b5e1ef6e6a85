-- Definitions a company writes itself: drafted, reviewed by somebody else, published from a day on. The text is what was written;
-- once published it is never changed.
CREATE TABLE drafts (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    process TEXT NOT NULL,
    body TEXT NOT NULL,
    note TEXT,
    state TEXT NOT NULL,
    author_id UUID NOT NULL,
    author_name TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    reviewer_name TEXT,
    reviewed_at BIGINT,
    effective_at BIGINT,
    hash TEXT,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE INDEX drafts_by_process ON drafts (org_id, process, changed_at);
