-- Who reads a case of a confidential process whatever his roles are: who opened it, asked for it, works on it, watches it or is
-- named in it to be told. Derived from its state, kept only for processes that name readers.
CREATE TABLE case_readers (
    org_id UUID NOT NULL,
    case_id UUID NOT NULL,
    person_id UUID NOT NULL,
    PRIMARY KEY (org_id, case_id, person_id)
);
-- The files of such cases: whoever may read none of them may not open the file either.
CREATE TABLE case_files (
    org_id UUID NOT NULL,
    file_id UUID NOT NULL,
    case_id UUID NOT NULL,
    PRIMARY KEY (org_id, file_id, case_id)
);
-- Lists leave confidential processes out while they walk along the index, without a look at the rows.
DROP INDEX cases_by_age;
CREATE INDEX cases_by_age ON cases (org_id, opened_at, id, process);
