-- Who scanned a code and reported something without signing in: the link he was given, by its digest, and the case it shows.
CREATE TABLE reports (
    org_id UUID NOT NULL,
    digest BYTEA NOT NULL,
    case_id UUID NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (org_id, digest)
);
