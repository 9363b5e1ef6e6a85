-- The import a row came by; nobody sees it before the whole import is seen. A person is seen through his memberships.
ALTER TABLE memberships ADD COLUMN import_id UUID;
ALTER TABLE occupancies ADD COLUMN import_id UUID;
ALTER TABLE vehicles ADD COLUMN import_id UUID;

-- Lists are counted along these alone, also with what they leave out.
DROP INDEX memberships_by_name;
CREATE INDEX memberships_by_name ON memberships (org_id, name_key, person_id, import_id);
DROP INDEX memberships_by_age;
CREATE INDEX memberships_by_age ON memberships (org_id, since_at, person_id, import_id);
DROP INDEX occupancies_by_start;
CREATE INDEX occupancies_by_start ON occupancies (org_id, from_on, id, import_id);
DROP INDEX vehicles_by_plate;
CREATE INDEX vehicles_by_plate ON vehicles (org_id, plate, id, import_id);
