-- How a company goes about arrears: after how many days each rung of the ladder comes, when nobody is rung, how often at most.
CREATE TABLE collection_ladders (
    org_id UUID NOT NULL,
    remind_before BIGINT NOT NULL CHECK (remind_before >= 0),
    notice_after BIGINT NOT NULL CHECK (notice_after > 0),
    call_after BIGINT NOT NULL CHECK (call_after >= notice_after),
    visit_after BIGINT NOT NULL CHECK (visit_after >= call_after),
    letter_after BIGINT NOT NULL CHECK (letter_after >= visit_after),
    lawyer_after BIGINT NOT NULL CHECK (lawyer_after >= letter_after),
    least_fen BIGINT NOT NULL CHECK (least_fen > 0),
    quiet_from BIGINT NOT NULL CHECK (quiet_from BETWEEN 12 AND 24),
    quiet_until BIGINT NOT NULL CHECK (quiet_until BETWEEN 0 AND 12),
    weekly_contacts BIGINT NOT NULL CHECK (weekly_contacts > 0),
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id)
);

-- The arrears of a household – who pays, for which place – from the day somebody goes after them until they are paid.
CREATE TABLE collection_cases (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    number TEXT NOT NULL,
    place_id UUID NOT NULL,
    place TEXT NOT NULL,
    payer_id UUID NOT NULL,
    stage TEXT NOT NULL CHECK (stage IN ('notice', 'call', 'visit', 'letter', 'lawyer')),
    stage_on TEXT NOT NULL,
    overdue_fen BIGINT NOT NULL,
    oldest_due_on TEXT NOT NULL,
    held TEXT CHECK (held IN ('dispute', 'hardship', 'deceased', 'minor')),
    held_until_on TEXT,
    held_note TEXT,
    promised_on TEXT,
    next_on TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'closed')),
    opened_on TEXT NOT NULL,
    closed_on TEXT,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX collection_cases_number ON collection_cases (org_id, number);
CREATE UNIQUE INDEX collection_cases_open ON collection_cases (org_id, place_id, payer_id) WHERE state = 'open';
CREATE INDEX collection_cases_order ON collection_cases (org_id, opened_on, id);
CREATE INDEX collection_cases_next ON collection_cases (org_id, state, next_on);

-- Every word with a household about its arrears.
CREATE TABLE collection_contacts (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    case_id UUID NOT NULL,
    contact_by TEXT NOT NULL CHECK (contact_by IN ('message', 'call', 'visit')),
    outcome TEXT NOT NULL CHECK (outcome IN ('told', 'promised', 'refused', 'disputed', 'no_answer', 'wrong_number')),
    note TEXT,
    made_at BIGINT NOT NULL,
    made_by UUID NOT NULL,
    made_name TEXT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE INDEX collection_contacts_case ON collection_contacts (org_id, case_id, made_at);

-- What somebody said he would pay, and by when; whether he did is what papers settled.
CREATE TABLE collection_promises (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    case_id UUID NOT NULL,
    since_on TEXT NOT NULL,
    promised_on TEXT NOT NULL,
    amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
    paid_before_fen BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('running', 'kept', 'broken')),
    made_name TEXT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE INDEX collection_promises_case ON collection_promises (org_id, case_id, promised_on);
-- One promise at a time.
CREATE UNIQUE INDEX collection_promises_running ON collection_promises (org_id, case_id) WHERE state = 'running';
