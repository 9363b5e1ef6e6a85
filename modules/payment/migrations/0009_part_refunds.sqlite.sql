-- Not only what was paid in advance is given back: also parts of a payment, the way it came, each of bills that are owed again.
ALTER TABLE refunds RENAME TO refunds_before;
CREATE TABLE refunds (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    prepayment_id UUID,
    place_id UUID NOT NULL,
    place TEXT NOT NULL,
    purpose TEXT CHECK (purpose IN ('general', 'management', 'utilities')),
    amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
    method TEXT NOT NULL CHECK (method IN ('cash', 'card', 'transfer', 'wechat', 'alipay')),
    reason TEXT NOT NULL,
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
    payment_id UUID,
    brought_by TEXT,
    paid_on TEXT,
    PRIMARY KEY (org_id, id),
    CHECK (state <> 'approved' OR decided_by <> asked_by),
    CHECK (state <> 'approved' OR (number IS NOT NULL AND entry_id IS NOT NULL)),
    CHECK ((prepayment_id IS NULL) <> (payment_id IS NULL)),
    CHECK ((prepayment_id IS NULL) = (purpose IS NULL))
);
INSERT INTO refunds (
    org_id, id, prepayment_id, place_id, place, purpose, amount_fen, method, reason, state, asked_by, asked_name, asked_at, number,
    entry_id, decided_by, decided_name, decided_at, version
) SELECT
    org_id, id, prepayment_id, place_id, place, purpose, amount_fen, method, reason, state, asked_by, asked_name, asked_at, number,
    entry_id, decided_by, decided_name, decided_at, version
FROM refunds_before;
DROP TABLE refunds_before;
CREATE UNIQUE INDEX refunds_number ON refunds (org_id, number);
CREATE INDEX refunds_order ON refunds (org_id, asked_at, id);
CREATE INDEX refunds_prepayment ON refunds (org_id, prepayment_id, state);
CREATE INDEX refunds_payment ON refunds (org_id, payment_id, state);
CREATE UNIQUE INDEX refunds_brought_by ON refunds (org_id, brought_by) WHERE brought_by IS NOT NULL;

-- What is owed again of which bill, in the words of the slip.
CREATE TABLE refund_lines (
    org_id UUID NOT NULL,
    refund_id UUID NOT NULL,
    line BIGINT NOT NULL,
    bill_id UUID NOT NULL,
    place_id UUID NOT NULL,
    place TEXT NOT NULL,
    fee_item TEXT NOT NULL,
    from_on TEXT NOT NULL,
    to_on TEXT NOT NULL,
    amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
    PRIMARY KEY (org_id, refund_id, line)
);
