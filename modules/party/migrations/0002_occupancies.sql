-- Person × role × place × from–to. org_id is the community; to_on is the last day, absent while it lasts.
CREATE TABLE occupancies (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    person_id UUID NOT NULL,
    place_id UUID NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('owner', 'co_owner', 'tenant', 'family', 'payer', 'emergency_contact')),
    share BIGINT,
    lives_here BOOLEAN NOT NULL,
    from_on TEXT NOT NULL,
    to_on TEXT,
    end_reason TEXT,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE INDEX occupancies_by_place ON occupancies (org_id, place_id, from_on);
-- Two people at two desks cannot both become the owner, or the payer.
CREATE UNIQUE INDEX occupancies_one_owner ON occupancies (org_id, place_id) WHERE role = 'owner' AND to_on IS NULL;
CREATE UNIQUE INDEX occupancies_one_payer ON occupancies (org_id, place_id) WHERE role = 'payer' AND to_on IS NULL;
CREATE INDEX occupancies_by_person ON occupancies (person_id, org_id, role, from_on);
CREATE INDEX occupancies_by_start ON occupancies (org_id, from_on, id);
CREATE INDEX occupancies_by_end ON occupancies (org_id, to_on, id);

-- Cars and others, by their normalised plate. place_id is the parking space or the room, if any.
CREATE TABLE vehicles (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    plate TEXT NOT NULL,
    person_id UUID NOT NULL,
    place_id UUID,
    kind TEXT NOT NULL CHECK (kind IN ('car', 'new_energy', 'motorcycle', 'electric_bike', 'truck', 'other')),
    maker TEXT,
    colour TEXT,
    from_on TEXT NOT NULL,
    to_on TEXT,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX vehicles_one_plate ON vehicles (org_id, plate) WHERE to_on IS NULL;
CREATE INDEX vehicles_by_plate ON vehicles (org_id, plate, id);
CREATE INDEX vehicles_by_person ON vehicles (person_id, org_id);
CREATE INDEX vehicles_by_place ON vehicles (org_id, place_id);

-- Codes with which a resident binds his account to a room: used once, until they expire. The digest finds
-- a typed code; the code itself stands under the person's own key, to be shown and printed.
CREATE TABLE invitations (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    person_id UUID NOT NULL,
    place_id UUID,
    digest BYTEA NOT NULL,
    sealed BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    cancelled_at BIGINT,
    PRIMARY KEY (org_id, id),
    UNIQUE (digest)
);
CREATE INDEX invitations_by_person ON invitations (org_id, person_id, created_at);

-- What the desk should know about a room or a person.
CREATE TABLE hints (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    place_id UUID,
    person_id UUID,
    text TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    ended_at BIGINT,
    PRIMARY KEY (org_id, id)
);
CREATE INDEX hints_by_place ON hints (org_id, place_id);
CREATE INDEX hints_by_person ON hints (org_id, person_id);
