-- Coming months of a kind of fee paid at once into a prepayment, with the months a rule gave for them.
CREATE TABLE advances (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    payment_id UUID NOT NULL,
    place_id UUID NOT NULL,
    fee_class TEXT NOT NULL,
    purpose TEXT NOT NULL,
    months BIGINT NOT NULL CHECK (months > 0),
    from_on TEXT NOT NULL,
    to_on TEXT NOT NULL,
    amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
    gift_rule_id UUID,
    given_from_on TEXT,
    given_to_on TEXT,
    ended_at BIGINT,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, id),
    CHECK ((gift_rule_id IS NULL) = (given_from_on IS NULL)),
    CHECK ((gift_rule_id IS NULL) = (given_to_on IS NULL))
);
CREATE UNIQUE INDEX advances_payment ON advances (org_id, payment_id);
CREATE INDEX advances_place ON advances (org_id, place_id, to_on);
