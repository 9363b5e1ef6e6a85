-- Published bills of a community by the period they are for, and what was settled of each: sums over many read these two and no row.
CREATE INDEX bills_period ON bills (org_id, state, from_on, id, item_id, place_id, amount_fen);
CREATE INDEX bill_settlements_sum ON bill_settlements (org_id, bill_id, counts_on, amount_fen);
