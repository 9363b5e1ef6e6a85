-- From when on which amount needs the higher approval. The company's; the latest one counts.
CREATE TABLE approval_limits (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    from_on TEXT NOT NULL,
    limit_fen BIGINT NOT NULL CHECK (limit_fen >= 0),
    made_name TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE INDEX approval_limits_day ON approval_limits (org_id, from_on, id);

-- What is spent: claims of the staff, invoices of vendors, settlements with vendors. It costs when it is approved, by somebody else than
-- who asked, and is paid by somebody else than who approved; what was wrong is reversed.
CREATE TABLE expenses (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    number TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('claim', 'invoice', 'settlement')),
    item_id UUID NOT NULL,
    item_name TEXT NOT NULL,
    payee TEXT NOT NULL,
    from_on TEXT,
    to_on TEXT,
    gross_fen BIGINT NOT NULL CHECK (gross_fen > 0),
    deducted_fen BIGINT NOT NULL CHECK (deducted_fen >= 0 AND deducted_fen < gross_fen),
    reason TEXT NOT NULL,
    over_reason TEXT,
    files TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'approved', 'refused', 'withdrawn', 'paid', 'reversed')),
    asked_by UUID NOT NULL,
    asked_name TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    asked_on TEXT NOT NULL,
    decided_by UUID,
    decided_name TEXT,
    decided_at BIGINT,
    remark TEXT,
    entry_id UUID,
    paid_by UUID,
    paid_name TEXT,
    paid_at BIGINT,
    method TEXT CHECK (method IN ('cash', 'bank')),
    reference TEXT,
    paid_entry_id UUID,
    reversed_name TEXT,
    reversed_at BIGINT,
    reverse_reason TEXT,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, id),
    CHECK (decided_by <> asked_by),
    CHECK (paid_by <> decided_by),
    CHECK (state NOT IN ('approved', 'paid', 'reversed') OR entry_id IS NOT NULL),
    CHECK (state <> 'paid' OR paid_entry_id IS NOT NULL)
);
CREATE UNIQUE INDEX expenses_number ON expenses (org_id, number);
CREATE INDEX expenses_order ON expenses (org_id, asked_at, id);
CREATE INDEX expenses_item ON expenses (org_id, item_id, state);

-- What an expense is made of, and what is taken off with its reason.
CREATE TABLE expense_lines (
    org_id UUID NOT NULL,
    expense_id UUID NOT NULL,
    line BIGINT NOT NULL,
    what TEXT NOT NULL,
    spent_on TEXT,
    invoice_number TEXT,
    amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
    deducted BOOLEAN NOT NULL,
    PRIMARY KEY (org_id, expense_id, line)
);
-- An invoice is claimed once.
CREATE INDEX expense_lines_invoice ON expense_lines (org_id, invoice_number);
