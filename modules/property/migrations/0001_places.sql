-- The tree of space. `path` holds the padded segments from the community down, so that one index gives the natural
-- order (2 before 10), everything below a place (a range) and its floor plan.
CREATE TABLE places (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    kind TEXT NOT NULL,
    parent_id UUID,
    building_id UUID,
    unit_id UUID,
    segment TEXT NOT NULL,
    code TEXT NOT NULL,
    path TEXT NOT NULL,
    name TEXT NOT NULL,
    tag TEXT,
    floor BIGINT,
    use TEXT,
    built_area BIGINT,
    inside_area BIGINT,
    shared_area BIGINT,
    state TEXT,
    takeover_on TEXT,
    delivered_on TEXT,
    warranty_until TEXT,
    retired_at BIGINT,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);

CREATE UNIQUE INDEX places_code ON places (org_id, kind, code);
CREATE UNIQUE INDEX places_path ON places (org_id, path);
CREATE INDEX places_kind ON places (org_id, kind, path);
CREATE INDEX places_parent ON places (org_id, parent_id, path);
CREATE INDEX places_state ON places (org_id, state, path) WHERE state IS NOT NULL;
