-- Meters and what they showed. Figures are in thousandths, as people write them: a reading of 12.5 is 12500.
CREATE TABLE meters (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    number TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('water', 'electricity', 'gas', 'heat', 'hours', 'other')),
    place_id UUID,
    asset_id UUID,
    parent_id UUID,
    -- Padded: the order of walking.
    sort_key TEXT NOT NULL,
    digits BIGINT NOT NULL,
    multiplier BIGINT NOT NULL,
    -- Hundredths of a percent.
    loss BIGINT NOT NULL,
    ended_on TEXT,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    import_id UUID,
    PRIMARY KEY (org_id, id),
    CHECK (place_id IS NOT NULL OR asset_id IS NOT NULL)
);
CREATE UNIQUE INDEX meters_number ON meters (org_id, number);
CREATE INDEX meters_order ON meters (org_id, sort_key, id);
CREATE INDEX meters_place ON meters (org_id, place_id, kind);
CREATE INDEX meters_asset ON meters (org_id, asset_id);
CREATE INDEX meters_parent ON meters (org_id, parent_id);

-- Nothing that was read is changed: what was wrong is superseded by another reading of the same day.
CREATE TABLE readings (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    meter_id UUID NOT NULL,
    read_on TEXT NOT NULL,
    figure BIGINT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('start', 'hand', 'round', 'import', 'resident')),
    rolled_over BOOLEAN NOT NULL,
    estimated BOOLEAN NOT NULL,
    reason TEXT,
    photo TEXT,
    by_name TEXT NOT NULL,
    taken_at BIGINT NOT NULL,
    superseded_by UUID,
    import_id UUID,
    PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX readings_day ON readings (org_id, meter_id, read_on) WHERE superseded_by IS NULL;
CREATE INDEX readings_order ON readings (org_id, read_on, id);

-- A meter that took the place of another under the same number.
CREATE TABLE meter_replacements (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    meter_id UUID NOT NULL,
    replaced_on TEXT NOT NULL,
    old_end BIGINT NOT NULL,
    old_digits BIGINT NOT NULL,
    old_multiplier BIGINT NOT NULL,
    new_start BIGINT NOT NULL,
    reason TEXT NOT NULL,
    by_name TEXT NOT NULL,
    done_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE INDEX meter_replacements_meter ON meter_replacements (org_id, meter_id, replaced_on);
