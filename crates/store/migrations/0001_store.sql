CREATE TABLE counters (
    org_id UUID NOT NULL,
    series TEXT NOT NULL,
    value BIGINT NOT NULL,
    PRIMARY KEY (org_id, series)
);
