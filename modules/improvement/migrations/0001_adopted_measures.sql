-- A database that the desk made while these tables were its own has them already.
-- Measures of the library that a community took over: to which post they were given, and the case that follows them.
CREATE TABLE IF NOT EXISTS adopted_measures (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    key TEXT NOT NULL,
    case_id UUID NOT NULL,
    post_id UUID NOT NULL,
    post_name TEXT NOT NULL,
    person_name TEXT,
    by_name TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS adopted_measures_by_key ON adopted_measures (org_id, key, at);
