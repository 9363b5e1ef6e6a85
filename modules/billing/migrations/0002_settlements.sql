-- What papers have settled of bills, or taken back again; and the numbers people call bills by, given when they are published.
CREATE TABLE bill_settlements (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    bill_id UUID NOT NULL,
    item_id UUID NOT NULL,
    due_on TEXT NOT NULL,
    amount_fen BIGINT NOT NULL CHECK (amount_fen <> 0),
    counts_on TEXT NOT NULL,
    paper TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE INDEX bill_settlements_bill ON bill_settlements (org_id, bill_id, made_at);
CREATE INDEX bill_settlements_due ON bill_settlements (org_id, item_id, due_on);
CREATE INDEX bill_settlements_paper ON bill_settlements (org_id, paper);

ALTER TABLE bills ADD COLUMN number TEXT;
CREATE UNIQUE INDEX bills_number ON bills (org_id, number);
-- Whoever is asked to pay bills of a run is told once.
CREATE INDEX bills_run_payer ON bills (org_id, run_id, payer_id);
