-- What money is spent on: an item and the line of the chart, below which its costs stand. They are the company's.
CREATE TABLE spending_items (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    book_code TEXT NOT NULL,
    disabled_at BIGINT,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX spending_items_code ON spending_items (org_id, code);
CREATE UNIQUE INDEX spending_items_book ON spending_items (org_id, book_code);

-- Budgets of a unit and year by edition. What is in force is changed by another edition only, which somebody else approves.
CREATE TABLE budgets (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    year BIGINT NOT NULL,
    edition BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'in_force', 'refused', 'replaced')),
    total_fen BIGINT NOT NULL CHECK (total_fen >= 0),
    reason TEXT,
    made_name TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    submitted_by UUID,
    submitted_name TEXT,
    decided_by UUID,
    decided_name TEXT,
    decided_at BIGINT,
    remark TEXT,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, id),
    CHECK (state NOT IN ('in_force', 'replaced') OR decided_by <> submitted_by)
);
CREATE UNIQUE INDEX budgets_edition ON budgets (org_id, year, edition);
CREATE UNIQUE INDEX budgets_in_force ON budgets (org_id, year) WHERE state = 'in_force';
CREATE UNIQUE INDEX budgets_drafted ON budgets (org_id, year) WHERE state IN ('draft', 'submitted');

-- What a budget allows for an item in each month: twelve amounts in fen, as JSON.
CREATE TABLE budget_lines (
    org_id UUID NOT NULL,
    budget_id UUID NOT NULL,
    item_id UUID NOT NULL,
    months TEXT NOT NULL,
    PRIMARY KEY (org_id, budget_id, item_id)
);
