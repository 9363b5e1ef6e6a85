-- What a refund at a channel takes of which bill, as it was asked for. It has none where nothing was paid yet with the money.
CREATE TABLE channel_refund_bills (
    org_id UUID NOT NULL,
    refund_id UUID NOT NULL,
    bill_id UUID NOT NULL,
    told TEXT NOT NULL,
    amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
    PRIMARY KEY (org_id, refund_id, bill_id)
);
