-- A payment need not come over the counter: one that a paper of another module brings has no shift, unless a cashier asked for it.
ALTER TABLE payments ALTER COLUMN shift_id DROP NOT NULL;
ALTER TABLE payments ADD COLUMN brought_by TEXT;
ALTER TABLE payments ADD CONSTRAINT payments_from_somewhere CHECK (shift_id IS NOT NULL OR brought_by IS NOT NULL);
CREATE UNIQUE INDEX payments_brought_by ON payments (org_id, brought_by) WHERE brought_by IS NOT NULL AND state = 'received';
