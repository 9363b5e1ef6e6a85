-- What was paid out of prepayments by night: a slip for each room.
CREATE TABLE deductions (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    number TEXT NOT NULL,
    deducted_on TEXT NOT NULL,
    deducted_at BIGINT NOT NULL,
    place_id UUID NOT NULL,
    place TEXT NOT NULL,
    amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
    entry_id UUID NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX deductions_number ON deductions (org_id, number);
CREATE INDEX deductions_order ON deductions (org_id, deducted_at, id);
CREATE INDEX deductions_place ON deductions (org_id, place_id, deducted_at);

CREATE TABLE deduction_lines (
    org_id UUID NOT NULL,
    deduction_id UUID NOT NULL,
    line BIGINT NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose IN ('general', 'management', 'utilities')),
    bill_id UUID NOT NULL,
    fee_item TEXT NOT NULL,
    from_on TEXT NOT NULL,
    to_on TEXT NOT NULL,
    amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
    PRIMARY KEY (org_id, deduction_id, line)
);
