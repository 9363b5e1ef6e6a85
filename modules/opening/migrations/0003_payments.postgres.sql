-- Payments of the past come with an opening too: they stand for themselves and move nothing.
ALTER TABLE opening_lines ADD COLUMN paid_on TEXT;
ALTER TABLE opening_lines ADD COLUMN method TEXT;
ALTER TABLE opening_lines DROP CONSTRAINT opening_lines_kind_check;
ALTER TABLE opening_lines ADD CONSTRAINT opening_lines_kinds
    CHECK (kind IN ('bill', 'prepayment', 'deposit', 'payment', 'debit', 'credit'));
ALTER TABLE opening_lines ADD CONSTRAINT opening_lines_paid
    CHECK (kind <> 'payment' OR (item_id IS NOT NULL AND receipt IS NOT NULL AND paid_on IS NOT NULL));
CREATE INDEX opening_lines_paid_for ON opening_lines (org_id, place_id, paid_on) WHERE kind = 'payment';
CREATE INDEX opening_lines_paid_on ON opening_lines (org_id, paid_on, id) WHERE kind = 'payment';
ALTER TABLE control_totals DROP CONSTRAINT control_totals_kind_check;
ALTER TABLE control_totals ADD CONSTRAINT control_totals_kinds
    CHECK (kind IN ('bill', 'prepayment', 'deposit', 'payment', 'debit', 'credit'));
