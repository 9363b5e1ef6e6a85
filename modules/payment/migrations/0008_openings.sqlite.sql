-- A deposit need not come over the counter: one that was held when the books were opened is of an opening. One that was entered wrongly is
-- voided by somebody else, and keeps its number.
ALTER TABLE deposits RENAME TO deposits_before;
CREATE TABLE deposits (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    shift_id UUID,
    number TEXT NOT NULL,
    taken_on TEXT NOT NULL,
    taken_at BIGINT NOT NULL,
    place_id UUID NOT NULL,
    place TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('renovation', 'key', 'card', 'garbage', 'other')),
    payer_id UUID,
    case_id UUID,
    amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
    held_fen BIGINT NOT NULL CHECK (held_fen >= 0 AND held_fen <= amount_fen),
    method TEXT NOT NULL CHECK (method IN ('cash', 'card', 'transfer', 'wechat', 'alipay')),
    reference TEXT,
    note TEXT,
    entry_id UUID NOT NULL,
    cashier_id UUID NOT NULL,
    cashier_name TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('held', 'settled', 'voided')),
    version BIGINT NOT NULL,
    opening_id UUID,
    voided_by UUID,
    voided_name TEXT,
    voided_at BIGINT,
    void_reason TEXT,
    PRIMARY KEY (org_id, id),
    CHECK ((held_fen = 0) = (state <> 'held')),
    CHECK (shift_id IS NOT NULL OR opening_id IS NOT NULL),
    CHECK (state <> 'voided' OR voided_by <> cashier_id)
);
INSERT INTO deposits (
    org_id, id, shift_id, number, taken_on, taken_at, place_id, place, kind, payer_id, case_id, amount_fen, held_fen, method, reference,
    note, entry_id, cashier_id, cashier_name, state, version
) SELECT
    org_id, id, shift_id, number, taken_on, taken_at, place_id, place, kind, payer_id, case_id, amount_fen, held_fen, method, reference,
    note, entry_id, cashier_id, cashier_name, state, version
FROM deposits_before;
DROP TABLE deposits_before;
CREATE UNIQUE INDEX deposits_number ON deposits (org_id, number);
CREATE INDEX deposits_order ON deposits (org_id, taken_at, id);
CREATE INDEX deposits_state ON deposits (org_id, state, taken_at, id);
CREATE INDEX deposits_place ON deposits (org_id, place_id, taken_at);
CREATE INDEX deposits_shift ON deposits (org_id, shift_id);
CREATE INDEX deposits_voided ON deposits (org_id, voided_at) WHERE voided_at IS NOT NULL;
