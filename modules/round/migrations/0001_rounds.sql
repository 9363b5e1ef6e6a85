-- What recurs: how it is done (procedures, the company's, each version for ever), what is due where (plans, and the things each is
-- generated for), each time it is due (occurrences), and what was recorded at its steps (results).
CREATE TABLE procedures (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    key TEXT NOT NULL,
    version BIGINT NOT NULL,
    hash TEXT NOT NULL,
    system TEXT NOT NULL,
    rank BIGINT NOT NULL,
    title_zh TEXT NOT NULL,
    title_en TEXT NOT NULL,
    body TEXT NOT NULL,
    written TEXT NOT NULL,
    own BOOLEAN NOT NULL,
    in_force BOOLEAN NOT NULL,
    author_name TEXT,
    note TEXT,
    entered_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX procedures_hash ON procedures (org_id, key, hash);
CREATE INDEX procedures_order ON procedures (org_id, in_force, rank, key, id);

CREATE TABLE plans (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    name TEXT NOT NULL,
    procedure_id UUID NOT NULL,
    system TEXT NOT NULL,
    target TEXT NOT NULL,
    place_id UUID,
    asset_id UUID,
    class_id UUID,
    plan TEXT NOT NULL,
    asked TEXT NOT NULL,
    role TEXT,
    staff_id UUID,
    vendor TEXT,
    superseding BOOLEAN NOT NULL,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE INDEX plans_order ON plans (org_id, state, name, id);
CREATE INDEX plans_superseding ON plans (org_id, superseding);
CREATE INDEX plans_procedure ON plans (org_id, procedure_id);
CREATE INDEX plans_class ON plans (org_id, class_id);

-- One row for each thing a plan is carried out on; `wake_at` says when there is something to write again.
CREATE TABLE plan_things (
    org_id UUID NOT NULL,
    plan_id UUID NOT NULL,
    thing_id UUID NOT NULL,
    name TEXT NOT NULL,
    place_id UUID,
    asset_id UUID,
    wake_at BIGINT NOT NULL,
    settled_before TEXT,
    gone_at BIGINT,
    PRIMARY KEY (org_id, plan_id, thing_id)
);
CREATE INDEX plan_things_wake ON plan_things (wake_at, plan_id);

CREATE TABLE occurrences (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    plan_id UUID NOT NULL,
    thing_id UUID NOT NULL,
    key TEXT NOT NULL,
    title TEXT NOT NULL,
    thing_name TEXT NOT NULL,
    system TEXT NOT NULL,
    procedure_id UUID NOT NULL,
    place_id UUID,
    asset_id UUID,
    nominal TEXT NOT NULL,
    day TEXT NOT NULL,
    release_at BIGINT NOT NULL,
    opens_at BIGINT NOT NULL,
    closes_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    ended_at BIGINT,
    reason TEXT,
    by_name TEXT,
    superseded_by TEXT,
    touched BOOLEAN NOT NULL,
    role TEXT,
    staff_id UUID,
    staff_name TEXT,
    vendor TEXT,
    begun_at BIGINT,
    score BIGINT,
    passed BOOLEAN,
    failed BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX occurrences_key ON occurrences (org_id, plan_id, thing_id, key);
CREATE INDEX occurrences_due ON occurrences (org_id, state, closes_at, id);
CREATE INDEX occurrences_order ON occurrences (org_id, closes_at, id);
CREATE INDEX occurrences_staff ON occurrences (org_id, staff_id, state);
CREATE INDEX occurrences_plan ON occurrences (org_id, plan_id, closes_at, id);

CREATE TABLE results (
    org_id UUID NOT NULL,
    occurrence_id UUID NOT NULL,
    step TEXT NOT NULL,
    given TEXT NOT NULL,
    verdict TEXT NOT NULL,
    by_id UUID NOT NULL,
    by_name TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (org_id, occurrence_id, step)
);

-- The cases that failed steps have opened.
CREATE TABLE occurrence_cases (
    org_id UUID NOT NULL,
    occurrence_id UUID NOT NULL,
    step TEXT NOT NULL,
    case_id UUID NOT NULL,
    process TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (org_id, occurrence_id, step)
);
CREATE INDEX occurrence_cases_case ON occurrence_cases (org_id, case_id);
