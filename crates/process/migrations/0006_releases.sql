-- From when on a version a company published is the one new cases begin with; without any it is the one that ships.
CREATE TABLE definition_releases (
    org_id UUID NOT NULL,
    key TEXT NOT NULL,
    effective_at BIGINT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (org_id, key, effective_at, hash)
);
