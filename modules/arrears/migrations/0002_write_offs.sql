-- What is given up as lost, once somebody else has approved it; and what of it came to be owed again because somebody wants to pay.
CREATE TABLE write_offs (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    case_id UUID NOT NULL,
    place_id UUID NOT NULL,
    place TEXT NOT NULL,
    payer_id UUID NOT NULL,
    amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
    restored_fen BIGINT NOT NULL CHECK (restored_fen BETWEEN 0 AND amount_fen),
    grounds TEXT NOT NULL CHECK (grounds IN ('limitation', 'insolvent', 'deceased', 'judgment', 'agreement')),
    reason TEXT NOT NULL,
    files TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'approved', 'refused')),
    asked_by UUID NOT NULL,
    asked_name TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    number TEXT,
    entry_id UUID,
    decided_by UUID,
    decided_name TEXT,
    decided_at BIGINT,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, id),
    CHECK (state <> 'approved' OR decided_by <> asked_by),
    CHECK (state <> 'approved' OR (number IS NOT NULL AND entry_id IS NOT NULL))
);
CREATE UNIQUE INDEX write_offs_number ON write_offs (org_id, number);
CREATE INDEX write_offs_order ON write_offs (org_id, asked_at, id);
CREATE UNIQUE INDEX write_offs_waiting ON write_offs (org_id, case_id) WHERE state = 'waiting';

CREATE TABLE write_off_lines (
    org_id UUID NOT NULL,
    write_off_id UUID NOT NULL,
    line BIGINT NOT NULL,
    bill_id UUID NOT NULL,
    number TEXT NOT NULL,
    fee_item TEXT NOT NULL,
    due_on TEXT NOT NULL,
    amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
    PRIMARY KEY (org_id, write_off_id, line)
);
