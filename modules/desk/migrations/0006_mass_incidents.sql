-- One thing that many call about: the case that is worked on, where and about what, and what the desk says meanwhile.
CREATE TABLE mass_incidents (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    case_id UUID NOT NULL,
    number TEXT NOT NULL,
    title TEXT NOT NULL,
    -- Whole community when absent.
    area_id UUID,
    -- The class of matter, as in water; every class when absent.
    topic TEXT,
    script TEXT NOT NULL,
    expected_at BIGINT,
    opened_at BIGINT NOT NULL,
    ended_at BIGINT,
    PRIMARY KEY (org_id, id)
);
CREATE INDEX mass_incidents_by_time ON mass_incidents (org_id, opened_at, id);
CREATE INDEX mass_incidents_by_case ON mass_incidents (org_id, case_id);
CREATE INDEX mass_incidents_open ON mass_incidents (org_id) WHERE ended_at IS NULL;
