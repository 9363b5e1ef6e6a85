-- The records of modules that the steps of cases made, each with its case: a refund, a credit note, an expense.
CREATE TABLE case_records (
    org_id UUID NOT NULL,
    record TEXT NOT NULL,
    case_id UUID NOT NULL,
    PRIMARY KEY (org_id, record)
);
