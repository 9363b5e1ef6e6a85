-- An import of any size changes equipment at one instant: the next edition of a piece stands hidden beside the one in use.
-- `until_import` is the import that replaces an edition, `replaced` 0 while none has.
ALTER TABLE assets RENAME TO assets_before;
CREATE TABLE assets (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    edition BIGINT NOT NULL DEFAULT 0,
    code TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    name TEXT NOT NULL,
    class_id UUID NOT NULL,
    place_id UUID,
    maker TEXT,
    model TEXT,
    installed_on TEXT,
    warranty_until TEXT,
    life_years BIGINT,
    cost_fen BIGINT,
    state TEXT NOT NULL,
    retired_on TEXT,
    version BIGINT NOT NULL,
    import_id UUID,
    until_import UUID,
    replaced BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (org_id, id, edition)
);
INSERT INTO assets (org_id, id, code, sort_key, name, class_id, place_id, maker, model, installed_on, warranty_until, life_years,
    cost_fen, state, retired_on, version, import_id)
SELECT org_id, id, code, sort_key, name, class_id, place_id, maker, model, installed_on, warranty_until, life_years,
    cost_fen, state, retired_on, version, import_id
FROM assets_before;
DROP TABLE assets_before;

CREATE UNIQUE INDEX assets_code ON assets (org_id, code, replaced);
CREATE INDEX assets_order ON assets (org_id, sort_key, id);
CREATE INDEX assets_class ON assets (org_id, class_id, sort_key, id);
CREATE INDEX assets_place ON assets (org_id, place_id, sort_key, id);
CREATE INDEX assets_warranty ON assets (org_id, warranty_until, id) WHERE warranty_until IS NOT NULL;
