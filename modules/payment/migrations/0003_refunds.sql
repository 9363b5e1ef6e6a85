-- What is given back of a prepayment, once somebody else has approved it.
CREATE TABLE refunds (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    prepayment_id UUID NOT NULL,
    place_id UUID NOT NULL,
    place TEXT NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose IN ('general', 'management', 'utilities')),
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
    PRIMARY KEY (org_id, id),
    CHECK (state <> 'approved' OR decided_by <> asked_by),
    CHECK (state <> 'approved' OR (number IS NOT NULL AND entry_id IS NOT NULL))
);
CREATE UNIQUE INDEX refunds_number ON refunds (org_id, number);
CREATE INDEX refunds_order ON refunds (org_id, asked_at, id);
CREATE INDEX refunds_prepayment ON refunds (org_id, prepayment_id, state);
