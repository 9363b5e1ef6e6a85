-- Who stands in for whom while he is away; to_at is exclusive.
CREATE TABLE deputies (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    staff_id UUID NOT NULL,
    deputy_id UUID NOT NULL,
    from_at BIGINT NOT NULL,
    to_at BIGINT NOT NULL,
    reason TEXT,
    PRIMARY KEY (org_id, id)
);
CREATE INDEX deputies_by_end ON deputies (org_id, to_at);
CREATE INDEX deputies_by_from ON deputies (org_id, from_at, id);
