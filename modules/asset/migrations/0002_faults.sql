-- When equipment did not work: from the report to its end. `source` names the case that told it, so that the end finds it again.
CREATE TABLE faults (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    asset_id UUID NOT NULL,
    source TEXT NOT NULL,
    note TEXT,
    from_at BIGINT NOT NULL,
    until_at BIGINT,
    PRIMARY KEY (org_id, id)
);
CREATE INDEX faults_by_asset ON faults (org_id, asset_id, from_at);
