-- A cashier's shift: what lay in the box at its beginning, what was taken, what was counted at its end, who took it over.
CREATE TABLE cash_shifts (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    cashier_id UUID NOT NULL,
    cashier_name TEXT NOT NULL,
    float_fen BIGINT NOT NULL CHECK (float_fen >= 0),
    state TEXT NOT NULL CHECK (state IN ('open', 'handed_in', 'confirmed')),
    opened_at BIGINT NOT NULL,
    handed_in_at BIGINT,
    taken TEXT NOT NULL,
    counted_fen BIGINT CHECK (counted_fen >= 0),
    difference_fen BIGINT,
    reason TEXT,
    confirmed_by UUID,
    confirmed_name TEXT,
    confirmed_at BIGINT,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, id),
    CHECK (state = 'open' OR counted_fen IS NOT NULL),
    CHECK (state = 'open' OR difference_fen = 0 OR reason IS NOT NULL),
    CHECK (confirmed_by IS NULL OR confirmed_by <> cashier_id)
);
CREATE INDEX cash_shifts_order ON cash_shifts (org_id, opened_at, id);
-- Nobody has two boxes at once.
CREATE UNIQUE INDEX cash_shifts_open ON cash_shifts (cashier_id) WHERE state = 'open';

-- A payment and its receipt, which have one number. What was wrong is voided and keeps it.
CREATE TABLE payments (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    shift_id UUID NOT NULL,
    number TEXT NOT NULL,
    paid_on TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    place_id UUID NOT NULL,
    places TEXT NOT NULL,
    payer_id UUID,
    bills_fen BIGINT NOT NULL CHECK (bills_fen >= 0),
    prepaid_fen BIGINT NOT NULL CHECK (prepaid_fen >= 0),
    purpose TEXT CHECK (purpose IN ('general', 'management', 'utilities')),
    tendered_fen BIGINT NOT NULL,
    change_fen BIGINT NOT NULL CHECK (change_fen >= 0),
    note TEXT,
    entry_id UUID NOT NULL,
    cashier_id UUID NOT NULL,
    cashier_name TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('received', 'voided')),
    voided_by UUID,
    voided_name TEXT,
    voided_at BIGINT,
    void_reason TEXT,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, id),
    CHECK (bills_fen + prepaid_fen > 0),
    CHECK (prepaid_fen = 0 OR purpose IS NOT NULL),
    CHECK (state <> 'voided' OR voided_by <> cashier_id)
);
CREATE UNIQUE INDEX payments_number ON payments (org_id, number);
CREATE INDEX payments_order ON payments (org_id, received_at, id);
CREATE INDEX payments_shift ON payments (org_id, shift_id, state);
CREATE INDEX payments_place ON payments (org_id, place_id, received_at);

-- What of which bill it paid, in the words of the receipt.
CREATE TABLE payment_lines (
    org_id UUID NOT NULL,
    payment_id UUID NOT NULL,
    line BIGINT NOT NULL,
    bill_id UUID NOT NULL,
    place_id UUID NOT NULL,
    place TEXT NOT NULL,
    fee_item TEXT NOT NULL,
    from_on TEXT NOT NULL,
    to_on TEXT NOT NULL,
    amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
    PRIMARY KEY (org_id, payment_id, line)
);
CREATE UNIQUE INDEX payment_lines_bill ON payment_lines (org_id, bill_id, payment_id);

-- In which ways it came.
CREATE TABLE payment_methods (
    org_id UUID NOT NULL,
    payment_id UUID NOT NULL,
    line BIGINT NOT NULL,
    method TEXT NOT NULL CHECK (method IN ('cash', 'card', 'transfer', 'wechat', 'alipay')),
    amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
    reference TEXT,
    PRIMARY KEY (org_id, payment_id, line)
);

-- What was paid in advance for a room, by purpose, and every move of it.
CREATE TABLE prepayments (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    place_id UUID NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose IN ('general', 'management', 'utilities')),
    balance_fen BIGINT NOT NULL CHECK (balance_fen >= 0),
    changed_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX prepayments_one ON prepayments (org_id, place_id, purpose);
CREATE INDEX prepayments_order ON prepayments (org_id, changed_at, id);

CREATE TABLE prepayment_moves (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    prepayment_id UUID NOT NULL,
    paper TEXT NOT NULL,
    amount_fen BIGINT NOT NULL CHECK (amount_fen <> 0),
    balance_fen BIGINT NOT NULL CHECK (balance_fen >= 0),
    moved_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE INDEX prepayment_moves_order ON prepayment_moves (org_id, prepayment_id, moved_at, id);
