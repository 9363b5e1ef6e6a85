-- What late payment of a bill costs is a bill of its own that names it: several for one item, place and day, one for a bill and a last day.
ALTER TABLE bills ADD COLUMN late_bill_id UUID;
DROP INDEX bills_one;
CREATE UNIQUE INDEX bills_one ON bills (org_id, item_id, place_id, from_on) WHERE state <> 'voided' AND late_bill_id IS NULL;
CREATE UNIQUE INDEX bills_late ON bills (org_id, late_bill_id, to_on) WHERE state <> 'voided' AND late_bill_id IS NOT NULL;

-- What is let off of it, once somebody else has approved it: a part in hundredths of a percent, or an amount.
CREATE TABLE penalty_waivers (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    bill_id UUID NOT NULL,
    off_part BIGINT,
    off_fen BIGINT,
    reason TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'approved', 'refused')),
    asked_by UUID NOT NULL,
    asked_name TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    decided_by UUID,
    decided_name TEXT,
    decided_at BIGINT,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, id),
    CHECK (state <> 'approved' OR decided_by <> asked_by),
    CHECK ((off_part IS NULL) <> (off_fen IS NULL))
);
CREATE INDEX penalty_waivers_bill ON penalty_waivers (org_id, bill_id, state);
CREATE INDEX penalty_waivers_order ON penalty_waivers (org_id, asked_at, id);
