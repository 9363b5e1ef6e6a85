-- Money to be given back: for works, keys, cards. Each deposit has its receipt; what is held of it falls with each refund.
CREATE TABLE deposits (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    shift_id UUID NOT NULL,
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
    state TEXT NOT NULL CHECK (state IN ('held', 'settled')),
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, id),
    CHECK ((held_fen = 0) = (state = 'settled'))
);
CREATE UNIQUE INDEX deposits_number ON deposits (org_id, number);
CREATE INDEX deposits_order ON deposits (org_id, taken_at, id);
CREATE INDEX deposits_state ON deposits (org_id, state, taken_at, id);
CREATE INDEX deposits_place ON deposits (org_id, place_id, taken_at);
CREATE INDEX deposits_shift ON deposits (org_id, shift_id);

-- What is given back of a deposit, less what is kept: asked for, approved by somebody else, paid out.
CREATE TABLE deposit_refunds (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    deposit_id UUID NOT NULL,
    place_id UUID NOT NULL,
    place TEXT NOT NULL,
    kind TEXT NOT NULL,
    amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
    kept_fen BIGINT NOT NULL CHECK (kept_fen >= 0 AND kept_fen <= amount_fen),
    kept_reason TEXT,
    bill_id UUID,
    method TEXT NOT NULL CHECK (method IN ('cash', 'card', 'transfer', 'wechat', 'alipay')),
    reason TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'approved', 'refused', 'paid')),
    asked_by UUID NOT NULL,
    asked_name TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    decided_by UUID,
    decided_name TEXT,
    decided_at BIGINT,
    number TEXT,
    entry_id UUID,
    shift_id UUID,
    paid_name TEXT,
    paid_at BIGINT,
    paid_on TEXT,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, id),
    CHECK (kept_fen = 0 OR kept_reason IS NOT NULL),
    CHECK (bill_id IS NULL OR kept_fen > 0),
    CHECK (state NOT IN ('approved', 'paid') OR decided_by <> asked_by),
    CHECK (state <> 'paid' OR (number IS NOT NULL AND entry_id IS NOT NULL))
);
CREATE UNIQUE INDEX deposit_refunds_number ON deposit_refunds (org_id, number);
CREATE INDEX deposit_refunds_order ON deposit_refunds (org_id, asked_at, id);
CREATE INDEX deposit_refunds_deposit ON deposit_refunds (org_id, deposit_id, state);
CREATE INDEX deposit_refunds_shift ON deposit_refunds (org_id, shift_id);
CREATE INDEX deposit_refunds_day ON deposit_refunds (org_id, paid_on);
