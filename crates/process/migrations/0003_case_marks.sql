-- By which number a unit's case numbers differ from those of every other unit: given at its first case, the same for good.
-- The row of the nil unit counts them. Without org_id, because it is looked at across units by whoever opens a case.
CREATE TABLE case_marks (
    unit_id UUID NOT NULL PRIMARY KEY,
    mark BIGINT NOT NULL
);
