-- Classes are the company's (those it added or changed; the others ship with the product); assets belong to the
-- community in which they stand.
CREATE TABLE asset_classes (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    code TEXT NOT NULL,
    system TEXT NOT NULL,
    name TEXT NOT NULL,
    life_years BIGINT,
    disabled BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);

CREATE UNIQUE INDEX asset_classes_code ON asset_classes (org_id, code);

CREATE TABLE assets (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
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
    PRIMARY KEY (org_id, id)
);

CREATE UNIQUE INDEX assets_code ON assets (org_id, code);
CREATE INDEX assets_order ON assets (org_id, sort_key, id);
CREATE INDEX assets_class ON assets (org_id, class_id, sort_key, id);
CREATE INDEX assets_place ON assets (org_id, place_id, sort_key, id);
CREATE INDEX assets_warranty ON assets (org_id, warranty_until, id) WHERE warranty_until IS NOT NULL;
