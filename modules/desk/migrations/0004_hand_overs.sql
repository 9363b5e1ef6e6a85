-- Open work handed from one colleague to others at once, and what became of each case.
CREATE TABLE hand_overs (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    staff_id UUID NOT NULL,
    staff_name TEXT NOT NULL,
    by_name TEXT NOT NULL,
    at BIGINT NOT NULL,
    reason TEXT,
    went BIGINT NOT NULL,
    stayed BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE INDEX hand_overs_by_time ON hand_overs (org_id, at, id);
CREATE TABLE hand_over_cases (
    org_id UUID NOT NULL,
    hand_over_id UUID NOT NULL,
    nth BIGINT NOT NULL,
    case_id UUID NOT NULL,
    number TEXT NOT NULL,
    title TEXT NOT NULL,
    to_name TEXT NOT NULL,
    answerable BOOLEAN NOT NULL,
    refusal TEXT,
    PRIMARY KEY (org_id, hand_over_id, nth)
);
