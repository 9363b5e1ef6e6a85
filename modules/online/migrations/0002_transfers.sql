-- A line of a bank's statement that says money came in, each once by the bank's number of it: it paid bills, waits as suspense, or went
-- back. Who sent it and what he wrote is sealed.
CREATE TABLE bank_transfers (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    bank_key TEXT NOT NULL,
    came_on TEXT NOT NULL,
    amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
    balance_fen BIGINT,
    sealed BYTEA NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('fresh', 'settled', 'waiting', 'returned')),
    matched BOOLEAN NOT NULL,
    payment_id UUID,
    imported_by UUID NOT NULL,
    imported_name TEXT NOT NULL,
    imported_at BIGINT NOT NULL,
    import_id UUID,
    decided_by UUID,
    decided_name TEXT,
    decided_at BIGINT,
    reason TEXT,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, id),
    CHECK (state <> 'settled' OR payment_id IS NOT NULL),
    CHECK (state <> 'returned' OR decided_by <> imported_by)
);
CREATE UNIQUE INDEX bank_transfers_once ON bank_transfers (org_id, bank_key);
CREATE INDEX bank_transfers_order ON bank_transfers (org_id, came_on, id);
CREATE INDEX bank_transfers_state ON bank_transfers (org_id, state, came_on, id);

-- Whose account money came from, learnt when somebody said what it pays; the account as a keyed digest.
CREATE TABLE payer_accounts (
    org_id UUID NOT NULL,
    account BYTEA NOT NULL,
    person_id UUID NOT NULL,
    learnt_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, account)
);
