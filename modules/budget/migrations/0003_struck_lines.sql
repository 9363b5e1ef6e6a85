-- What inspections took off is proposed in a settlement, each with the case that decided it; somebody may strike one with a reason.
ALTER TABLE expense_lines ADD COLUMN case_id UUID;
ALTER TABLE expense_lines ADD COLUMN struck_name TEXT;
ALTER TABLE expense_lines ADD COLUMN struck_at BIGINT;
ALTER TABLE expense_lines ADD COLUMN struck_reason TEXT;
CREATE INDEX expense_lines_case ON expense_lines (org_id, case_id) WHERE case_id IS NOT NULL;
