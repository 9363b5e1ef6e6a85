-- Letters about arrears are papers with templates, too.
ALTER TABLE print_templates RENAME TO print_templates_before;
CREATE TABLE print_templates (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN (
        'receipt', 'bill_notice', 'dunning_notice', 'collection_letter', 'lawyer_letter', 'refund_slip', 'deduction_slip', 'statement'
    )),
    edition BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'replaced')),
    layout TEXT NOT NULL,
    drafted_by UUID NOT NULL,
    drafted_name TEXT NOT NULL,
    drafted_at BIGINT NOT NULL,
    published_name TEXT,
    published_at BIGINT,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, id),
    CHECK (state = 'draft' OR published_at IS NOT NULL)
);
INSERT INTO print_templates (org_id, id, kind, edition, state, layout, drafted_by, drafted_name, drafted_at, published_name, published_at, version)
SELECT org_id, id, kind, edition, state, layout, drafted_by, drafted_name, drafted_at, published_name, published_at, version
FROM print_templates_before;
DROP TABLE print_templates_before;
CREATE UNIQUE INDEX print_templates_edition ON print_templates (org_id, kind, edition);
CREATE UNIQUE INDEX print_templates_draft ON print_templates (org_id, kind) WHERE state = 'draft';
CREATE UNIQUE INDEX print_templates_published ON print_templates (org_id, kind) WHERE state = 'published';
CREATE INDEX print_templates_order ON print_templates (org_id, drafted_at, id);
