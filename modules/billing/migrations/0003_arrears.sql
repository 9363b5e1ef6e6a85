-- Arrears by month, so that any day is told from the end of the month before it and what has moved since; and what was given up as lost.
ALTER TABLE bills ADD COLUMN building_id UUID;
ALTER TABLE credit_notes ADD COLUMN building_id UUID;
ALTER TABLE bill_settlements ADD COLUMN building_id UUID;
ALTER TABLE bill_settlements ADD COLUMN settled_as TEXT NOT NULL DEFAULT 'paid' CHECK (settled_as IN ('paid', 'written_off'));
CREATE INDEX bills_voided ON bills (org_id, voided_on) WHERE voided_on IS NOT NULL;
CREATE INDEX credit_notes_decided ON credit_notes (org_id, decided_on) WHERE decided_on IS NOT NULL;
CREATE INDEX bill_settlements_counts ON bill_settlements (org_id, counts_on);

-- How far a community is summed up: all months that ended after since_on, up to until_on. Whoever enters what counts for a day
-- before that locks this row.
CREATE TABLE arrears_summaries (
    org_id UUID NOT NULL,
    since_on TEXT,
    until_on TEXT,
    PRIMARY KEY (org_id)
);
INSERT INTO arrears_summaries (org_id) SELECT DISTINCT org_id FROM bills;

-- What was owed at the end of a month – until_on is the first day after it – by item, building and due day. The building of what
-- lies in none is zero.
CREATE TABLE arrears_months (
    org_id UUID NOT NULL,
    until_on TEXT NOT NULL,
    item_id UUID NOT NULL,
    building_id UUID NOT NULL,
    due_on TEXT NOT NULL,
    owed_fen BIGINT NOT NULL,
    written_off_fen BIGINT NOT NULL,
    PRIMARY KEY (org_id, until_on, item_id, building_id, due_on)
);
