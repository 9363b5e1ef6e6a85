-- 缴 n 送 m: who pays so many months at once gets so many more, once somebody else has approved it.
CREATE TABLE gift_rules (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    name TEXT NOT NULL,
    fee_class TEXT NOT NULL,
    paid_months BIGINT NOT NULL CHECK (paid_months > 0),
    given_months BIGINT NOT NULL CHECK (given_months > 0),
    without_arrears BOOLEAN NOT NULL,
    from_on TEXT NOT NULL,
    to_on TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'approved', 'refused', 'ended')),
    asked_by UUID NOT NULL,
    asked_name TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    decided_by UUID,
    decided_name TEXT,
    decided_at BIGINT,
    answer TEXT,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, id),
    CHECK (state <> 'approved' OR decided_by <> asked_by)
);
CREATE INDEX gift_rules_order ON gift_rules (org_id, asked_at, id);
CREATE INDEX gift_rules_class ON gift_rules (org_id, fee_class, state);

-- The rule that gave a relief, and the paper that paid for it; none for what somebody asked for.
ALTER TABLE reliefs ADD COLUMN gift_rule_id UUID;
ALTER TABLE reliefs ADD COLUMN paper TEXT;
CREATE INDEX reliefs_paper ON reliefs (org_id, paper);
