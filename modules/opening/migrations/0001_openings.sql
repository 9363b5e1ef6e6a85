-- The opening of a community's books: what it brings from another program, looked at and approved before it is posted for its day.
CREATE TABLE openings (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    opened_on TEXT NOT NULL,
    source TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'approved', 'posted', 'voiding', 'voided', 'cancelled')),
    began_by UUID NOT NULL,
    began_name TEXT NOT NULL,
    began_at BIGINT NOT NULL,
    approved_by UUID,
    approved_name TEXT,
    approved_at BIGINT,
    voided_by UUID,
    voided_name TEXT,
    voided_at BIGINT,
    void_reason TEXT,
    done_at BIGINT,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, id),
    CHECK (approved_by IS NULL OR approved_by <> began_by),
    CHECK (voided_by IS NULL OR voided_by <> began_by)
);
CREATE INDEX openings_order ON openings (org_id, began_at, id);
-- One under way in a community.
CREATE UNIQUE INDEX openings_open ON openings (org_id) WHERE state IN ('draft', 'approved', 'voiding');

-- A row of a workbook: an open bill, a prepayment, a deposit, or what stands on a side of an account.
CREATE TABLE opening_lines (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    opening_id UUID NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('bill', 'prepayment', 'deposit', 'debit', 'credit')),
    line_key TEXT NOT NULL,
    title TEXT NOT NULL,
    place_id UUID,
    item_id UUID,
    tariff_id UUID,
    edition BIGINT,
    purpose TEXT,
    deposit_kind TEXT,
    code TEXT,
    receipt TEXT,
    from_on TEXT,
    to_on TEXT,
    due_on TEXT,
    amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
    paid_fen BIGINT NOT NULL CHECK (paid_fen >= 0 AND paid_fen <= amount_fen),
    note TEXT,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'posted', 'voided', 'kept')),
    import_id UUID,
    PRIMARY KEY (org_id, id),
    CHECK (kind <> 'bill' OR (item_id IS NOT NULL AND tariff_id IS NOT NULL AND from_on < to_on)),
    CHECK (kind IN ('debit', 'credit') = (code IS NOT NULL)),
    CHECK ((place_id IS NULL) = (code IS NOT NULL))
);
CREATE UNIQUE INDEX opening_lines_one ON opening_lines (org_id, opening_id, line_key);
CREATE INDEX opening_lines_key ON opening_lines (org_id, line_key);
CREATE INDEX opening_lines_state ON opening_lines (org_id, opening_id, state, id);
CREATE INDEX opening_lines_import ON opening_lines (org_id, import_id, id);

-- What the old program says there is: how many rows and how much, by kind, and of bills by fee item – zero where a kind has none.
CREATE TABLE control_totals (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    opening_id UUID NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('bill', 'prepayment', 'deposit', 'debit', 'credit')),
    item_id UUID NOT NULL,
    rows_there BIGINT NOT NULL CHECK (rows_there >= 0),
    total_fen BIGINT NOT NULL CHECK (total_fen >= 0),
    entered_name TEXT NOT NULL,
    entered_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX control_totals_one ON control_totals (org_id, opening_id, kind, item_id);
