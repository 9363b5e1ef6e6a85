-- Not only what was paid in advance is given back: also parts of a payment, the way it came, each of bills that are owed again.
ALTER TABLE refunds ALTER COLUMN prepayment_id DROP NOT NULL;
ALTER TABLE refunds ALTER COLUMN purpose DROP NOT NULL;
ALTER TABLE refunds ADD COLUMN payment_id UUID;
ALTER TABLE refunds ADD COLUMN brought_by TEXT;
ALTER TABLE refunds ADD COLUMN paid_on TEXT;
ALTER TABLE refunds ADD CONSTRAINT refunds_of_one CHECK ((prepayment_id IS NULL) <> (payment_id IS NULL));
ALTER TABLE refunds ADD CONSTRAINT refunds_purpose CHECK ((prepayment_id IS NULL) = (purpose IS NULL));
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
