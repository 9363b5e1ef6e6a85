-- A second look at what was done: which share of it is drawn, and for whom. The check is an occurrence of its own, with the same procedure;
-- whoever did the first does not do it, and what it says is held against the first.
CREATE TABLE spot_check_rules (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    role TEXT NOT NULL,
    system TEXT,
    share BIGINT NOT NULL CHECK (share BETWEEN 1 AND 100),
    made_name TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    ended_at BIGINT,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE INDEX spot_check_rules_order ON spot_check_rules (org_id, made_at, id);

ALTER TABLE occurrences ADD COLUMN checks_id UUID;
ALTER TABLE occurrences ADD COLUMN checked_staff_id UUID;
ALTER TABLE occurrences ADD COLUMN agrees BOOLEAN;
CREATE UNIQUE INDEX occurrences_checks ON occurrences (org_id, checks_id) WHERE checks_id IS NOT NULL;
CREATE INDEX occurrences_day ON occurrences (org_id, day, state);

-- What came of a case that a result opened: how often the work was looked at again and failed, and what was taken off, from whom.
ALTER TABLE occurrence_cases ADD COLUMN ended_at BIGINT;
ALTER TABLE occurrence_cases ADD COLUMN ended_on TEXT;
ALTER TABLE occurrence_cases ADD COLUMN number TEXT;
ALTER TABLE occurrence_cases ADD COLUMN reworks BIGINT;
ALTER TABLE occurrence_cases ADD COLUMN points BIGINT;
ALTER TABLE occurrence_cases ADD COLUMN deducted_fen BIGINT;
ALTER TABLE occurrence_cases ADD COLUMN responsible TEXT;
CREATE INDEX occurrence_cases_ended ON occurrence_cases (org_id, ended_on);
