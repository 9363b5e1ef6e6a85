-- Electronic invoices: asked for, sent to the tax software in a file, issued or rejected there; a red one takes another back.
CREATE TABLE invoices (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    number TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('blue', 'red')),
    red_of UUID,
    reason TEXT,
    payer_id UUID,
    places TEXT NOT NULL,
    buyer_kind TEXT NOT NULL CHECK (buyer_kind IN ('person', 'company')),
    buyer_sealed BYTEA NOT NULL,
    amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
    state TEXT NOT NULL CHECK (state IN ('asked', 'sent', 'issued', 'rejected', 'cancelled', 'reversed')),
    asked_by UUID NOT NULL,
    asked_name TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    exchange_id UUID,
    invoice_code TEXT,
    invoice_number TEXT,
    invoiced_on TEXT,
    link TEXT,
    rejected_because TEXT,
    answered_at BIGINT,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, id),
    CHECK ((kind = 'red') = (red_of IS NOT NULL)),
    CHECK (state NOT IN ('sent', 'issued', 'reversed') OR exchange_id IS NOT NULL),
    CHECK (state NOT IN ('issued', 'reversed') OR (invoice_number IS NOT NULL AND invoiced_on IS NOT NULL)),
    CHECK (state <> 'rejected' OR rejected_because IS NOT NULL)
);
CREATE UNIQUE INDEX invoices_number ON invoices (org_id, number);
CREATE UNIQUE INDEX invoices_issued_number ON invoices (org_id, invoice_number) WHERE invoice_number IS NOT NULL;
CREATE UNIQUE INDEX invoices_red ON invoices (org_id, red_of) WHERE state IN ('asked', 'sent', 'issued');
CREATE INDEX invoices_order ON invoices (org_id, asked_at, id);
CREATE INDEX invoices_payer ON invoices (org_id, payer_id, asked_at);
CREATE INDEX invoices_exchange ON invoices (org_id, exchange_id);

-- What was paid and is on an invoice. What a receipt says of a bill stands on one living invoice at most.
CREATE TABLE invoice_lines (
    org_id UUID NOT NULL,
    invoice_id UUID NOT NULL,
    line BIGINT NOT NULL,
    payment_id UUID NOT NULL,
    receipt TEXT NOT NULL,
    bill_id UUID NOT NULL,
    place TEXT NOT NULL,
    fee_item TEXT NOT NULL,
    from_on TEXT NOT NULL,
    to_on TEXT NOT NULL,
    amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
    living BOOLEAN NOT NULL,
    PRIMARY KEY (org_id, invoice_id, line)
);
CREATE UNIQUE INDEX invoice_lines_once ON invoice_lines (org_id, payment_id, bill_id) WHERE living;

-- Files of requests that went to the tax software.
CREATE TABLE invoice_exchanges (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    requests BIGINT NOT NULL CHECK (requests > 0),
    amount_fen BIGINT NOT NULL,
    sent_by UUID NOT NULL,
    sent_name TEXT NOT NULL,
    sent_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE INDEX invoice_exchanges_order ON invoice_exchanges (org_id, sent_at, id);

-- Workbooks in which the tax software answers; each is taken whole, or not at all.
CREATE TABLE invoice_answers (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    file_id UUID NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('reading', 'taken', 'refused')),
    issued BIGINT NOT NULL,
    rejected BIGINT NOT NULL,
    unchanged BIGINT NOT NULL,
    fault_zh TEXT,
    fault_en TEXT,
    brought_by UUID NOT NULL,
    brought_name TEXT NOT NULL,
    brought_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
