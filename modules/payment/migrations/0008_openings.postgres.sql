-- A deposit need not come over the counter: one that was held when the books were opened is of an opening. One that was entered wrongly is
-- voided by somebody else, and keeps its number.
ALTER TABLE deposits ALTER COLUMN shift_id DROP NOT NULL;
ALTER TABLE deposits ADD COLUMN opening_id UUID;
ALTER TABLE deposits ADD COLUMN voided_by UUID;
ALTER TABLE deposits ADD COLUMN voided_name TEXT;
ALTER TABLE deposits ADD COLUMN voided_at BIGINT;
ALTER TABLE deposits ADD COLUMN void_reason TEXT;
ALTER TABLE deposits DROP CONSTRAINT deposits_state_check;
ALTER TABLE deposits DROP CONSTRAINT deposits_check1;
ALTER TABLE deposits ADD CONSTRAINT deposits_states CHECK (state IN ('held', 'settled', 'voided'));
ALTER TABLE deposits ADD CONSTRAINT deposits_left CHECK ((held_fen = 0) = (state <> 'held'));
ALTER TABLE deposits ADD CONSTRAINT deposits_from_somewhere CHECK (shift_id IS NOT NULL OR opening_id IS NOT NULL);
ALTER TABLE deposits ADD CONSTRAINT deposits_voided_by_another CHECK (state <> 'voided' OR voided_by <> cashier_id);
CREATE INDEX deposits_voided ON deposits (org_id, voided_at) WHERE voided_at IS NOT NULL;
