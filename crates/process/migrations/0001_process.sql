-- Process definitions, every version that was ever published; a case pins one by its hash.
CREATE TABLE definitions (
    org_id UUID NOT NULL,
    hash TEXT NOT NULL,
    key TEXT NOT NULL,
    version BIGINT NOT NULL,
    published_at BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (org_id, hash),
    UNIQUE (org_id, key, version)
);

-- Cases. `state` is the fold of the case's events; every other column is derived from it, for lists and boards.
CREATE TABLE cases (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    number TEXT NOT NULL,
    process TEXT NOT NULL,
    definition TEXT NOT NULL,
    title TEXT NOT NULL,
    channel TEXT NOT NULL,
    topic TEXT,
    urgency TEXT,
    place_id UUID,
    area_id UUID,
    requester_id UUID,
    assignee_id UUID,
    assignee_name TEXT,
    master_id UUID,
    stage TEXT NOT NULL,
    category TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    moved_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    ended_at BIGINT,
    due_clock TEXT,
    due_at BIGINT,
    risk_at BIGINT,
    wake_at BIGINT,
    paused BOOLEAN NOT NULL,
    breached BOOLEAN NOT NULL,
    urges BIGINT NOT NULL,
    reworks BIGINT NOT NULL,
    version BIGINT NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, number)
);
CREATE INDEX cases_due_to_wake ON cases (wake_at) WHERE wake_at IS NOT NULL;
CREATE INDEX cases_by_age ON cases (org_id, opened_at, id);
CREATE INDEX cases_by_deadline ON cases (org_id, category, due_at);
CREATE INDEX cases_by_stage ON cases (org_id, process, stage, opened_at);
CREATE INDEX cases_by_assignee ON cases (org_id, assignee_id, category) WHERE assignee_id IS NOT NULL;
CREATE INDEX cases_by_place ON cases (org_id, place_id, opened_at) WHERE place_id IS NOT NULL;
CREATE INDEX cases_by_requester ON cases (org_id, requester_id, opened_at) WHERE requester_id IS NOT NULL;
CREATE INDEX cases_by_master ON cases (org_id, master_id) WHERE master_id IS NOT NULL;

-- What happened to a case: one row for each thing somebody did, or that fell due, with its events. Never changed.
CREATE TABLE case_events (
    org_id UUID NOT NULL,
    case_id UUID NOT NULL,
    version BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor_id UUID NOT NULL,
    action TEXT,
    events TEXT NOT NULL,
    PRIMARY KEY (org_id, case_id, version)
);
