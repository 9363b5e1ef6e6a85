-- An edition of a procedure may be one community's own; absent: every community's. Who has read the day of his post, by version.
ALTER TABLE procedures ADD COLUMN community_id UUID;
CREATE TABLE procedure_readings (
    org_id UUID NOT NULL,
    procedure_id UUID NOT NULL,
    staff_id UUID NOT NULL,
    staff_name TEXT NOT NULL,
    read_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, procedure_id, staff_id)
);
