-- How each run of a clock ended: one row when it becomes known, never changed. `promise` is what it means over all processes
-- (response, completion, follow_up); `person_id` is whoever answers for it.
CREATE TABLE case_limits (
    org_id UUID NOT NULL,
    case_id UUID NOT NULL,
    clock TEXT NOT NULL,
    activation BIGINT NOT NULL,
    process TEXT NOT NULL,
    promise TEXT NOT NULL,
    outcome TEXT NOT NULL,
    at BIGINT NOT NULL,
    person_id UUID,
    person_name TEXT,
    area_id UUID,
    topic TEXT,
    PRIMARY KEY (org_id, case_id, clock, activation)
);
CREATE INDEX case_limits_by_time ON case_limits (org_id, at, case_id);
-- The cases that came to their end on a day, of which some are drawn for a second look.
CREATE INDEX cases_by_end ON cases (org_id, ended_at) WHERE ended_at IS NOT NULL;
