-- Routes: points that are walked one after the other; and who was at which of them on a round. What a finished round was worth,
-- point by point, stands among its results.
CREATE TABLE routes (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    name TEXT NOT NULL,
    ordering TEXT NOT NULL,
    points TEXT NOT NULL,
    count BIGINT NOT NULL,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE INDEX routes_order ON routes (org_id, state, name, id);

CREATE TABLE scans (
    org_id UUID NOT NULL,
    occurrence_id UUID NOT NULL,
    id UUID NOT NULL,
    point_id UUID NOT NULL,
    at BIGINT NOT NULL,
    by_id UUID NOT NULL,
    by_name TEXT NOT NULL,
    PRIMARY KEY (org_id, occurrence_id, id)
);

ALTER TABLE plans ADD COLUMN route_id UUID;
