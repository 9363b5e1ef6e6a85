-- The second look: whose cases of which day were drawn with which seed – drawing again with it finds the same – and what was found.
CREATE TABLE sample_draws (
    org_id UUID NOT NULL,
    process TEXT NOT NULL,
    day TEXT NOT NULL,
    at BIGINT NOT NULL,
    seed TEXT NOT NULL,
    PRIMARY KEY (org_id, process, day)
);

CREATE TABLE samples (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    process TEXT NOT NULL,
    case_id UUID NOT NULL,
    day TEXT NOT NULL,
    checked_at BIGINT,
    checker_id UUID,
    checker_name TEXT,
    passed BOOLEAN,
    reason TEXT,
    PRIMARY KEY (org_id, id)
);
CREATE INDEX samples_by_day ON samples (org_id, day);
CREATE INDEX samples_by_case ON samples (org_id, case_id);
