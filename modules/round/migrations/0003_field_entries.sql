-- What phones have recorded without signal: every entry as it came, with what became of it. An entry is known by the id its device
-- made; the one that is refused is kept as well, so that nothing somebody recorded is lost.
CREATE TABLE field_entries (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    occurrence_id UUID NOT NULL,
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
CREATE INDEX field_entries_occurrence ON field_entries (org_id, occurrence_id, seq);
