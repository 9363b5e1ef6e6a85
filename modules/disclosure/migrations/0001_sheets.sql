-- What is disclosed to the owners of a community for a period, out of its book. Drawn up by one, published by another; what is published
-- stays as it is, a correction is another sheet that names it. `entries` is the length of the book it was read at.
CREATE TABLE disclosure_sheets (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    from_on TEXT NOT NULL,
    until_on TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'withdrawn')),
    corrects_id UUID,
    reason TEXT,
    entries BIGINT NOT NULL CHECK (entries >= 0),
    body TEXT NOT NULL,
    drawn_by UUID NOT NULL,
    drawn_name TEXT NOT NULL,
    drawn_at BIGINT NOT NULL,
    seq BIGINT CHECK (seq > 0),
    number TEXT,
    canonical TEXT,
    digest TEXT,
    published_by UUID,
    published_name TEXT,
    published_at BIGINT,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, id),
    CHECK (until_on >= from_on),
    CHECK (published_by <> drawn_by),
    CHECK (state <> 'published' OR (seq IS NOT NULL AND number IS NOT NULL AND canonical IS NOT NULL
           AND digest IS NOT NULL AND published_by IS NOT NULL))
);
CREATE UNIQUE INDEX disclosure_sheets_seq ON disclosure_sheets (org_id, seq);
CREATE INDEX disclosure_sheets_order ON disclosure_sheets (org_id, drawn_at, id);

-- The payments a sheet stands for, in the order of their digests, each salted: whoever knows the salt of his own can show that it is in.
CREATE TABLE payment_leaves (
    org_id UUID NOT NULL,
    sheet_id UUID NOT NULL,
    nth BIGINT NOT NULL CHECK (nth >= 0),
    payment_id UUID NOT NULL,
    payer_id UUID,
    told TEXT NOT NULL,
    salt TEXT NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (org_id, sheet_id, nth)
);
CREATE UNIQUE INDEX payment_leaves_payment ON payment_leaves (org_id, sheet_id, payment_id);
CREATE INDEX payment_leaves_payer ON payment_leaves (org_id, payer_id, sheet_id);
