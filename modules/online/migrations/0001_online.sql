-- An account of ours at a payment channel. Its keys are sealed under the installation's own; which kinds of fee are paid into it, all
-- when none is named.
CREATE TABLE payee_accounts (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('wechat', 'alipay')),
    name TEXT NOT NULL,
    merchant TEXT NOT NULL,
    application TEXT NOT NULL,
    gateway TEXT NOT NULL,
    sealed BYTEA NOT NULL,
    fee_classes TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('active', 'ended')),
    opened_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE INDEX payee_accounts_order ON payee_accounts (org_id, opened_at, id);

-- One attempt at paying: committed before the channel hears of it; number, amount and subject never change.
CREATE TABLE payment_orders (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    payee_account_id UUID NOT NULL,
    channel TEXT NOT NULL,
    number TEXT NOT NULL,
    subject TEXT NOT NULL,
    amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
    content TEXT NOT NULL,
    batch_id UUID NOT NULL,
    way TEXT NOT NULL CHECK (way IN ('code', 'phone')),
    payer_address TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('created', 'submitted', 'unknown', 'paid', 'suspense', 'closed', 'expired')),
    pay_at TEXT,
    trouble TEXT,
    created_by UUID NOT NULL,
    created_name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    shift_id UUID,
    payment_id UUID,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, id),
    CHECK (state <> 'paid' OR payment_id IS NOT NULL)
);
CREATE UNIQUE INDEX payment_orders_number ON payment_orders (number);
CREATE INDEX payment_orders_order ON payment_orders (org_id, created_at, id);
CREATE INDEX payment_orders_content ON payment_orders (org_id, created_by, content, created_at);
CREATE INDEX payment_orders_batch ON payment_orders (org_id, batch_id);

-- What of which bill it is to pay.
CREATE TABLE payment_order_lines (
    org_id UUID NOT NULL,
    order_id UUID NOT NULL,
    line BIGINT NOT NULL,
    bill_id UUID NOT NULL,
    place TEXT NOT NULL,
    fee_item TEXT NOT NULL,
    from_on TEXT NOT NULL,
    to_on TEXT NOT NULL,
    amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
    PRIMARY KEY (org_id, order_id, line)
);

-- What a channel told us by itself, proved; each once, however often it came.
CREATE TABLE channel_notices (
    org_id UUID NOT NULL,
    payee_account_id UUID NOT NULL,
    notice TEXT NOT NULL,
    kind TEXT NOT NULL,
    number TEXT,
    ours BOOLEAN NOT NULL,
    sealed BYTEA NOT NULL,
    came_at BIGINT NOT NULL,
    worked_at BIGINT,
    PRIMARY KEY (org_id, payee_account_id, notice)
);

-- Money that came in at a channel, each transaction once: it paid bills, or waits as suspense until somebody has decided.
CREATE TABLE arrivals (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    payee_account_id UUID NOT NULL,
    transaction_id TEXT NOT NULL,
    number TEXT NOT NULL,
    order_id UUID,
    amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
    paid_at BIGINT NOT NULL,
    told_by TEXT NOT NULL CHECK (told_by IN ('notice', 'query', 'bill')),
    arrived_at BIGINT NOT NULL,
    doubt TEXT CHECK (doubt IN ('no_order', 'amount', 'doubled', 'closed', 'settled')),
    state TEXT NOT NULL CHECK (state IN ('settled', 'waiting', 'refunded')),
    payment_id UUID,
    entry_id UUID,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, id),
    CHECK (state <> 'settled' OR payment_id IS NOT NULL),
    CHECK (doubt IS NULL OR entry_id IS NOT NULL)
);
CREATE UNIQUE INDEX arrivals_once ON arrivals (org_id, payee_account_id, transaction_id);
CREATE INDEX arrivals_order ON arrivals (org_id, arrived_at, id);
CREATE INDEX arrivals_paid ON arrivals (org_id, payee_account_id, paid_at);

-- Money that goes back the way it came, asked for by somebody and approved by somebody else. The number is what keeps the channel from
-- giving it back twice.
CREATE TABLE channel_refunds (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    arrival_id UUID NOT NULL,
    number TEXT NOT NULL,
    amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
    reason TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'done', 'failed', 'stuck', 'refused')),
    trouble TEXT,
    asked_by UUID NOT NULL,
    asked_name TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    decided_by UUID,
    decided_name TEXT,
    decided_at BIGINT,
    done_at BIGINT,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, id),
    CHECK (decided_by IS NULL OR decided_by <> asked_by),
    CHECK (state IN ('waiting') OR decided_by IS NOT NULL)
);
CREATE UNIQUE INDEX channel_refunds_number ON channel_refunds (number);
CREATE INDEX channel_refunds_order ON channel_refunds (org_id, asked_at, id);
CREATE INDEX channel_refunds_arrival ON channel_refunds (org_id, arrival_id);

-- The bill of a day as a channel handed it out, each day of an account once.
CREATE TABLE channel_statements (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    payee_account_id UUID NOT NULL,
    bill_day TEXT NOT NULL,
    payments BIGINT NOT NULL,
    payments_fen BIGINT NOT NULL,
    refunds_fen BIGINT NOT NULL,
    fee_fen BIGINT NOT NULL CHECK (fee_fen >= 0),
    sealed BYTEA NOT NULL,
    fetched_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX channel_statements_day ON channel_statements (org_id, payee_account_id, bill_day);
CREATE INDEX channel_statements_order ON channel_statements (org_id, bill_day, id);

-- In what a bill and our books differ, until somebody has worked it.
CREATE TABLE channel_differences (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    statement_id UUID NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('channel_missing', 'local_missing', 'amount_mismatch', 'status_mismatch', 'refund_mismatch')),
    transaction_id TEXT NOT NULL,
    ours_fen BIGINT,
    theirs_fen BIGINT,
    state TEXT NOT NULL CHECK (state IN ('open', 'resolved')),
    note TEXT,
    resolved_by UUID,
    resolved_name TEXT,
    resolved_at BIGINT,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, id),
    CHECK (state = 'open' OR note IS NOT NULL)
);
CREATE INDEX channel_differences_statement ON channel_differences (org_id, statement_id, id);
