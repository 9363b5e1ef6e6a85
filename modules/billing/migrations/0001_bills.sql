-- Bill runs, and the bills they make. A bill is made as a draft, seen by nobody but who looks at its run, and published whole.
CREATE TABLE bill_runs (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    since_on TEXT NOT NULL,
    until_on TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('counting', 'ready', 'approved', 'published', 'cancelled', 'cleared')),
    reached TEXT,
    places BIGINT NOT NULL,
    places_done BIGINT NOT NULL,
    bills BIGINT NOT NULL,
    total_fen BIGINT NOT NULL,
    standing BIGINT NOT NULL,
    fresh BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    before_fen BIGINT NOT NULL,
    reasons TEXT NOT NULL,
    published BIGINT NOT NULL,
    asked_by UUID NOT NULL,
    asked_name TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    approved_by UUID,
    approved_name TEXT,
    approved_at BIGINT,
    done_at BIGINT,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, id),
    CHECK (approved_by IS NULL OR approved_by <> asked_by)
);
CREATE INDEX bill_runs_order ON bill_runs (org_id, asked_at, id);
-- One run at a time in a community.
CREATE UNIQUE INDEX bill_runs_open ON bill_runs (org_id) WHERE state IN ('counting', 'ready', 'approved', 'cancelled');

CREATE TABLE bills (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    run_id UUID NOT NULL,
    item_id UUID NOT NULL,
    tariff_id UUID NOT NULL,
    edition BIGINT NOT NULL,
    place_id UUID NOT NULL,
    payer_id UUID,
    from_on TEXT NOT NULL,
    to_on TEXT NOT NULL,
    bill_on TEXT NOT NULL,
    due_on TEXT NOT NULL,
    amount_fen BIGINT NOT NULL,
    before_fen BIGINT,
    line TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'voided')),
    published_at BIGINT,
    voided_on TEXT,
    voided_name TEXT,
    void_reason TEXT,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
-- One bill for an item, an object and a period; what was voided makes room for another.
CREATE UNIQUE INDEX bills_one ON bills (org_id, item_id, place_id, from_on) WHERE state <> 'voided';
CREATE INDEX bills_run ON bills (org_id, run_id, state, id);
CREATE INDEX bills_order ON bills (org_id, state, bill_on, id);
CREATE INDEX bills_place ON bills (org_id, place_id, from_on);
CREATE INDEX bills_payer ON bills (payer_id, org_id, state);
CREATE INDEX bills_due ON bills (org_id, item_id, due_on);

-- What is taken back of a bill, once somebody else has approved it.
CREATE TABLE credit_notes (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    bill_id UUID NOT NULL,
    item_id UUID NOT NULL,
    due_on TEXT NOT NULL,
    amount_fen BIGINT NOT NULL,
    reason TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'approved', 'refused')),
    asked_by UUID NOT NULL,
    asked_name TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    decided_by UUID,
    decided_name TEXT,
    decided_on TEXT,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, id),
    CHECK (state <> 'approved' OR decided_by <> asked_by)
);
CREATE INDEX credit_notes_bill ON credit_notes (org_id, bill_id, state);
CREATE INDEX credit_notes_order ON credit_notes (org_id, asked_at, id);
