-- An import of any size changes places at one instant: the next edition of a place stands hidden beside the one in use.
-- `until_import` is the import that replaces an edition, `replaced` 0 while none has.
ALTER TABLE places RENAME TO places_before;
CREATE TABLE places (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    edition BIGINT NOT NULL DEFAULT 0,
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
    import_id UUID,
    until_import UUID,
    replaced BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (org_id, id, edition)
);
INSERT INTO places (org_id, id, kind, parent_id, building_id, unit_id, segment, code, path, name, tag, floor, use, built_area,
    inside_area, shared_area, state, takeover_on, delivered_on, warranty_until, retired_at, version, import_id)
SELECT org_id, id, kind, parent_id, building_id, unit_id, segment, code, path, name, tag, floor, use, built_area,
    inside_area, shared_area, state, takeover_on, delivered_on, warranty_until, retired_at, version, import_id
FROM places_before;
DROP TABLE places_before;

CREATE UNIQUE INDEX places_code ON places (org_id, kind, code, replaced);
CREATE UNIQUE INDEX places_path ON places (org_id, path, replaced);
CREATE INDEX places_kind ON places (org_id, kind, path);
CREATE INDEX places_parent ON places (org_id, parent_id, path);
CREATE INDEX places_state ON places (org_id, state, path) WHERE state IS NOT NULL;
CREATE INDEX places_retired ON places (org_id, path) WHERE retired_at IS NOT NULL;
