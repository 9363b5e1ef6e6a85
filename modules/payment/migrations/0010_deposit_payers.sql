-- A resident's own deposits on his phone.
CREATE INDEX deposits_payer ON deposits (org_id, payer_id, taken_at);
