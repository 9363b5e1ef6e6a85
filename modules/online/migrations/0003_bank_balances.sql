-- What the bank says stood in its account at the end of a day, each day once; another figure for it replaces the one before.
CREATE TABLE bank_balances (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    day TEXT NOT NULL,
    balance_fen BIGINT NOT NULL,
    told_by UUID NOT NULL,
    told_name TEXT NOT NULL,
    told_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX bank_balances_day ON bank_balances (org_id, day);
