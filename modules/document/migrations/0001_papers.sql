-- Editions of print templates: of the company, or of a community that differs from it. One that was published is never changed, the
-- next one takes its place. Where nobody has one, the shipped one holds.
CREATE TABLE print_templates (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('receipt', 'bill_notice', 'dunning_notice', 'refund_slip', 'deduction_slip', 'statement')),
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
CREATE UNIQUE INDEX print_templates_edition ON print_templates (org_id, kind, edition);
CREATE UNIQUE INDEX print_templates_draft ON print_templates (org_id, kind) WHERE state = 'draft';
CREATE UNIQUE INDEX print_templates_published ON print_templates (org_id, kind) WHERE state = 'published';
CREATE INDEX print_templates_order ON print_templates (org_id, drafted_at, id);

-- Every paper that was printed: which copy of what, set by which template. Never changed.
CREATE TABLE paper_copies (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    number TEXT NOT NULL,
    copy BIGINT NOT NULL CHECK (copy > 0),
    template_id UUID,
    edition BIGINT NOT NULL,
    batch_id UUID,
    file_id UUID NOT NULL,
    printed_by UUID NOT NULL,
    printed_name TEXT NOT NULL,
    printed_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX paper_copies_copy ON paper_copies (org_id, kind, subject, copy);
CREATE INDEX paper_copies_order ON paper_copies (org_id, printed_at, id);

-- Papers of many records set as one file, in the background; `asked` says of which.
CREATE TABLE print_batches (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    kind TEXT NOT NULL,
    asked TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('working', 'done', 'cancelled', 'failed')),
    total BIGINT NOT NULL,
    done BIGINT NOT NULL,
    papers BIGINT NOT NULL,
    pages BIGINT NOT NULL,
    missing TEXT NOT NULL,
    fault TEXT,
    file_id UUID,
    lang TEXT NOT NULL,
    asked_by UUID NOT NULL,
    asked_name TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    ended_at BIGINT,
    runner UUID,
    locked_until BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, id),
    CHECK (state <> 'done' OR file_id IS NOT NULL)
);
CREATE INDEX print_batches_order ON print_batches (org_id, asked_at, id);
CREATE INDEX print_batches_working ON print_batches (locked_until) WHERE state = 'working';
