-- Letters to households in arrears: 催缴函 and 律师函, each with a number of its own, what was overdue when it was issued, and how it
-- was delivered. A letter that was wrong is voided; its number stays.
CREATE TABLE collection_letters (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    case_id UUID NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('collection', 'lawyer')),
    number TEXT NOT NULL,
    place_id UUID NOT NULL,
    place TEXT NOT NULL,
    payer_id UUID NOT NULL,
    amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
    issued_on TEXT NOT NULL,
    pay_until_on TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('issued', 'delivered', 'voided')),
    issued_by UUID NOT NULL,
    issued_name TEXT NOT NULL,
    issued_at BIGINT NOT NULL,
    delivery TEXT CHECK (delivery IN ('handed_over', 'post', 'door')),
    delivered_on TEXT,
    receiver TEXT,
    post_number TEXT,
    files TEXT NOT NULL,
    delivered_name TEXT,
    void_reason TEXT,
    voided_name TEXT,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, id),
    CHECK (state <> 'delivered' OR (delivery IS NOT NULL AND delivered_on IS NOT NULL)),
    CHECK (state <> 'voided' OR void_reason IS NOT NULL)
);
CREATE UNIQUE INDEX collection_letters_number ON collection_letters (org_id, number);
CREATE UNIQUE INDEX collection_letters_open ON collection_letters (org_id, case_id, kind) WHERE state = 'issued';
CREATE INDEX collection_letters_case ON collection_letters (org_id, case_id, issued_at);
CREATE INDEX collection_letters_order ON collection_letters (org_id, issued_at, id);

CREATE TABLE collection_letter_lines (
    org_id UUID NOT NULL,
    letter_id UUID NOT NULL,
    line BIGINT NOT NULL,
    bill_id UUID NOT NULL,
    number TEXT NOT NULL,
    fee_item TEXT NOT NULL,
    from_on TEXT NOT NULL,
    to_on TEXT NOT NULL,
    due_on TEXT NOT NULL,
    owed_fen BIGINT NOT NULL CHECK (owed_fen > 0),
    PRIMARY KEY (org_id, letter_id, line)
);

-- From which amount on a write-off is decided by a director.
ALTER TABLE collection_ladders ADD COLUMN large_from_fen BIGINT NOT NULL DEFAULT 500000 CHECK (large_from_fen > 0);
