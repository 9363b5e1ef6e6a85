-- What phones have told of cases: each entry once, with what became of it. What it brought about stands in the case itself.
CREATE TABLE case_entries (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    case_id UUID NOT NULL,
    device_id UUID NOT NULL,
    seq BIGINT NOT NULL,
    kind TEXT NOT NULL,
    step TEXT,
    said TEXT NOT NULL,
    answer TEXT NOT NULL,
    reason TEXT,
    words TEXT,
    by_id UUID NOT NULL,
    by_name TEXT NOT NULL,
    at BIGINT NOT NULL,
    device_at BIGINT NOT NULL,
    clock_error BIGINT,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE INDEX case_entries_case ON case_entries (org_id, case_id, seq);
