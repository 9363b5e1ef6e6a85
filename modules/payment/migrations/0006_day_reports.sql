-- What was voided or given back on a day is found by that day.
CREATE INDEX payments_voided ON payments (org_id, voided_at);
CREATE INDEX refunds_decided ON refunds (org_id, decided_at);
