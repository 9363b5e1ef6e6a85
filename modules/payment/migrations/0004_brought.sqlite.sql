-- A payment need not come over the counter: one that a paper of another module brings has no shift, unless a cashier asked for it.
ALTER TABLE payments RENAME TO payments_before;
CREATE TABLE payments (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    shift_id UUID,
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
    brought_by TEXT,
    PRIMARY KEY (org_id, id),
    CHECK (shift_id IS NOT NULL OR brought_by IS NOT NULL),
    CHECK (bills_fen + prepaid_fen > 0),
    CHECK (prepaid_fen = 0 OR purpose IS NOT NULL),
    CHECK (state <> 'voided' OR voided_by <> cashier_id)
);
INSERT INTO payments (
    org_id, id, shift_id, number, paid_on, received_at, place_id, places, payer_id, bills_fen, prepaid_fen, purpose,
    tendered_fen, change_fen, note, entry_id, cashier_id, cashier_name, state, voided_by, voided_name, voided_at,
    void_reason, version
) SELECT
    org_id, id, shift_id, number, paid_on, received_at, place_id, places, payer_id, bills_fen, prepaid_fen, purpose,
    tendered_fen, change_fen, note, entry_id, cashier_id, cashier_name, state, voided_by, voided_name, voided_at,
    void_reason, version
FROM payments_before;
DROP TABLE payments_before;
CREATE UNIQUE INDEX payments_number ON payments (org_id, number);
CREATE INDEX payments_order ON payments (org_id, received_at, id);
CREATE INDEX payments_shift ON payments (org_id, shift_id, state);
CREATE INDEX payments_place ON payments (org_id, place_id, received_at);
CREATE UNIQUE INDEX payments_brought_by ON payments (org_id, brought_by) WHERE brought_by IS NOT NULL AND state = 'received';
