-- An unfinished task going from whoever has it to the next of his post, with what to mind; taken once by whoever goes on.
CREATE TABLE handoffs (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    occurrence_id UUID NOT NULL,
    from_id UUID NOT NULL,
    from_name TEXT NOT NULL,
    to_id UUID,
    to_name TEXT,
    note TEXT NOT NULL,
    given_at BIGINT NOT NULL,
    taken_by_name TEXT,
    taken_at BIGINT,
    PRIMARY KEY (org_id, id)
);
CREATE INDEX handoffs_occurrence ON handoffs (org_id, occurrence_id, given_at);
