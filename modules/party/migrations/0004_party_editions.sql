-- An import of any size changes persons and vehicles at one instant: the next edition of a row stands hidden beside the one in
-- use. `until_import` is the import that replaces an edition, `replaced` 0 while none has. A person's numbers are of an edition.
ALTER TABLE persons RENAME TO persons_before;
CREATE TABLE persons (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    edition BIGINT NOT NULL DEFAULT 0,
    kind TEXT NOT NULL CHECK (kind IN ('person', 'organisation')),
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    gender TEXT CHECK (gender IN ('male', 'female')),
    born_on TEXT,
    note TEXT,
    identity_sealed BYTEA,
    identity_digest BYTEA,
    email_sealed BYTEA,
    state TEXT NOT NULL CHECK (state IN ('active', 'erased')),
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    import_id UUID,
    until_import UUID,
    replaced BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (org_id, id, edition),
    UNIQUE (org_id, identity_digest, replaced)
);
INSERT INTO persons (org_id, id, kind, name, name_key, gender, born_on, note, identity_sealed, identity_digest, email_sealed,
    state, created_at, version)
SELECT org_id, id, kind, name, name_key, gender, born_on, note, identity_sealed, identity_digest, email_sealed,
    state, created_at, version
FROM persons_before;
DROP TABLE persons_before;

ALTER TABLE phones RENAME TO phones_before;
CREATE TABLE phones (
    org_id UUID NOT NULL,
    person_id UUID NOT NULL,
    rank BIGINT NOT NULL,
    edition BIGINT NOT NULL DEFAULT 0,
    sealed BYTEA NOT NULL,
    digest BYTEA NOT NULL,
    tail BYTEA NOT NULL,
    PRIMARY KEY (org_id, person_id, rank, edition)
);
INSERT INTO phones (org_id, person_id, rank, sealed, digest, tail)
SELECT org_id, person_id, rank, sealed, digest, tail FROM phones_before;
DROP TABLE phones_before;
CREATE INDEX phones_by_number ON phones (org_id, digest);
CREATE INDEX phones_by_tail ON phones (org_id, tail);

ALTER TABLE vehicles RENAME TO vehicles_before;
CREATE TABLE vehicles (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    edition BIGINT NOT NULL DEFAULT 0,
    plate TEXT NOT NULL,
    person_id UUID NOT NULL,
    place_id UUID,
    kind TEXT NOT NULL CHECK (kind IN ('car', 'new_energy', 'motorcycle', 'electric_bike', 'truck', 'other')),
    maker TEXT,
    colour TEXT,
    from_on TEXT NOT NULL,
    to_on TEXT,
    version BIGINT NOT NULL,
    import_id UUID,
    until_import UUID,
    replaced BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (org_id, id, edition)
);
INSERT INTO vehicles (org_id, id, plate, person_id, place_id, kind, maker, colour, from_on, to_on, version, import_id)
SELECT org_id, id, plate, person_id, place_id, kind, maker, colour, from_on, to_on, version, import_id FROM vehicles_before;
DROP TABLE vehicles_before;
CREATE UNIQUE INDEX vehicles_one_plate ON vehicles (org_id, plate, replaced) WHERE to_on IS NULL;
CREATE INDEX vehicles_by_plate ON vehicles (org_id, plate, id, import_id, replaced, until_import);
CREATE INDEX vehicles_by_person ON vehicles (person_id, org_id);
CREATE INDEX vehicles_by_place ON vehicles (org_id, place_id);
