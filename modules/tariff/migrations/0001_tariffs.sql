-- What is charged: the fee items of the company, and what each costs in a community. An edition of a tariff is what the engine reckons
-- by; one that was in force is never changed, the next one takes its place.
CREATE TABLE fee_items (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    fee_class TEXT NOT NULL,
    note TEXT,
    disabled_at BIGINT,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX fee_items_code ON fee_items (org_id, code);

CREATE TABLE tariffs (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    item_id UUID NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    fee_class TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'in_force', 'ended')),
    edition BIGINT NOT NULL,
    drafting BOOLEAN NOT NULL,
    ends_on TEXT,
    places BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX tariffs_code ON tariffs (org_id, code);
CREATE INDEX tariffs_order ON tariffs (org_id, name, id);
CREATE INDEX tariffs_item ON tariffs (org_id, item_id);

CREATE TABLE tariff_editions (
    org_id UUID NOT NULL,
    tariff_id UUID NOT NULL,
    edition BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'in_force', 'replaced')),
    body TEXT NOT NULL,
    asked TEXT NOT NULL,
    drafted_by UUID NOT NULL,
    drafted_name TEXT NOT NULL,
    drafted_at BIGINT NOT NULL,
    enforced_by UUID,
    enforced_name TEXT,
    enforced_at BIGINT,
    PRIMARY KEY (org_id, tariff_id, edition),
    CHECK (enforced_by IS NULL OR enforced_by <> drafted_by)
);
-- One draft at a time, and one edition in force.
CREATE UNIQUE INDEX tariff_editions_draft ON tariff_editions (org_id, tariff_id) WHERE state = 'draft';
CREATE UNIQUE INDEX tariff_editions_force ON tariff_editions (org_id, tariff_id) WHERE state = 'in_force';

-- The rooms and parking spaces under a tariff, from–to; `factor` in ten-thousandths.
CREATE TABLE tariff_places (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    tariff_id UUID NOT NULL,
    place_id UUID NOT NULL,
    from_on TEXT NOT NULL,
    to_on TEXT,
    factor BIGINT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX tariff_places_one ON tariff_places (org_id, tariff_id, place_id) WHERE to_on IS NULL;
CREATE INDEX tariff_places_tariff ON tariff_places (org_id, tariff_id, id);
CREATE INDEX tariff_places_place ON tariff_places (org_id, place_id, from_on);

-- What is taken off for a room, or nothing while nobody has approved it.
CREATE TABLE reliefs (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    place_id UUID NOT NULL,
    relieved TEXT NOT NULL CHECK (relieved IN ('vacant', 'discount', 'gift')),
    fee_class TEXT,
    from_on TEXT NOT NULL,
    to_on TEXT NOT NULL,
    pays BIGINT NOT NULL,
    off_fen BIGINT NOT NULL,
    reason TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'approved', 'refused', 'withdrawn')),
    asked_by UUID NOT NULL,
    asked_name TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    decided_by UUID,
    decided_name TEXT,
    decided_at BIGINT,
    answer TEXT,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, id),
    CHECK (state <> 'approved' OR decided_by <> asked_by)
);
CREATE INDEX reliefs_order ON reliefs (org_id, asked_at, id);
CREATE INDEX reliefs_place ON reliefs (org_id, place_id, state);

-- Tariffs that come together when somebody moves in, as a list of ids.
CREATE TABLE fee_sets (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    name TEXT NOT NULL,
    tariffs TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE INDEX fee_sets_order ON fee_sets (org_id, name, id);

-- Who pays in a community for what is not sold yet.
CREATE TABLE developers (
    org_id UUID NOT NULL,
    person_id UUID NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (org_id)
);
