-- Payments of the past come with an opening too: they stand for themselves and move nothing.
ALTER TABLE opening_lines RENAME TO opening_lines_before;
CREATE TABLE opening_lines (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    opening_id UUID NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('bill', 'prepayment', 'deposit', 'payment', 'debit', 'credit')),
    line_key TEXT NOT NULL,
    title TEXT NOT NULL,
    place_id UUID,
    item_id UUID,
    tariff_id UUID,
    edition BIGINT,
    purpose TEXT,
    deposit_kind TEXT,
    code TEXT,
    receipt TEXT,
    from_on TEXT,
    to_on TEXT,
    due_on TEXT,
    amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
    paid_fen BIGINT NOT NULL CHECK (paid_fen >= 0 AND paid_fen <= amount_fen),
    note TEXT,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'posted', 'voided', 'kept')),
    import_id UUID,
    paid_on TEXT,
    method TEXT,
    PRIMARY KEY (org_id, id),
    CHECK (kind <> 'bill' OR (item_id IS NOT NULL AND tariff_id IS NOT NULL AND from_on < to_on)),
    CHECK (kind <> 'payment' OR (item_id IS NOT NULL AND receipt IS NOT NULL AND paid_on IS NOT NULL)),
    CHECK (kind IN ('debit', 'credit') = (code IS NOT NULL)),
    CHECK ((place_id IS NULL) = (code IS NOT NULL))
);
INSERT INTO opening_lines (
    org_id, id, opening_id, kind, line_key, title, place_id, item_id, tariff_id, edition, purpose, deposit_kind, code, receipt,
    from_on, to_on, due_on, amount_fen, paid_fen, note, state, import_id
) SELECT
    org_id, id, opening_id, kind, line_key, title, place_id, item_id, tariff_id, edition, purpose, deposit_kind, code, receipt,
    from_on, to_on, due_on, amount_fen, paid_fen, note, state, import_id
FROM opening_lines_before;
DROP TABLE opening_lines_before;
CREATE UNIQUE INDEX opening_lines_one ON opening_lines (org_id, opening_id, line_key);
CREATE INDEX opening_lines_key ON opening_lines (org_id, line_key);
CREATE INDEX opening_lines_state ON opening_lines (org_id, opening_id, state, id);
CREATE INDEX opening_lines_import ON opening_lines (org_id, import_id, id);
CREATE INDEX opening_lines_paid_for ON opening_lines (org_id, place_id, paid_on) WHERE kind = 'payment';
CREATE INDEX opening_lines_paid_on ON opening_lines (org_id, paid_on, id) WHERE kind = 'payment';
ALTER TABLE control_totals RENAME TO control_totals_before;
CREATE TABLE control_totals (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    opening_id UUID NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('bill', 'prepayment', 'deposit', 'payment', 'debit', 'credit')),
    item_id UUID NOT NULL,
    rows_there BIGINT NOT NULL CHECK (rows_there >= 0),
    total_fen BIGINT NOT NULL CHECK (total_fen >= 0),
    entered_name TEXT NOT NULL,
    entered_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    import_id UUID,
    PRIMARY KEY (org_id, id)
);
INSERT INTO control_totals (
    org_id, id, opening_id, kind, item_id, rows_there, total_fen, entered_name, entered_at, version, import_id
) SELECT
    org_id, id, opening_id, kind, item_id, rows_there, total_fen, entered_name, entered_at, version, import_id
FROM control_totals_before;
DROP TABLE control_totals_before;
CREATE UNIQUE INDEX control_totals_one ON control_totals (org_id, opening_id, kind, item_id);
CREATE INDEX control_totals_import ON control_totals (org_id, import_id, id) WHERE import_id IS NOT NULL;
