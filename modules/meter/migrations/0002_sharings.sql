-- What several share: a cost measured by a meter less those below it, or keyed in, split among the places under a tariff.
CREATE TABLE sharings (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    name TEXT NOT NULL,
    tariff_id UUID NOT NULL,
    tariff_name TEXT NOT NULL,
    within_id UUID,
    -- The path of what it is shared within; empty for the whole community.
    within_path TEXT NOT NULL,
    from_on TEXT NOT NULL,
    to_on TEXT NOT NULL,
    meter_id UUID,
    quantity BIGINT,
    goes_by TEXT NOT NULL CHECK (goes_by IN ('area', 'household', 'people')),
    total_fen BIGINT NOT NULL,
    members BIGINT NOT NULL,
    left_out TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'approved', 'refused', 'withdrawn')),
    asked_by UUID NOT NULL,
    asked_name TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    decided_by UUID,
    decided_name TEXT,
    decided_at BIGINT,
    remark TEXT,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, id),
    CHECK (state <> 'approved' OR decided_by <> asked_by)
);
CREATE INDEX sharings_order ON sharings (org_id, asked_at, id);
CREATE INDEX sharings_tariff ON sharings (org_id, tariff_id, to_on);

-- The part of each place, with what it came from.
CREATE TABLE sharing_portions (
    org_id UUID NOT NULL,
    sharing_id UUID NOT NULL,
    place_id UUID NOT NULL,
    amount_fen BIGINT NOT NULL,
    came_from TEXT NOT NULL,
    PRIMARY KEY (org_id, sharing_id, place_id)
);
CREATE INDEX sharing_portions_place ON sharing_portions (org_id, place_id);
